"""What a verb forgot to index is found at night, told, and repaired."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from forum.core.outbox import Outbox
from forum.search import drift, indexer
from forum.search.current import get_engine
from forum.search.query import parse
from tests.search.shelf import Shelf
from tests.search.support import STAFF, document, keys

EVENING = datetime(2026, 3, 1, 20, 0, tzinfo=UTC)
NIGHT = datetime(2026, 3, 2, 3, 0, 1, tzinfo=UTC)


def found(text: str) -> list[str]:
    return keys(get_engine().search(parse(text), STAFF))


def planned(session: Any) -> list[datetime]:
    return list(session.scalars(select(Outbox.not_before).where(Outbox.channel == drift.CHANNEL)))


def test_drift_is_told_and_repaired_at_night_and_looked_for_again(
    shelf: Shelf, db_session: Any, drain: Callable[[], int], caplog: pytest.LogCaptureFixture
) -> None:
    shelf.books.update({1: "reinaert", 2: "tijl"})
    indexer.rebuild()
    del shelf.books[1]
    shelf.books[3] = "lanseloet"
    with time_machine.travel(EVENING, tick=False):
        drift.plan()
        drift.plan()
        db_session.commit()
        assert drain() == 0
    assert found("lanseloet") == []
    with time_machine.travel(NIGHT, tick=False):
        drain()
        assert (found("lanseloet"), found("reinaert"), found("tijl")) == (["book:3"], [], ["book:2"])
        assert planned(db_session) == [NIGHT.replace(day=3, second=0)]
    assert "the search index had drifted" in caplog.text


def test_a_document_shown_to_the_wrong_readers_is_drift(
    shelf: Shelf, db_session: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.books[1] = "reinaert"
    indexer.rebuild()
    assert drift.find() == []
    closed = document(1, "reinaert", key="book:1", root="book:1", audience=frozenset({"library:1"}))
    monkeypatch.setattr(shelf, "documents", lambda ids: {"book:1": closed})
    assert drift.find() == [("book", 1)]


def test_what_waits_to_be_indexed_is_no_drift(shelf: Shelf, db_session: Any) -> None:
    indexer.rebuild()
    shelf.books[1] = "reinaert"
    indexer.enqueue("book", 1)
    db_session.commit()
    assert drift.find() == []


def test_an_index_that_cannot_be_used_is_rebuilt_when_the_worker_starts(
    shelf: Shelf, db_session: Any, drain: Callable[[], int]
) -> None:
    shelf.books[1] = "reinaert"
    drift.plan()
    db_session.commit()
    drain()
    assert found("reinaert") == ["book:1"]


def test_the_comparison_can_be_switched_off(shelf: Shelf, app: Any, db_session: Any) -> None:
    app.config["SEARCH_CHECK_HOUR"] = drift.NEVER
    drift.plan()
    assert planned(db_session) == []
