"""Fixtures of the whole suite: the application on both databases, the checked client, the worker run by hand.

`app`          the application, on SQLite and on PostgreSQL (`--db sqlite` for one of them), with empty tables
`db_session`   the session of the test itself; `client` commits it before each request
`client`       the checked client (tests/support/page.py), signed out; `as_member(member)` gives one signed in
`drain`        does what the worker does until the outbox is empty
`assert_queries`  `with assert_queries(4): client.get("/")` demands that literal number of statements

Members made by the factories read English, and so does the client: tests need no Dutch catalogue.
"""

import logging
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.support.applications import Applications
from tests.support.databases import BACKENDS, Cleaner, statements
from tests.support.memory import forget_everything
from tests.support.page import CheckedClient, after_request, before_request
from tests.support.postgres import PostgresServer

SOCKET_KEY = "postgres_socket_dir"
_server_key = pytest.StashKey[PostgresServer]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--db", choices=[*BACKENDS, "both"], default="both", help="databases to test on (both)")


def pytest_configure(config: pytest.Config) -> None:
    for name in BACKENDS:
        config.addinivalue_line("markers", f"{name}: runs on this database only")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run every test with a database once per backend (a marker `sqlite`/`postgresql` picks one)."""
    if "database" not in metafunc.fixturenames:
        return
    option = metafunc.config.getoption("--db")
    backends = [name for name in BACKENDS if option in (name, "both")]
    marked = [name for name in BACKENDS if metafunc.definition.get_closest_marker(name)]
    if marked:
        backends = [name for name in backends if name in marked]
    metafunc.parametrize("database", backends, indirect=True, scope="session")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """With xdist: one PostgreSQL server for all workers, started by the controlling process."""
    if node.config.getoption("--db") != "sqlite":
        node.workerinput[SOCKET_KEY] = _start_server(node.config).socket_dir


def pytest_unconfigure(config: pytest.Config) -> None:
    if server := config.stash.get(_server_key, None):
        server.stop()


def _start_server(config: pytest.Config) -> PostgresServer:
    if _server_key not in config.stash:
        config.stash[_server_key] = PostgresServer.start()
    return config.stash[_server_key]


@pytest.fixture(scope="session")
def worker_name() -> str:
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(scope="session")
def scratch(worker_name: str) -> Iterator[Path]:
    """A short-lived directory of this worker, in memory where the system has that."""
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix=f"forum-{worker_name}-", dir=memory, ignore_cleanup_errors=True) as path:
        yield Path(path)


@pytest.fixture(scope="session")
def postgres(request: pytest.FixtureRequest) -> PostgresServer:
    """The PostgreSQL server of this run."""
    worker_input = getattr(request.config, "workerinput", None)
    if worker_input is not None:
        return PostgresServer(worker_input[SOCKET_KEY])
    return _start_server(request.config)


@pytest.fixture(scope="session")
def database(request: pytest.FixtureRequest) -> str:
    """The backend this test runs on: "sqlite" or "postgresql"."""
    return str(request.param)


@pytest.fixture(scope="session")
def applications(request: pytest.FixtureRequest, scratch: Path, worker_name: str) -> Iterator[Applications]:
    """The applications of this worker, one for each backend, made when first asked for and kept."""

    def address_of(database: str) -> str:
        if database == "postgresql":
            server: PostgresServer = request.getfixturevalue("postgres")
            return server.create_database(f"forum_{worker_name}")
        return f"sqlite:///{scratch / 'forum.sqlite'}"

    made = Applications(address_of, scratch)
    yield made
    made.close()


@pytest.fixture(scope="session")
def application(applications: Applications, database: str) -> tuple[Flask, Cleaner]:
    """The application on this backend with its schema, and the function that empties it."""
    return applications.on(database)


@pytest.fixture
def app(application: tuple[Flask, Cleaner], tmp_path: Path) -> Iterator[Flask]:
    """The application with empty tables, a data directory of its own, and a context for the test."""
    from forum.extensions import db

    app, clean = application
    clean()
    forget_everything(app)
    kept = dict(app.config)
    app.config["DATA_DIR"] = tmp_path / "data"
    app.config["INDEX_DIR"] = tmp_path / "data" / "index"
    app.config["DATA_DIR"].mkdir()
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
    app.config.clear()
    app.config.update(kept)


@pytest.fixture
def db_session(app: Flask) -> Any:
    """The session of the test."""
    from forum.extensions import db

    return db.session


@pytest.fixture
def client(app: Flask) -> CheckedClient:
    """A checked client that is not signed in."""
    return CheckedClient(app)


@pytest.fixture
def as_member(app: Flask) -> Callable[..., CheckedClient]:
    """`as_member(member)`: a checked client signed in as that member, without paying for a password hash."""
    from tests.support.sign_in import signed_in_client

    return lambda member, **kwargs: signed_in_client(app, member, **kwargs)


@pytest.fixture
def drain(app: Flask) -> Callable[[], int]:
    """Run the worker by hand until nothing is due; returns how many outbox rows were worked off.

    A handler that fails makes the test fail.
    """
    from forum.core import outbox
    from forum.extensions import db

    def run(allow_failures: bool = False) -> int:
        before_request(app)
        done = 0
        with app.app_context():
            while claimed := outbox.work_once():
                done += claimed
            failed = db.session.execute(
                outbox.Outbox.__table__.select().where(outbox.Outbox.last_error.is_not(None))
            ).all()
            db.session.rollback()
        after_request(app)
        assert allow_failures or not failed, f"outbox handlers failed: {[row.last_error for row in failed]}"
        return done

    return run


@pytest.fixture
def assert_queries(app: Flask) -> Callable[[int], AbstractContextManager[list[str]]]:
    """`with assert_queries(4): …` fails unless exactly that many statements ran inside."""
    from forum.extensions import db

    engine = db.engine

    @contextmanager
    def counted(expected: int) -> Iterator[list[str]]:
        with statements(engine) as seen:
            yield seen
        listing = "\n".join(f"{number}. {sql[:200]}" for number, sql in enumerate(seen, 1))
        assert len(seen) == expected, f"{len(seen)} statements instead of {expected}:\n{listing}"

    return counted


@pytest.fixture(autouse=True)
def _quiet_logs(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
