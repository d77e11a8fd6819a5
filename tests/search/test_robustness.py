"""An index survives kill -9, rebuilds under its readers, damage, and two writers."""

import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from forum.search.current import make_engine
from forum.search.documents import SearchDocument
from forum.search.engine import Changes, IndexBusy, SearchUnavailable
from forum.search.query import parse
from forum.search.whoosh_engine import postings
from forum.search.whoosh_engine.storage import IndexStorage
from tests.search.support import STAFF, document, keys

ROOT = Path(__file__).resolve().parents[2]
KILLS = 10


@pytest.mark.slow
def test_killed_while_indexing_loses_nothing(tmp_path: Path) -> None:
    directory = tmp_path / "index"
    make_engine("whoosh", directory).rebuild([], lambda _: {})
    dice = random.Random(7)
    for _ in range(KILLS):
        acknowledged = run_and_kill(directory, after=dice.uniform(0.05, 0.4))
        engine = make_engine("whoosh", directory)
        cursor = engine.cursor()
        assert engine.health().ok
        assert cursor >= acknowledged
        indexed = sorted(int(key.split(":")[1]) for key, _ in engine.entries())
        assert indexed == list(range(cursor + 1 if cursor else 0))
        assert engine.search(parse("balie"), STAFF).total == cursor
        if cursor:
            assert keys(engine.search(parse(f"stand{cursor}"), STAFF)) == ["post:0"]
            assert engine.search(parse("telkens"), STAFF).total == 1
    assert cursor > KILLS


def run_and_kill(directory: Path, after: float) -> int:
    """Let the writer work for a while, kill it, and return the last batch it acknowledged."""
    script = [sys.executable, "-m", "tests.search.write_for_ever", str(directory)]
    with subprocess.Popen(script, cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        first = writer.stdout.readline()
        time.sleep(after)
        writer.kill()
        lines = [first, *writer.stdout.read().split("\n")]
    return max(int(line) for line in lines if line.strip())


def test_reading_while_another_process_writes(tmp_path: Path) -> None:
    directory = tmp_path / "index"
    engine = make_engine("whoosh", directory)
    engine.rebuild([], lambda _: {})
    script = [sys.executable, "-m", "tests.search.write_for_ever", str(directory)]
    with subprocess.Popen(script, cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        deadline, seen = time.monotonic() + 2, 0
        while time.monotonic() < deadline:
            total = engine.search(parse("balie"), STAFF).total
            assert total >= seen
            assert engine.search(parse("telkens"), STAFF).total == 1
            seen = total
        writer.kill()
    assert seen > 5


def test_a_rebuild_swaps_while_others_read(tmp_path: Path) -> None:
    engine = make_engine("whoosh", tmp_path)
    engine.rebuild([document(n, "balie oud") for n in range(50)], lambda _: {})
    stop, wrong = threading.Event(), []

    def read() -> None:
        while not stop.is_set():
            try:
                total = engine.search(parse("balie"), STAFF).total
            except Exception as error:
                wrong.append(repr(error))
            else:
                if total not in (50, 60):
                    wrong.append(str(total))

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for size in (60, 50, 60):
        engine.rebuild([document(n, "balie nieuw") for n in range(size)], lambda _: {})
    stop.set()
    for thread in threads:
        thread.join()
    assert not wrong
    assert engine.search(parse("nieuw"), STAFF).total == 60


def test_what_changes_during_a_rebuild_is_in_the_new_index(tmp_path: Path) -> None:
    engine = make_engine("whoosh", tmp_path)
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


def test_a_rebuild_that_fails_leaves_the_old_index(tmp_path: Path) -> None:
    engine = make_engine("whoosh", tmp_path)
    engine.rebuild([document(1, "balie")], lambda _: {})

    def broken() -> Iterator[SearchDocument]:
        yield document(2, "balie")
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        engine.rebuild(broken(), lambda _: {})
    assert keys(engine.search(parse("balie"), STAFF)) == ["post:1"]
    engine.apply(Changes((document(3, "balie"),)), 1)
    assert engine.search(parse("balie"), STAFF).total == 2


def test_two_rebuilds_at_once_are_refused(tmp_path: Path) -> None:
    engine = make_engine("whoosh", tmp_path)

    def documents() -> Iterator[SearchDocument]:
        with pytest.raises(IndexBusy):
            make_engine("whoosh", tmp_path).rebuild([], lambda _: {})
        yield document(1, "balie")

    assert engine.rebuild(documents(), lambda _: {}) == 1


def test_a_second_writer_waits_and_then_gives_up(tmp_path: Path) -> None:
    storage = IndexStorage(tmp_path)
    with storage.writing(0.0), pytest.raises(IndexBusy), IndexStorage(tmp_path).writing(0.1):
        pass
    with storage.writing(0.0):
        pass


@pytest.mark.parametrize("ending", [".trm", ".pst", ".toc", "current"])
@pytest.mark.parametrize("damage", ["empty", "half", "missing"])
def test_damage_is_detected_or_harmless(tmp_path: Path, ending: str, damage: str) -> None:
    make_engine("whoosh", tmp_path).rebuild([document(n, f"balie woord{n}") for n in range(300)], lambda _: {})
    for path in tmp_path.rglob("*"):
        if path.name.endswith(ending):
            content = path.read_bytes()
            path.unlink()
            if damage != "missing":
                path.write_bytes(content[: len(content) // 2] if damage == "half" else b"")
    engine = make_engine("whoosh", tmp_path)
    try:
        total = engine.search(parse("balie"), STAFF).total
    except SearchUnavailable:
        with suppress(SearchUnavailable):
            engine.apply(Changes((document(1, "x"),)), 1)
    else:
        assert total == 300
    engine.rebuild([document(1, "balie")], lambda _: {})
    assert make_engine("whoosh", tmp_path).search(parse("balie"), STAFF).total == 1


def test_an_index_of_another_version_is_not_used(tmp_path: Path) -> None:
    engine = make_engine("whoosh", tmp_path)
    engine.rebuild([document(1, "balie")], lambda _: {})
    pointer = tmp_path / "current"
    pointer.write_text("0-0-old")
    assert not engine.health().ok
    with pytest.raises(SearchUnavailable):
        engine.search(parse("balie"), STAFF)


def test_readers_in_threads_see_each_commit(tmp_path: Path) -> None:
    engine = make_engine("whoosh", tmp_path)
    engine.rebuild([document(0, "balie")], lambda _: {})
    for number in range(1, 12):
        engine.apply(Changes((document(number, "balie"),)), number)
        totals: list[int] = []
        thread = threading.Thread(target=lambda: totals.append(engine.search(parse("balie"), STAFF).total))  # noqa: B023
        thread.start()
        thread.join()
        assert totals == [number + 1] == [engine.search(parse("balie"), STAFF).total]


def test_the_slow_way_gives_the_same_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_engine("whoosh", tmp_path).rebuild(
        [document(n, f"balie {'kaart ' * (n % 4)} rode kaart", kind="ab"[n % 2]) for n in range(300)],
        lambda _: {},
    )
    fast = make_engine("whoosh", tmp_path)
    fast.apply(Changes((), ("post:7",)), 1)
    used: list[str] = []

    def failing(*arguments: Any) -> Any:
        used.append("fast")
        raise AttributeError("another Whoosh")

    answers = [without_scores(fast.search(parse(text), STAFF, limit=300)) for text in QUERIES]
    for name in ("read_fast", "read_places_fast", "read_names_fast", "read_numbers_fast"):
        monkeypatch.setattr(postings, name, failing)
    slow = make_engine("whoosh", tmp_path)
    assert [without_scores(slow.search(parse(text), STAFF, limit=300)) for text in QUERIES] == answers
    assert used


def without_scores(results: Any) -> tuple[Any, ...]:
    """The public way does not count deleted documents, so its scores differ a little."""
    return keys(results), results.total, results.facets


QUERIES = ["balie", "kaart balie", '"rode kaart"', "balie -kaart", "kaa*", "soort:a", "niets"]


def test_concurrent_readers_do_not_disturb_one_another(tmp_path: Path) -> None:
    engine = make_engine("whoosh", tmp_path)
    engine.rebuild([document(n, f"balie woord{n % 10}") for n in range(400)], lambda _: {})
    wrong: list[Any] = []

    def read(check: Callable[[], Any]) -> None:
        wrong.extend(found for _ in range(60) if (found := check()) != 40)

    threads = [
        threading.Thread(target=read, args=(lambda n=n: engine.search(parse(f"woord{n}"), STAFF).total,))
        for n in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
