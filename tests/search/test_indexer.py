"""From the outbox row to the index, and the commands that look after it."""

from collections.abc import Callable
from typing import Any

from forum.core.outbox import Outbox
from forum.search import indexer
from forum.search.cli import search_cli
from forum.search.current import get_engine
from forum.search.query import parse
from tests.search.shelf import Shelf
from tests.search.support import STAFF, keys


def found(text: str) -> list[str]:
    return keys(get_engine().search(parse(text), STAFF))


def test_rows_of_one_key_are_read_once_and_as_they_are_now(
    shelf: Shelf, db_session: Any, drain: Callable[[], int]
) -> None:
    indexer.rebuild()
    shelf.books[1] = "reinaert"
    indexer.enqueue("book", 1)
    shelf.books[1] = "tijl"
    indexer.enqueue("book", 1)
    db_session.commit()
    before = shelf.read
    assert drain() == 2
    assert shelf.read == before + 1
    assert (found("tijl"), found("reinaert")) == (["book:1"], [])


def test_what_is_gone_leaves_the_index(shelf: Shelf, db_session: Any, drain: Callable[[], int]) -> None:
    shelf.books[1] = "reinaert"
    indexer.rebuild()
    del shelf.books[1]
    indexer.enqueue("book", 1)
    db_session.commit()
    drain()
    assert found("reinaert") == []


def test_the_cursor_is_the_highest_row(shelf: Shelf, db_session: Any, drain: Callable[[], int]) -> None:
    indexer.rebuild()
    indexer.enqueue("book", 1)
    indexer.enqueue("book", 2)
    db_session.commit()
    highest = db_session.query(Outbox.id).order_by(Outbox.id.desc()).first()[0]
    drain()
    assert get_engine().cursor() == highest


def test_a_change_that_is_rolled_back_is_not_indexed(shelf: Shelf, db_session: Any, drain: Callable[[], int]) -> None:
    indexer.rebuild()
    shelf.books[1] = "reinaert"
    indexer.enqueue("book", 1)
    db_session.rollback()
    assert drain() == 0
    assert found("reinaert") == []


def test_a_worker_that_dies_after_the_commit_does_it_again(shelf: Shelf, db_session: Any) -> None:
    indexer.rebuild()
    shelf.books[1] = "reinaert"
    rows = [Outbox(id=41, channel="search", key="book:1", payload={})]
    indexer.handle(rows)
    indexer.handle(rows)
    assert found("reinaert") == ["book:1"]
    assert get_engine().health().documents == 1


def test_strange_keys_do_not_stop_the_others(shelf: Shelf, db_session: Any) -> None:
    indexer.rebuild()
    shelf.books[1] = "reinaert"
    strange = ["", "book", "book:", "book:x", ":1", "film:7", "book:1:2"]
    rows = [Outbox(id=n, channel="search", key=key, payload={}) for n, key in enumerate([*strange, "book:1"], 1)]
    indexer.handle(rows)
    assert found("reinaert") == ["book:1"]


def test_a_complaint_about_an_index_replaced_since_is_ignored(
    shelf: Shelf, db_session: Any, drain: Callable[[], int]
) -> None:
    shelf.books[1] = "reinaert"
    indexer.rebuild()
    assert indexer.request_rebuild()
    assert not indexer.request_rebuild()
    db_session.commit()
    indexer.rebuild()
    version = get_engine().health().version
    drain()
    assert get_engine().health().version == version
    assert indexer.request_rebuild()
    db_session.commit()
    drain()
    assert get_engine().health().version != version


def test_check_finds_and_repairs_what_differs(shelf: Shelf, app: Any) -> None:
    shelf.books.update({1: "reinaert", 2: "tijl"})
    indexer.rebuild()
    run = app.test_cli_runner().invoke
    assert "equals the database" in run(search_cli, ["check"]).output
    del shelf.books[1]
    shelf.books[3] = "lanseloet"
    result = run(search_cli, ["check"])
    assert result.exit_code == 1
    assert "book:3" in result.output
    assert "book:1" in result.output
    assert run(search_cli, ["check", "--repair"]).exit_code == 0
    assert run(search_cli, ["check"]).exit_code == 0
    assert (found("lanseloet"), found("reinaert")) == (["book:3"], [])


def test_commands_rebuild_drain_and_ask(shelf: Shelf, app: Any, db_session: Any) -> None:
    shelf.books.update({1: "reinaert", 2: "tijl"})
    run = app.test_cli_runner().invoke
    assert "cannot be used" in run(search_cli, ["check"]).output
    assert "2 documents" in run(search_cli, ["rebuild"]).output
    shelf.books[3] = "de vos reinaert"
    indexer.enqueue("book", 3)
    db_session.commit()
    assert "nothing waits" in run(search_cli, ["drain"]).output
    output = run(search_cli, ["query", "reinaert"]).output
    assert "book:3" in output
    assert "2 in" in output
    assert "0 in" in run(search_cli, ["query", "reinaert", "--token", "library:9"]).output
