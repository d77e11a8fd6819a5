"""`forum doctor`: is everything this installation needs in order?"""

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import text

from forum.cli import schema
from forum.core import outbox
from forum.extensions import db

LEAST_FREE = 500 * 1024 * 1024
LONGEST_LAG = 300.0


class Trouble(Exception):
    """A check found something wrong; the message says what to do about it."""


@dataclass(frozen=True)
class Check:
    """One thing to look at: its name and a function that gives a sentence or raises ``Trouble``."""

    name: str
    run: Callable[[], str]


@click.command()
@with_appcontext
def doctor() -> None:
    """Check settings, database, schema, index, outbox and disk; exit code 1 when something is wrong."""
    failed = 0
    for check in CHECKS:
        try:
            sentence, mark = check.run(), click.style("ok   ", fg="green")
        except Exception as error:
            db.session.rollback()
            failed += 1
            sentence, mark = str(error).splitlines()[0], click.style("WRONG", fg="red", bold=True)
        click.echo(f"{mark} {check.name:<9} {sentence}")
    if failed:
        click.echo(f"{failed} of {len(CHECKS)} checks found something wrong.")
        sys.exit(1)


def check_settings() -> str:
    """The application started, so the settings are complete; say which they are."""
    config = current_app.config
    return f"{config['ENVIRONMENT']}, data in {config['DATA_DIR']}"


def check_database() -> str:
    """The database answers, and a file database is whole."""
    with db.engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        if db.engine.dialect.name == "sqlite":
            result = connection.exec_driver_sql("PRAGMA quick_check").scalar()
            if result != "ok":
                raise Trouble(f"the file is damaged ({result}): restore a back-up.")
            return f"SQLite {connection.exec_driver_sql('SELECT sqlite_version()').scalar()}, whole"
        return f"PostgreSQL {connection.exec_driver_sql('SHOW server_version').scalar()}"


def check_schema() -> str:
    """The database is at this version's schema."""
    current, head = schema.current(), schema.head()
    if current != head:
        raise Trouble(f"at {current or 'nothing'}, this version needs {head}: run `forum upgrade`.")
    return f"at {current}"


def check_index() -> str:
    """The search index can be read."""
    from forum.search.current import get_engine

    health = get_engine().health()
    if not health.ok:
        raise Trouble(f"{health.problem}: run `forum search rebuild`.")
    return f"{health.documents} documents"


def check_outbox() -> str:
    """Nothing waits too long, and nothing was given up."""
    lag, dead = outbox.lag_seconds(), outbox.count_dead()
    if dead:
        raise Trouble(f"{dead} rows were given up: an administrator finds them on the outbox page.")
    if lag > LONGEST_LAG:
        raise Trouble(f"the oldest row waits for {lag:.0f} s: does `forum worker` run?")
    return f"oldest waiting row {lag:.0f} s"


def check_files() -> str:
    """The store takes and gives files, and the newest ones are in it."""
    from forum.attachments.queries import count_attachments, list_newest
    from forum.attachments.storage import get_storage

    storage = get_storage()
    try:
        storage.check()
    except Exception as error:
        raise Trouble(f"the store of files does not work ({error}): see FORUM_FILES_URL.") from error
    for attachment in list_newest(20):
        if not storage.has(attachment.storage_key):
            raise Trouble(f"file {attachment.id} ({attachment.name}) is missing: run `forum files check`.")
    return f"{count_attachments()} files"


def check_counters() -> str:
    """What threads and spaces keep of their posts is what their posts say."""
    from forum.discussions.services.recount import find_drift

    differing = sum(1 for _ in find_drift())
    if differing:
        raise Trouble(f"{differing} threads or spaces differ from a count: run `forum recount --repair`.")
    return "as counted"


def check_disk() -> str:
    """The data directory can be written and has room."""
    folder = current_app.config["DATA_DIR"]
    if not os.access(folder, os.W_OK):
        raise Trouble(f"{folder} cannot be written.")
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE:
        raise Trouble(f"only {free // 1024**2} MB free on the disk of {folder}.")
    return f"{free / 1024**3:.1f} GB free"


CHECKS = (
    Check("settings", check_settings),
    Check("database", check_database),
    Check("schema", check_schema),
    Check("index", check_index),
    Check("outbox", check_outbox),
    Check("files", check_files),
    Check("counters", check_counters),
    Check("disk", check_disk),
)
