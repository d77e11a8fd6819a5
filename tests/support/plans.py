"""How SQLite means to find the rows of a statement."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, event

from forum.core import database


def plans_of(engine: Engine, act: Callable[[], Any]) -> list[str]:
    """The steps of the plans of all selects `act()` runs, such as "SEARCH post USING INDEX …"."""
    seen: list[str] = []
    event.listen(engine, "before_cursor_execute", note := lambda _c, _cursor, sql, *_rest: seen.append(sql))
    database.observers.append(seen.append)
    try:
        act()
    finally:
        database.observers.remove(seen.append)
        event.remove(engine, "before_cursor_execute", note)
    with engine.connect() as connection:
        explain = connection.connection.cursor().execute
        # Parameters that are not given count as NULL, which changes no plan here.
        plans = [explain(f"EXPLAIN QUERY PLAN {sql}", [None] * sql.count("?")).fetchall() for sql in seen if _asks(sql)]
    return [row[3] for plan in plans for row in plan]


def _asks(sql: str) -> bool:
    return sql.lstrip().startswith(("SELECT", "WITH"))
