"""How many statements a page asks of the database, counted inside the process."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import event

from forum.core import database
from forum.extensions import db
from forum.web.kept_blocks import kept_blocks, kept_pages


def count_statements(app: Flask, path: str, cookie: str, *, cold: bool = False) -> int:
    """The statements of one GET by the member of this cookie, after a first one that fills what is kept."""
    client = app.test_client(use_cookies=False)
    with _counting(app) as counted:
        for _ in range(2):
            if cold:
                kept_blocks.clear()
                kept_pages.clear()
            counted.clear()
            answer = client.get(path, headers={"Cookie": cookie})
            if answer.status_code != 200:
                raise ValueError(f"{path} answered {answer.status_code}")
    return len(counted)


@contextmanager
def _counting(app: Flask) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    database.observers.append(seen.append)
    try:
        yield seen
    finally:
        database.observers.remove(seen.append)
        event.remove(engine, "before_cursor_execute", note)
