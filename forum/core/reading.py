"""The connection pages read through: kept open by the thread, without an ORM session around it.

Both the session and the checking out and in of a connection cost as much as a statement. A request opens a
``Reading``; its statements see one moment (one transaction, which ends with the request), and what they
were and gave is remembered until then: ``forum.web.unchanged`` asks them again.

Where a session is at work already (a verb, a command, a test) it is the session's own connection, so that
one always reads what one has just written.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import perf_counter
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from forum.core.database import begin_reading, is_writing, took
from forum.extensions import db

Row = Sequence[Any]
FOR_EVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Read:
    """A statement as the driver got it, and the rows as the driver gave them."""

    sql: str
    values: Any
    rows: list[Any]


@dataclass(slots=True)
class Reading:
    """The reads of one request: ``whole`` while all went through here, ``until`` when what was concluded ends."""

    engine: Engine
    connection: Any = None
    reads: list[Read] = field(default_factory=list)
    whole: bool = True
    until: datetime = FOR_EVER

    def run(self, sql: str, values: Any) -> list[Any]:
        """The rows of a statement, as the driver gives them; begins the transaction."""
        try:
            return _run(self.engine, self._begun(), sql, values)
        except self.engine.dialect.loaded_dbapi.Error as error:
            lost = self.engine.dialect.is_disconnect(error, self.connection, None)
            if lost:
                self._forget()
            if lost and not self.reads:
                # The database was restarted since the last request.
                return _run(self.engine, self._begun(), sql, values)
            raise DBAPIError.instance(
                sql, values, error, self.engine.dialect.loaded_dbapi.Error, dialect=self.engine.dialect
            ) from error

    def end(self) -> None:
        """End the transaction; the connection stays open for the next request of this thread."""
        if self.connection is not None:
            try:
                self.connection.rollback()
            except self.engine.dialect.loaded_dbapi.Error:
                self._forget()
            self.connection = None

    def _begun(self) -> Any:
        if self.connection is None:
            self.connection = _connection_of_thread(self.engine)
            begin_reading(self.engine, self.connection)
        return self.connection

    def _forget(self) -> None:
        self.connection = None
        _here.kept.pop(self.engine).invalidate()


class _Here(threading.local):
    """What this thread keeps: a connection to each database, and the reading of its request."""

    def __init__(self) -> None:
        self.kept: WeakKeyDictionary[Engine, Any] = WeakKeyDictionary()
        self.reading: Reading | None = None


_here = _Here()


def begin(engine: Engine) -> Reading:
    """Open the reading of a request."""
    _here.reading = reading = Reading(engine)
    return reading


def end() -> None:
    """Close the reading of the request."""
    if _here.reading is not None:
        _here.reading.end()
        _here.reading = None


def engine() -> Engine:
    """The database that is read: that of the request, else the application's."""
    return _here.reading.engine if _here.reading is not None else db.engine


def current() -> Reading | None:
    """The reading of this request; None where there is none."""
    return _here.reading


def disconnect() -> None:
    """Give up the connections of this thread: a process that is forked must not inherit them."""
    end()
    for connection in _here.kept.values():
        connection.close()
    _here.kept.clear()


def connection() -> Connection:
    """The session's connection, for a statement that is built anew each time; rows only, nothing is written."""
    if _here.reading is not None:
        _here.reading.whole = False
    return db.session.connection()


def run(sql: str, values: Any) -> list[Any]:
    """The rows of a statement in the driver's own terms (``forum.core.prepared`` makes them)."""
    reading = _here.reading
    if reading is None or _session_is_at_work():
        used = connection()
        return _run(used.engine, used.connection.dbapi_connection, sql, values)
    rows = reading.run(sql, values)
    reading.reads.append(Read(sql, values, rows))
    return rows


def carry_out(used: Connection, sql: str, values: Any) -> int:
    """Run a statement that changes something, on a connection whose transaction has begun; gives how many rows."""
    error_type = used.dialect.loaded_dbapi.Error
    started = perf_counter()
    try:
        changed: int = used.connection.dbapi_connection.execute(sql, values).rowcount  # type: ignore[union-attr]
    except error_type as error:
        raise DBAPIError.instance(sql, values, error, error_type, dialect=used.dialect) from error
    took(used.engine, sql, perf_counter() - started)
    return changed


def holds_until(moment: datetime) -> None:
    """Note that what was concluded from the rows read is true until then, even if the rows stay as they are."""
    if _here.reading is not None:
        _here.reading.until = min(_here.reading.until, moment)


def everything_read() -> Reading | None:
    """The reading of this request when all it knows of the database stands in it; None when others asked too."""
    reading = _here.reading
    return reading if reading is not None and reading.whole and not _session_is_at_work() else None


def _session_is_at_work() -> bool:
    return is_writing() or (db.session.registry.has() and db.session().in_transaction())


def _connection_of_thread(engine: Engine) -> Any:
    kept = _here.kept.get(engine)
    if kept is None:
        kept = _here.kept[engine] = engine.raw_connection()
    return kept.dbapi_connection


def _run(engine: Engine, connection: Any, sql: str, values: Any) -> list[Any]:
    started = perf_counter()
    rows: list[Any] = connection.execute(sql, values).fetchall()
    took(engine, sql, perf_counter() - started)
    return rows
