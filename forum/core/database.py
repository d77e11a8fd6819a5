"""How the databases are opened: SQLite made safe and quick, PostgreSQL by its current driver.

Python's ``sqlite3`` opens transactions by guessing; here it is told to keep out of it, and every transaction
starts with a BEGIN of our own: ``BEGIN IMMEDIATE`` where something will be written (the write lock comes
first, so no transaction fails half-way), a plain ``BEGIN`` where a page is only read.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, create_engine, event, make_url

log = logging.getLogger(__name__)

SQLITE_FILE = "forum.sqlite"
BUSY_TIMEOUT_MS = 10_000
# In seconds: what is quicker is slow by no setting.
ALWAYS_QUICK = 0.001
PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    # A power cut must not lose a post that was acknowledged.
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}",
)

# Whether transactions that begin now will write. Worker and commands: yes. The web says no for GET and HEAD.
_writing: ContextVar[bool] = ContextVar("writing", default=True)


def set_writing(value: bool) -> None:
    """Say whether the transactions that begin from now on in this context write."""
    _writing.set(value)


def is_writing() -> bool:
    """Whether the transactions that begin now in this context write."""
    return _writing.get()


@contextmanager
def writing() -> Iterator[None]:
    """Let transactions that begin inside write, also while a page is only being read."""
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


@contextmanager
def reading() -> Iterator[None]:
    """Let transactions that begin inside only read: nobody who writes waits for them."""
    token = _writing.set(False)
    try:
        yield
    finally:
        _writing.reset(token)


def normalise_url(url: str, data_dir: Path) -> str:
    """The address for SQLAlchemy: SQLite in ``data_dir`` when empty, psycopg 3 for PostgreSQL."""
    if not url:
        return f"sqlite:///{data_dir / SQLITE_FILE}"
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url[len(prefix) :]
    return url


def engine_options(url: str) -> dict[str, Any]:
    """Pool settings: a few connections a process, tested before use where a network lies between."""
    if make_url(url).get_backend_name() == "sqlite":
        return {}
    return {"pool_pre_ping": True, "pool_size": 5, "max_overflow": 5, "pool_recycle": 1800}


def open_engine(url: str, **options: Any) -> Engine:
    """An engine outside the application (scratch databases, tests), prepared like the application's."""
    engine = create_engine(url, **engine_options(url) | options)
    prepare(engine)
    return engine


def prepare(engine: Engine, slow_query_ms: int = 0) -> None:
    """Give an engine its connection settings and its transactions, and log queries slower than the limit."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    if slow_query_ms:
        _log_slow_queries(engine, slow_query_ms / 1000)


def analyse(connection: Connection) -> None:
    """Refresh the planner's statistics, after an import or a bulk load."""
    connection.exec_driver_sql("ANALYZE")


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(pragma).close()


def _begin_sqlite(connection: Connection) -> None:
    driver: Any = connection.connection.driver_connection
    driver.execute("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")


def begin_reading(engine: Engine, connection: Any) -> None:
    """Begin a transaction that only reads, on a connection of the driver; elsewhere than in SQLite it begins itself."""
    if engine.dialect.name == "sqlite":
        connection.execute("BEGIN")


# Functions that hear of every statement run by the driver itself; others are announced by SQLAlchemy's own events.
observers: list[Callable[[str], object]] = []

_slow_after: WeakKeyDictionary[Engine, float] = WeakKeyDictionary()


def took(engine: Engine, sql: str, seconds: float) -> None:
    """Tell of a statement that was run: to the log when it was slow, and to whoever observes."""
    if seconds > ALWAYS_QUICK and seconds > _slow_after.get(engine, seconds):
        log.warning("slow query", extra={"ms": round(seconds * 1000), "sql": sql[:500]})
    for observer in observers:
        observer(sql)


def _log_slow_queries(engine: Engine, limit: float) -> None:
    _slow_after[engine] = limit

    def before(_c: Any, _cursor: Any, _sql: str, _values: Any, context: Any, _many: bool) -> None:
        context.started = time.perf_counter()

    def after(_c: Any, _cursor: Any, sql: str, _values: Any, context: Any, _many: bool) -> None:
        seconds = time.perf_counter() - context.started
        if seconds > limit:
            log.warning("slow query", extra={"ms": round(seconds * 1000), "sql": sql[:500]})

    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "after_cursor_execute", after)
