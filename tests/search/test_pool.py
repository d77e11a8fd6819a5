"""What is written to an index is what was in the documents, however many there are and wherever they waited."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from forum.search.analysis import analyse_document
from forum.search.current import make_engine
from forum.search.documents import SearchDocument
from forum.search.engine import Changes
from forum.search.query import parse
from forum.search.whoosh_engine import codec, pool, postings
from forum.search.whoosh_engine.readers import leaves, open_index
from forum.search.whoosh_engine.storage import IndexStorage
from tests.search.support import STAFF, document

TEXTS = [document(number, f"balie {'kast ' * (number % 4)}boek{number % 7} rode kaart") for number in range(60)]


def index_of(directory: Path) -> Any:
    return open_index(IndexStorage(directory).current()).reader()


def written(directory: Path, field: str) -> Counter[tuple[str, bytes, float]]:
    """Every posting of a field, read through Whoosh's public interface: document, term, how often."""
    found: Counter[tuple[str, bytes, float]] = Counter()
    for leaf in leaves(index_of(directory)):
        keys = {leaf.postings("key", key).id(): key.decode() for key in leaf.lexicon("key")}
        for term in leaf.lexicon(field):
            documents, weights = postings.read_public(leaf, field, term)
            found.update(
                (keys[one], term, often) for one, often in zip(documents.tolist(), weights.tolist(), strict=True)
            )
    return found


def meant(documents: list[SearchDocument]) -> Counter[tuple[str, bytes, float]]:
    """The same, as the analysis gives it."""
    return Counter(
        (one.key, term.encode(), float(often))
        for one in documents
        for term, often in analyse_document(one.title, one.labels, one.body).terms.items()
    )


@pytest.mark.parametrize("most", [1, 7, 100, 10_000])
def test_what_waited_on_the_disk_is_written_with_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(pool, "MOST_WAITING", most)
    monkeypatch.setattr(pool, "CHUNK", 3)
    engine = make_engine("whoosh", tmp_path)
    engine.rebuild(TEXTS, lambda _: {})
    assert written(tmp_path, "text") == meant(TEXTS)
    assert engine.search(parse('"rode kaart" kast'), STAFF).total == len(TEXTS)
    assert engine.search(parse("boek3"), STAFF).total == len([one for one in TEXTS if "boek3" in one.body])
    assert [path.name for path in tmp_path.rglob("*.tmp")] == []


@pytest.mark.parametrize("block", [1, 2, 59, 60, 61])
def test_a_term_in_many_documents_is_read_back_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr(codec, "BLOCK", block)
    make_engine("whoosh", tmp_path).rebuild(TEXTS, lambda _: {})
    assert written(tmp_path, "text") == meant(TEXTS)
    (leaf,) = leaves(index_of(tmp_path))
    for term in (b"balie", b"kast", b"boek3"):
        fast, public = postings.read_fast(leaf, "phrase", term), postings.read_public(leaf, "phrase", term)
        assert fast.documents.tolist() == public.documents.tolist()
        assert fast.weights.tolist() == public.weights.tolist()
        places = postings.read_places_fast(leaf, "phrase", term).tolist()
        assert places == postings.read_places_public(leaf, "phrase", term).tolist() == sorted(set(places))


def test_segments_that_are_merged_keep_what_lives(tmp_path: Path) -> None:
    engine = make_engine("whoosh", tmp_path)
    engine.rebuild(TEXTS[:20], lambda _: {})
    for cursor, one in enumerate(TEXTS[20:], start=1):
        engine.apply(Changes((one,), removed=(f"post:{cursor % 10}",)), cursor)
    living = [one for one in TEXTS if one.key not in {f"post:{number}" for number in range(10)}]
    assert written(tmp_path, "text") == meant(living)
    assert engine.health().segments < 12


@pytest.mark.parametrize("broken", ["_positions", "read_fast"])
def test_the_check_at_opening_sees_when_long_lists_are_read_wrongly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    make_engine("whoosh", tmp_path).rebuild(TEXTS, lambda _: {})
    (leaf,) = leaves(index_of(tmp_path))
    assert postings.self_check(leaf)
    read = getattr(postings, broken)

    def reversed_when_long(*asked: Any) -> Any:
        found = read(*asked)
        if len(found) <= codec.FEW:
            return found
        return found[::-1] if broken == "_positions" else found._replace(weights=found.weights + 1)

    monkeypatch.setattr(postings, broken, reversed_when_long)
    assert not postings.self_check(leaf)
