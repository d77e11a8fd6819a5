"""One database per worker and backend, emptied between tests; the schema is made once."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import Connection, Engine, MetaData, Table, event, literal, select, text, union_all

from forum.core import database

BACKENDS = ("sqlite", "postgresql")


def relax(engine: Engine) -> None:
    """Trade durability for speed: a test database need not survive a power cut."""

    def without_fsync(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA synchronous=OFF").close()
        connection.execute("PRAGMA busy_timeout=4000").close()

    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", without_fsync)


def create_schema(app: Flask) -> None:
    """All tables of the models; test_migrations.py proves that the migrations make the same."""
    from forum.extensions import db

    with app.app_context():
        db.create_all()


class Cleaner:
    """Empties the tables that hold rows, and only those: most tests touch a few of the many."""

    def __init__(self, engine: Engine, metadata: MetaData) -> None:
        self._engine = engine
        self._tables = list(metadata.sorted_tables)
        self._filled = union_all(
            *(
                select(literal(number)).where(select(literal(1)).select_from(table).exists())
                for number, table in enumerate(self._tables)
            )
        )

    def __call__(self) -> None:
        with self._engine.connect() as connection:
            filled = [self._tables[number] for number in sorted(connection.scalars(self._filled), reverse=True)]
            if filled:
                clean = _clean_sqlite if self._engine.dialect.name == "sqlite" else _clean_postgresql
                clean(connection, filled)
            connection.commit()


def _clean_sqlite(connection: Connection, filled: list[Table]) -> None:
    connection.execute(text("PRAGMA defer_foreign_keys=ON"))
    # What one test had counted must not choose the plans of the next.
    for statistics in ("sqlite_stat1", "sqlite_stat4"):
        connection.execute(text(f"DROP TABLE IF EXISTS {statistics}"))
    for table in filled:
        connection.execute(table.delete())


def _clean_postgresql(connection: Connection, filled: list[Table]) -> None:
    # DELETE beats TRUNCATE ten times on small tables; without triggers the order does not matter.
    steps = ["SET LOCAL session_replication_role = replica"]
    steps += [f'DELETE FROM "{table.name}"' for table in filled]
    for table in filled:
        key = table.autoincrement_column
        if key is not None:
            steps.append(f"SELECT setval(pg_get_serial_sequence('\"{table.name}\"', '{key.name}'), 1, false)")
    connection.exec_driver_sql("; ".join(steps))


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """Collects the SQL statements that `engine` runs inside the block."""
    seen: list[str] = []

    def note_sql(sql: str) -> None:
        seen.append(" ".join(sql.split()))

    def note(_connection: Any, _cursor: Any, sql: str, *_rest: Any) -> None:
        note_sql(sql)

    event.listen(engine, "before_cursor_execute", note)
    database.observers.append(note_sql)
    try:
        yield seen
    finally:
        database.observers.remove(note_sql)
        event.remove(engine, "before_cursor_execute", note)
