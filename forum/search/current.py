"""Which search engine this installation uses."""

import logging
import secrets
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from flask import current_app
from sqlalchemy import Engine

from forum.core.database import normalise_url, open_engine
from forum.search.engine import SearchEngine

log = logging.getLogger(__name__)

NEEDS_DATABASE = "The PostgreSQL search engine needs a PostgreSQL database: give its address in FORUM_DATABASE_URL."
NO_SUCH_ENGINE = "There is no search engine {name!r}: use auto, {known}."


class EngineNotAvailable(Exception):
    """An engine was asked for that cannot work here; the message says why in one sentence."""


def _make_whoosh(base: Path, _database: Engine | None, _schema: str) -> SearchEngine:
    from forum.search.whoosh_engine import WhooshEngine

    return WhooshEngine(base)


def _make_postgresql(_base: Path, database: Engine | None, schema: str) -> SearchEngine:
    from forum.search.postgres_engine import PostgresEngine

    if database is None or database.dialect.name != "postgresql":
        raise EngineNotAvailable(NEEDS_DATABASE)
    return PostgresEngine(database, schema)


ENGINES: Mapping[str, Callable[[Path, Engine | None, str], SearchEngine]] = {
    "whoosh": _make_whoosh,
    "postgresql": _make_postgresql,
}
"""All engines by name; the contract tests run on every one of them."""

SCHEMA = "forum_search"


def make_engine(name: str, base: Path, database: Engine | None = None, schema: str = SCHEMA) -> SearchEngine:
    """An engine by name: in files below `base`, or in tables in a schema of a database.

    "auto" is PostgreSQL where the database is, for its index is seen by all machines, and Whoosh elsewhere. Raises
    EngineNotAvailable.
    """
    if name == "auto":
        name = "postgresql" if database is not None and database.dialect.name == "postgresql" else "whoosh"
    make = ENGINES.get(name)
    if make is None:
        raise EngineNotAvailable(NO_SUCH_ENGINE.format(name=name, known=" or ".join(ENGINES)))
    return make(base, database, schema)


@contextmanager
def scratch_engine(name: str, database_url: str = "") -> Iterator[SearchEngine]:
    """An engine with an empty place of its own that is gone afterwards, for measuring; raises EngineNotAvailable."""
    if name != "postgresql":
        with tempfile.TemporaryDirectory(prefix="forum-search-") as directory:
            yield make_engine(name, Path(directory))
        return
    if not database_url.startswith("postgres"):
        raise EngineNotAvailable(NEEDS_DATABASE)
    database = open_engine(normalise_url(database_url, Path()))
    schema = f"forum_scratch_{secrets.token_hex(4)}"
    try:
        yield make_engine(name, Path(), database, schema)
    finally:
        with database.begin() as connection:
            connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
        database.dispose()


def get_engine() -> SearchEngine:
    """The engine of the current application, made at first use.

    A setting that asks for an engine that cannot work here is logged, and the one that can is used.
    """
    from forum.extensions import db

    name, base = current_app.config["SEARCH_ENGINE"], Path(current_app.config["INDEX_DIR"])
    engines: dict[tuple[str, Path], SearchEngine] = current_app.extensions.setdefault("search_engines", {})
    if (name, base) not in engines:
        try:
            engines[name, base] = make_engine(name, base, db.engine)
        except EngineNotAvailable as error:
            log.warning("%s", error)
            engines[name, base] = make_engine("auto", base, db.engine)
    return engines[name, base]
