"""Other names of what was typed: found, told, and never more than what was typed."""

from typing import Any

import pytest

from forum.search.labels import LabelGroup, Labels
from forum.search.query import parse
from forum.search.snippets import Highlighter
from tests.search.support import document

LABELS = Labels(
    [
        LabelGroup(("bib", "bibliotheek", "boekerij")),
        LabelGroup(("IBL", "interbibliothecair leenverkeer")),
        LabelGroup(("leenverkeer", "uitwisseling")),
        LabelGroup(("strip", "beeldverhaal"), one_way=True),
        LabelGroup(("uitwisseling", "ruil")),
        LabelGroup(("library", "bib")),
    ]
)


def names(text: str) -> list[str]:
    return [one.label for one in LABELS.expand(parse(text)).alternatives]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("bibliotheek", ["bib", "boekerij"]),
        ("de Bibliotheken", ["bib", "boekerij"]),
        ("libraries", ["bib"]),
        ("ibl", ["interbibliothecair leenverkeer"]),
        ("kosten interbibliothecair leenverkeer", ["IBL"]),
        ("leenverkeer", ["uitwisseling"]),
        ("strip", ["beeldverhaal"]),
        ("beeldverhaal", []),
        ('"bib"', []),
        ("bibberen", []),
        ("", []),
    ],
)
def test_a_label_leads_to_the_others(typed: str, found: list[str]) -> None:
    assert names(typed) == found


def test_what_is_said_already_or_excluded_is_left_out() -> None:
    assert names("bib bibliotheek") == ["boekerij", "library"]
    assert names("bibliotheek -boekerij") == ["bib"]


def test_it_says_what_a_name_stands_for() -> None:
    (found,) = LABELS.expand(parse("wat kost interbibliothecair leenverkeer")).alternatives
    assert (found.label, found.words, found.asked) == ("IBL", ("ibl",), ("interbibliothecair", "leenverkeer"))


@pytest.fixture
def engine(make: Any) -> Any:
    documents = [
        document(1, title="De bib is open"),
        document(2, title="De bibliotheek is open"),
        document(3, title="Aanvragen voor interbibliothecair leenverkeer"),
        document(4, title="Een IBL aanvragen"),
        document(5, title="Leenverkeer per fiets, interbibliothecair of niet"),
        document(6, title="De bib en de bibliotheek"),
    ]
    return make(documents)


def found(engine: Any, text: str) -> dict[str, float]:
    results = engine.search(LABELS.expand(parse(text)), {"network"})
    return {hit.key: hit.score for hit in results.hits}


def test_both_names_are_found_and_what_was_typed_comes_first(engine: Any) -> None:
    hits = found(engine, "bibliotheken")
    assert set(hits) == {"post:1", "post:2", "post:6"}
    assert hits["post:2"] > hits["post:1"] > 0


def test_a_name_of_more_words_is_a_phrase(engine: Any) -> None:
    assert set(found(engine, "ibl")) == {"post:3", "post:4"}


def test_a_name_stands_for_as_many_words_as_were_typed(engine: Any) -> None:
    hits = found(engine, "interbibliothecair leenverkeer")
    assert hits["post:3"] > hits["post:4"] > 0


def test_having_both_names_counts_once(engine: Any) -> None:
    plain = {hit.key: hit.score for hit in engine.search(parse("bib"), {"network"}).hits}
    assert found(engine, "bib")["post:6"] == pytest.approx(plain["post:6"])


def test_other_names_are_marked() -> None:
    marked = Highlighter(LABELS.expand(parse("ibl"))).mark("Interbibliothecair leenverkeer via IBL")
    assert marked == "<mark>Interbibliothecair</mark> <mark>leenverkeer</mark> via <mark>IBL</mark>"
