"""Every engine: what is written stays, a rebuild disturbs nobody, and a missing index says so."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from forum.search.documents import SearchDocument
from forum.search.engine import Changes, IndexBusy, SearchUnavailable
from forum.search.query import parse
from tests.search.support import STAFF, document, keys

Place = Callable[[], Any]


def total(engine: Any, text: str) -> int:
    found: int = engine.search(parse(text), STAFF).total
    return found


def test_before_the_first_build_there_is_nothing_to_ask(place: Place) -> None:
    engine = place()
    health = engine.health()
    assert (health.ok, health.documents, bool(health.problem)) == (False, 0, True)
    for ask in (
        lambda: engine.search(parse("balie"), STAFF),
        lambda: engine.similar("balie", STAFF),
        lambda: engine.suggest("bal", STAFF),
        lambda: list(engine.entries()),
        engine.cursor,
        lambda: engine.apply(Changes((document(1, "balie"),)), 1),
    ):
        with pytest.raises(SearchUnavailable):
            ask()


def test_health_tells_how_the_index_is(place: Place) -> None:
    engine = place()
    assert engine.rebuild([document(1, "balie"), document(2, "kaart")], lambda _: {}) == 2
    first = engine.health()
    assert (first.ok, first.problem, first.documents, first.cursor) == (True, "", 2, 0)
    engine.apply(Changes((document(3, "lezing"),), ("post:1",)), 8)
    after = engine.health()
    assert (after.documents, after.cursor, after.version) == (2, 8, first.version)
    engine.rebuild([document(1, "balie")], lambda _: {})
    assert engine.health().version != first.version


def test_entries_name_every_document_with_its_change(place: Place) -> None:
    engine = place()
    engine.rebuild([document(1, "balie"), document(2, "kaart", audience=frozenset())], lambda _: {})
    stamp = int(document(1).changed_at.timestamp())
    assert sorted(engine.entries()) == [("post:1", stamp), ("post:2", stamp)]


def test_the_same_key_twice_is_one_document(place: Place) -> None:
    engine = place()
    assert engine.rebuild([document(1, "balie"), document(1, "balie")], lambda _: {}) == 1
    engine.apply(Changes((document(1, "kaart"), document(1, "lezing"))), 1)
    assert [key for key, _ in engine.entries()] == ["post:1"]
    assert (total(engine, "lezing"), total(engine, "kaart balie")) == (1, 0)


def test_every_engine_object_sees_each_commit_at_once(place: Place) -> None:
    writer, reader = place(), place()
    writer.rebuild([document(0, "balie")], lambda _: {})
    for number in range(1, 12):
        writer.apply(Changes((document(number, "balie"),)), number)
        totals: list[int] = []
        thread = threading.Thread(target=lambda: totals.append(total(reader, "balie")))  # noqa: B023
        thread.start()
        thread.join()
        assert totals == [number + 1] == [total(reader, "balie")]


def test_a_rebuild_swaps_while_others_read(place: Place) -> None:
    engine = place()
    engine.rebuild([document(n, "balie oud") for n in range(50)], lambda _: {})
    stop, wrong = threading.Event(), []

    def read() -> None:
        while not stop.is_set():
            try:
                found = total(engine, "balie")
            except Exception as error:
                wrong.append(repr(error))
            else:
                if found not in (50, 60):
                    wrong.append(str(found))

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for size in (60, 50, 60):
        engine.rebuild([document(n, "balie nieuw") for n in range(size)], lambda _: {})
    stop.set()
    for thread in threads:
        thread.join()
    assert not wrong
    assert total(engine, "nieuw") == 60


def test_readers_never_see_half_a_commit(place: Place) -> None:
    engine = place()
    engine.rebuild([document(n, "stand0") for n in range(20)], lambda _: {})
    stop, wrong = threading.Event(), []

    def read() -> None:
        while not stop.is_set():
            found = engine.search(parse("stand0 stand1 stand2 stand3 stand4 stand5"), STAFF, limit=30)
            if found.total != 20 or len(found.hits) != 20:
                wrong.append(found.total)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(1, 6):
        engine.apply(Changes(tuple(document(n, f"stand{number}") for n in range(20))), number)
    stop.set()
    for thread in threads:
        thread.join()
    assert not wrong


def test_what_changes_during_a_rebuild_is_in_the_new_index(place: Place) -> None:
    engine = place()
    engine.rebuild([document(1, "een"), document(2, "twee")], lambda _: {})
    now_in_database = {"post:2": document(2, "gewijzigd"), "post:9": document(9, "nieuw")}

    def documents() -> Iterator[SearchDocument]:
        yield document(1, "een")
        yield document(2, "twee")
        engine.apply(Changes(tuple(now_in_database.values()), ("post:1",)), 5)

    def read_again(wanted: Any) -> dict[str, SearchDocument]:
        return {key: now_in_database[key] for key in wanted if key in now_in_database}

    engine.rebuild(documents(), read_again)
    assert sorted(key for key, _ in engine.entries()) == ["post:2", "post:9"]
    assert keys(engine.search(parse("gewijzigd"), STAFF)) == ["post:2"]
    assert engine.cursor() == 5


def test_a_rebuild_that_fails_leaves_the_old_index(place: Place) -> None:
    engine = place()
    engine.rebuild([document(1, "balie")], lambda _: {})

    def broken() -> Iterator[SearchDocument]:
        yield document(2, "balie")
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        engine.rebuild(broken(), lambda _: {})
    assert keys(engine.search(parse("balie"), STAFF)) == ["post:1"]
    engine.apply(Changes((document(3, "balie"),)), 1)
    assert total(engine, "balie") == 2


def test_two_rebuilds_at_once_are_refused(place: Place) -> None:
    engine = place()

    def documents() -> Iterator[SearchDocument]:
        with pytest.raises(IndexBusy):
            place().rebuild([], lambda _: {})
        yield document(1, "balie")

    assert engine.rebuild(documents(), lambda _: {}) == 1


def test_many_readers_do_not_disturb_one_another(place: Place) -> None:
    engine = place()
    engine.rebuild([document(n, f"balie woord{n % 10}") for n in range(400)], lambda _: {})
    wrong: list[int] = []

    def read(word: str) -> None:
        wrong.extend(found for _ in range(20) if (found := total(engine, word)) != 40)

    threads = [threading.Thread(target=read, args=(f"woord{n}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_an_index_of_another_version_is_not_used(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place().rebuild([document(1, "balie")], lambda _: {})
    monkeypatch.setattr("forum.search.whoosh_engine.storage.VERSION", "0-0-")
    monkeypatch.setattr("forum.search.postgres_engine.store.VERSION", "0-0-")
    engine = place()
    assert not engine.health().ok
    with pytest.raises(SearchUnavailable):
        total(engine, "balie")


def test_the_index_tells_who_may_read_each_document(place: Place) -> None:
    engine = place()
    engine.rebuild([document(1, "balie"), document(2, "kaart", audience=frozenset())], lambda _: {})
    engine.apply(Changes((document(1, "balie", audience=frozenset({"library:1", "group:2"})),)), 1)
    assert dict(engine.audiences()) == {"post:1": frozenset({"library:1", "group:2"}), "post:2": frozenset()}
