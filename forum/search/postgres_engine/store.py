"""Connections to the index, its locks, and which build is in use."""

import contextlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import IsolationLevel
from sqlalchemy import Engine

from forum.core import database
from forum.core.clock import now
from forum.search.engine import IndexBusy, SearchUnavailable
from forum.search.postgres_engine import tables
from forum.search.postgres_engine.tables import VERSION

WRITING, REBUILDING = 1, 2
Connection = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class Build:
    """The build in use as one transaction sees it; `name` has its schema in front, for statements."""

    name: str
    cursor: int
    documents: int
    total_length: int
    removals: int
    changes: int
    noting: bool

    @property
    def average_length(self) -> float:
        """Average number of terms of a document; never 0."""
        return (self.total_length / self.documents if self.documents else 1.0) or 1.0


class Store:
    """The index below one schema of one database."""

    def __init__(self, engine: Engine, schema: str) -> None:
        self.schema = schema
        self._engine = engine

    def run(self, connection: Connection, sql: str, values: Any = None) -> "psycopg.Cursor[Any]":
        """Run a statement, planned for these very values: a general plan would be a bad one for most words."""
        with_values = {} if values is None else values
        for observer in database.observers:
            observer(sql)
        return connection.execute(sql, with_values or None, prepare=False)

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the index from beginning to end, and changes nothing."""
        with self._connected() as connection:
            connection.isolation_level, connection.read_only = IsolationLevel.REPEATABLE_READ, True
            try:
                yield connection
            finally:
                connection.rollback()
                connection.isolation_level = connection.read_only = None

    @contextlib.contextmanager
    def writing(self, wait: float) -> Iterator[Connection]:
        """A transaction of the only writer, among all processes; IndexBusy after `wait` seconds."""
        with self._connected() as connection, connection.transaction():
            self._lock(connection, wait)
            yield connection

    def _lock(self, connection: Connection, wait: float) -> None:
        connection.execute(f"SET LOCAL lock_timeout = {max(1, int(wait * 1000))}")
        try:
            connection.execute("SELECT pg_advisory_xact_lock(%s, %s)", (self._lock_space, WRITING))
        except psycopg.errors.LockNotAvailable as error:
            raise IndexBusy("another process writes to the index") from error
        connection.execute("SET LOCAL lock_timeout = 0")

    @contextlib.contextmanager
    def rebuilding(self) -> Iterator[Connection]:
        """A connection that holds the lock of the only rebuild, each statement its own transaction."""
        with self._connected() as connection:
            connection.autocommit = True
            try:
                mine = self.run(connection, "SELECT pg_try_advisory_lock(%s, %s)", (self._lock_space, REBUILDING))
                if not mine.fetchone()[0]:  # type: ignore[index]
                    raise IndexBusy("another process rebuilds the index")
                try:
                    yield connection
                finally:
                    self.run(connection, "SELECT pg_advisory_unlock(%s, %s)", (self._lock_space, REBUILDING))
            finally:
                connection.autocommit = False

    @contextlib.contextmanager
    def _connected(self) -> Iterator[Connection]:
        pooled = self._engine.raw_connection()
        try:
            yield pooled.driver_connection  # type: ignore[misc]
        finally:
            pooled.close()

    @property
    def _lock_space(self) -> int:
        return zlib.crc32(self.schema.encode()) & 0x7FFFFFFF

    def current(self, connection: Connection) -> Build:
        """The build in use; SearchUnavailable when there is none or another version made it."""
        try:
            row = self.run(
                connection,
                "SELECT build, version, cursor, documents, total_length, removals, changes, noting"
                f" FROM {self.schema}.state",
            ).fetchone()
        except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName) as error:
            raise SearchUnavailable("there is no index yet") from error
        if row is None or not row[0]:
            raise SearchUnavailable("there is no index yet")
        name, version, *figures = row
        if version != VERSION:
            raise SearchUnavailable(f"the index was made by another version ({version}), this one is {VERSION}")
        return Build(f"{self.schema}.{name}", *figures)

    def new_build(self, connection: Connection) -> str:
        """Empty tables for an index that is being built; returns their name, with the schema in front."""
        build = f"{self.schema}.b{now().strftime('%Y%m%d%H%M%S%f')}"
        self.run(connection, tables.new_build(build))
        return build

    def drop_all_but(self, connection: Connection, *names: str) -> None:
        """Drop the tables of builds that nobody uses."""
        found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", (self.schema,)).fetchall()
        builds = {f"{self.schema}.{name.rpartition('_')[0]}" for (name,) in found if "_" in name}
        for build in sorted(builds - set(names)):
            connection.execute(tables.dropped(build))
