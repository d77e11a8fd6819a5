"""An index survives kill -9, rebuilds under its readers, damage, and two writers."""

import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from forum.search.current import make_engine
from forum.search.engine import Changes, IndexBusy, SearchUnavailable
from forum.search.query import parse
from forum.search.whoosh_engine import postings
from forum.search.whoosh_engine.storage import IndexStorage
from tests.search.support import STAFF, document, keys

ROOT = Path(__file__).resolve().parents[2]


def test_reading_while_another_process_writes(tmp_path: Path) -> None:
    directory = tmp_path / "index"
    engine = make_engine("whoosh", directory)
    engine.rebuild([], lambda _: {})
    script = [sys.executable, "-m", "tests.search.write_for_ever", str(directory)]
    with subprocess.Popen(script, cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        deadline, seen = time.monotonic() + 60, 0
        while seen <= 5 and time.monotonic() < deadline:
            total = engine.search(parse("balie"), STAFF).total
            assert total >= seen
            assert engine.search(parse("telkens"), STAFF).total == 1
            seen = total
        writer.kill()
    assert seen > 5


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
