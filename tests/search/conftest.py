"""Engines the contract tests run on."""

import os
from collections.abc import Callable, Iterable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from forum.core.database import open_engine
from forum.search import documents
from forum.search.current import ENGINES, make_engine
from forum.search.documents import SearchDocument
from tests.search.shelf import Shelf

_schemas = count(1)


@pytest.fixture(scope="session")
def search_database(request: pytest.FixtureRequest, worker_name: str) -> Iterator[Any]:
    """A PostgreSQL database for the indexes of the tests, without any table of the forum."""
    engine = open_engine(request.getfixturevalue("postgres").create_database(f"forum_{worker_name}_search"))
    yield engine
    engine.dispose()


@pytest.fixture(params=ENGINES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Any]]:
    """`place()`: another engine on the same index, for each kind of engine; there is no index yet."""
    if request.param != "postgresql":
        yield lambda: make_engine(request.param, tmp_path / "index")
        return
    if request.config.getoption("--db") == "sqlite":
        pytest.skip("this run is for SQLite alone (--db sqlite): no PostgreSQL is started for its search engine")
    database, schema = request.getfixturevalue("search_database"), f"contract_{next(_schemas)}"
    owner = os.getpid()

    def connect() -> Any:
        # A process that was forked may not use the connections of its parent.
        own = database if os.getpid() == owner else open_engine(database.url)
        return make_engine(request.param, tmp_path, own, schema)

    yield connect
    make_engine(request.param, tmp_path, database, schema).drop()  # type: ignore[attr-defined]


@pytest.fixture
def make(place: Callable[[], Any]) -> Callable[[Iterable[SearchDocument]], Any]:
    """`make(documents)`: an engine of each kind that holds these documents."""

    def build(documents: Iterable[SearchDocument]) -> Any:
        engine = place()
        engine.rebuild(documents, lambda keys: {})
        return engine

    return build


@pytest.fixture
def shelf(app: Any, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    monkeypatch.setattr(documents, "_sources", {})
    source = Shelf()
    documents.register(source)
    return source
