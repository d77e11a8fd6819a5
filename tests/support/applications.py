"""The applications of one test process, one for each backend."""

from collections.abc import Callable
from pathlib import Path

from flask import Flask
from sqlalchemy import Engine

from tests.support.databases import Cleaner, create_schema, relax


class Applications:
    """Makes an application and its schema when a backend is first asked for, and keeps both.

    A file has tests on both backends one after the other: an application made anew for each would compile its
    templates and prepare its statements again every time.
    """

    def __init__(self, address_of: Callable[[str], str], scratch: Path) -> None:
        self._address_of = address_of
        self._scratch = scratch
        self._made: dict[str, tuple[Flask, Cleaner]] = {}
        self._engines: list[Engine] = []

    def on(self, database: str) -> tuple[Flask, Cleaner]:
        """The application on this backend, and the function that empties its tables."""
        if database not in self._made:
            self._made[database] = self._make(database)
        return self._made[database]

    def _make(self, database: str) -> tuple[Flask, Cleaner]:
        from config import Testing
        from forum import create_app
        from forum.core.orm import Model
        from forum.extensions import db

        url = self._address_of(database)
        app = create_app(Testing(environ={}, DATABASE_URL=url, DATA_DIR=self._scratch / database))
        with app.app_context():
            engine = db.engine
            relax(engine)
        create_schema(app)
        self._engines.append(engine)
        return app, Cleaner(engine, Model.metadata)

    def close(self) -> None:
        """Let go of all connections."""
        for engine in self._engines:
            engine.dispose()
