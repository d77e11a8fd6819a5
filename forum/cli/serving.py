"""`forum serve` (web server and worker under one supervisor) and `forum worker` (the worker alone)."""

import contextlib
import ctypes
import gc
import logging
import os
import signal
import socket
import threading
import time

import click
from babel import Locale
from babel.dates import format_datetime, format_timedelta
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy.orm import configure_mappers

from forum.cli import schema
from forum.cli.supervisor import Child, Supervisor, end_with_parent
from forum.core import outbox, reading
from forum.core.text import render
from forum.extensions import db
from forum.search import current as search_engines
from forum.search import drift, wording  # noqa: F401 - with the first search, which all processes then share
from forum.search.analysis import analyse_document
from forum.web.filters import REGIONS

log = logging.getLogger(__name__)

LOOPBACK = ("127.0.0.1", "::1", "localhost")
# glibc's number for the size from which a block is asked of the system by itself.
M_MMAP_THRESHOLD = -3
READY_WITHIN = 30.0

# The application made before the processes fork, so that they share it; None in a process that was spawned.
_loaded: Flask | None = None


@click.command()
@click.option("--host", help="The address to listen on (FORUM_HOST).")
@click.option("--port", type=int, help="The port to listen on (FORUM_PORT).")
@click.option("--workers", type=int, help="Web processes (FORUM_WORKERS); one per core by default.")
@click.option("--upgrade", is_flag=True, help="First bring the database to the schema of this version.")
@with_appcontext
def serve(host: str | None, port: int | None, workers: int | None, upgrade: bool) -> None:
    """Serve the site, with the worker beside it, until it is stopped."""
    config = current_app.config
    if upgrade and schema.current() != schema.head():
        schema.upgrade_to_head()
    host, port = host or config["HOST"], port or config["PORT"]
    workers = workers or config["WORKERS"] or os.cpu_count() or 1
    _refuse_unfit(host, port)
    lines = _announcement(host, port)
    _share(current_app._get_current_object())  # type: ignore[attr-defined]
    supervisor = Supervisor([Child("web", lambda: run_web(host, port, workers)), Child("worker", run_worker_process)])
    supervisor.run(ready=lambda: _announce(host, port, lines, supervisor))


@click.command()
@with_appcontext
def worker() -> None:
    """Work off the outbox: search index, notifications. `forum serve` does this too."""
    _refuse_old_schema()
    _work_until_stopped()


def run_web(host: str, port: int, workers: int) -> None:
    """The web server process; it starts ``workers`` processes of its own."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    end_with_parent()
    Granian(
        "forum:create_app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=1,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
        workers_kill_timeout=10,
    ).serve(target_loader=load_app)


def load_app(_target: str = "") -> Flask:
    """The application, in a web process; granian calls it once in each."""
    from forum import create_app

    end_with_parent()
    return _loaded or create_app()


def run_worker_process() -> None:
    """The worker process of `forum serve`."""
    end_with_parent()
    with load_app().app_context():
        _work_until_stopped()


def _work_until_stopped() -> None:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    log.debug("worker started")
    drift.plan()
    db.session.commit()
    outbox.run_worker(stop)


def _share(app: Flask) -> None:
    """Make the application fit to be forked: no open connections, and nothing for the collector to touch."""
    global _loaded
    _return_large_blocks()
    _warm_up(app)
    db.session.remove()
    reading.disconnect()
    db.engine.dispose()
    _loaded = app
    gc.collect()
    gc.freeze()
    # A page leaves nothing in circles: looking for them at every seven hundredth object costs a tenth of it.
    gc.set_threshold(20_000, 20, 20)


def _return_large_blocks() -> None:
    """Have glibc give blocks of a megabyte back when they are freed: it would keep the 19 of a password check.

    Elsewhere there is nothing to set.
    """
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, 1024 * 1024)


def _warm_up(app: Flask) -> None:
    """Load what every web process would otherwise load for itself at its first page."""
    for name in app.jinja_env.list_templates(extensions=["html"]):
        app.jinja_env.get_template(name)
    configure_mappers()
    search_engines.get_engine()
    # A compound, for the words of the dictionary: 12 MB that all processes then share.
    for text in (
        "Hoe lang liggen **gereserveerde** boeken aan de uitleenbalie?",
        "How long do you keep *reserved* books?",
    ):
        analyse_document("", (), render(text).plain)
    app.test_client().get("/login", base_url=app.config["BASE_URL"] or None)
    for region in REGIONS.values():
        locale = Locale.parse(region)
        format_datetime(locale=locale)
        format_timedelta(60, locale=locale)


def _refuse_unfit(host: str, port: int) -> None:
    """Stop with a clear sentence when serving cannot go well."""
    _refuse_old_schema()
    if host not in LOOPBACK:
        if demo_logins():
            raise click.ClickException(
                "There are demo logins with a known password in this database, so it is only served on "
                f"127.0.0.1, not on {host}. Use another FORUM_DATA_DIR for a site that others can reach."
            )
        if current_app.config["ENVIRONMENT"] == "development":
            raise click.ClickException(
                f"In development the site is only served on 127.0.0.1, not on {host}: set FORUM_ENVIRONMENT=production."
            )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"Port {port} on {host} cannot be used ({error.strerror}): choose another, as in PORT=8001 make run."
            ) from None


def _refuse_old_schema() -> None:
    if schema.current() != schema.head():
        raise click.ClickException("The database is not at the schema of this version: run `forum upgrade` first.")


def demo_logins() -> list[str]:
    """The e-mail addresses of the demo logins in this database."""
    from sqlalchemy import select

    from forum.accounts import demo
    from forum.accounts.models import Member

    addresses = [f"{login[0]}@demo.example" for login in demo.LOGINS]
    there = select(Member.email).where(Member.email.in_(addresses), Member.password_hash.is_not(None))
    found = set(db.session.scalars(there))
    return [address for address in addresses if address in found]


def _announcement(host: str, port: int) -> list[str]:
    """What the person who started the site needs to know."""
    from forum.accounts import demo, setup

    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    lines = [f"{current_app.config['SITE_NAME']} is at {address}  (stop with Ctrl+C)"]
    if logins := demo_logins():
        lines += [
            "",
            f"Demo logins, each with password {demo.PASSWORD}:",
            *(f"  {login}" for login in logins),
        ]
    elif token := setup.make_token():
        db.session.commit()
        base = current_app.config["BASE_URL"].rstrip("/") or address
        lines += ["", "Nobody can sign in yet. Make the first account here; the link works once:"]
        lines += [f"  {base}/setup?token={token}"]
    db.session.rollback()
    return lines


def _announce(host: str, port: int, lines: list[str], supervisor: Supervisor) -> None:
    """Print the address as soon as it answers."""
    deadline = time.monotonic() + READY_WITHIN
    while not supervisor.stopping.is_set() and time.monotonic() < deadline:
        try:
            socket.create_connection((host, port), timeout=1).close()
        except OSError:
            supervisor.stopping.wait(0.05)
            continue
        click.echo("\n".join(["", *lines, ""]))
        return
