"""PostgreSQL ranks only what may be among the best: the same comes out as when everything is ranked."""

import random
from pathlib import Path
from typing import Any

import pytest

from forum.search.current import make_engine
from forum.search.labels import LabelGroup, Labels
from forum.search.postgres_engine.searching import Search
from forum.search.query import parse
from tests.search.support import STAFF, document

WORDS = ["boek", "kast", "boekenkast", "lees", "club", "leesclub", "balie", "uitleen", "uitleenbalie", "rek", "kaart"]
QUERIES = [
    "boekenkast",
    "lees club",
    "uitleenbalie kaart",
    "rek kast",
    "bal*",
    "balie boek lees kaart",
    "kaart -boek",
    "zeldzaam boek",
]
SEARCHING = "forum.search.postgres_engine.searching"


@pytest.fixture
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    if request.config.getoption("--db") == "sqlite":
        pytest.skip("this run is for SQLite alone (--db sqlite): no PostgreSQL is started for its search engine")
    made = make_engine("postgresql", tmp_path, request.getfixturevalue("search_database"), "candidates")
    dice = random.Random(11)
    often = [1 / (place + 1) for place in range(len(WORDS))]

    def some(number: int) -> Any:
        body = " ".join([*dice.choices(WORDS, weights=often, k=dice.randint(1, 9)), *["vulling"] * dice.randint(0, 9)])
        return document(number, body, root=f"thread:{number % 90}", weight=dice.choice([0.4, 1.0, 1.0, 1.15]))

    # The rarest word stands in long texts only, where it says little.
    long = [document(number, "zeldzaam " + "vulling " * 400) for number in range(1000, 1010)]
    made.rebuild([*(some(number) for number in range(300)), *long], lambda _: {})
    yield made
    made.drop()  # type: ignore[attr-defined]


@pytest.mark.parametrize("first", [1, 10, 60])
def test_the_best_are_found_among_few(engine: Any, monkeypatch: pytest.MonkeyPatch, first: int) -> None:
    labels = Labels([LabelGroup(("kast", "rek"))])
    queries = [labels.expand(parse(text)) for text in QUERIES]
    whole = [engine.search(query, STAFF, limit=5) for query in queries]
    monkeypatch.setattr(f"{SEARCHING}.FIRST_CANDIDATES", first)
    for query, expected in zip(queries, whole, strict=True):
        found = engine.search(query, STAFF, limit=5)
        assert [hit.score for hit in found.hits] == [hit.score for hit in expected.hits]
        assert (found.total, found.facets) == (expected.total, expected.facets)


def test_few_are_ranked_where_that_is_enough(engine: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{SEARCHING}.FIRST_CANDIDATES", 1)
    ranked: list[int] = []
    rank = Search._ranked

    def noting(self: Any, telling: Any, *page: int) -> Any:
        ranked.append(len(telling) - len(self._sources))
        return rank(self, telling, *page)

    monkeypatch.setattr(Search, "_ranked", noting)
    engine.search(parse("uitleenbalie"), STAFF, limit=1)
    assert ranked and ranked[0] < 0


def test_asking_for_no_hits_is_answered_whatever_is_ranked(engine: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{SEARCHING}.FIRST_CANDIDATES", 1)
    found = engine.search(parse("balie boek lees kaart"), STAFF, limit=0)
    assert found.hits == () and found.total > 0
