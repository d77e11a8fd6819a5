"""Compounds are cut where somebody who searches would cut them, and other words are left whole."""

from pathlib import Path
from typing import Any

import pytest

from forum.search.analysis import parts
from forum.search.analysis.chain import terms_of
from forum.search.analysis.compounds import split_compound
from forum.search.analysis.lexicon import is_known, is_noun_like, is_stem
from forum.search.query import parse
from tests.search.support import document, keys

DATA = Path(__file__).parent / "data"


def gold(name: str) -> list[tuple[str, tuple[str, ...]]]:
    """Words with their parts; a word that is no compound has itself as only part."""
    lines = (line.lower().split() for line in (DATA / name).read_text().splitlines() if line[0] != "#")
    return [(word, tuple(expected) or (word,)) for word, *expected in lines]


def same(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two ways to cut lead to the same index terms ("stads" is found as "stad")."""
    return [terms_of(part, "nl") for part in one] == [terms_of(part, "nl") for part in other]


def measure(words: list[tuple[str, tuple[str, ...]]]) -> tuple[float, float, list[str]]:
    """Precision of the cuts made, recall of those that should be, and what is wrong."""
    cut = {word: split_compound(word) for word, _ in words}
    right = [word for word, expected in words if len(cut[word]) > 1 and same(cut[word], expected)]
    made = [word for word, _ in words if len(cut[word]) > 1]
    due = [word for word, expected in words if len(expected) > 1]
    wrong = ["|".join(cut[word]) for word, expected in words if not same(cut[word], expected)]
    return len(right) / len(made), len(right) / len(due), wrong


def halves() -> list[Any]:
    words = gold("compounds.txt")
    return [
        pytest.param(words[::2], id="first-half"),
        pytest.param(words[1::2], id="second-half"),
        pytest.param(gold("compounds_unseen.txt"), id="written-afterwards"),
    ]


@pytest.mark.parametrize("words", halves())
def test_compounds_are_cut_right(words: list[tuple[str, tuple[str, ...]]]) -> None:
    precision, recall, wrong = measure(words)
    assert precision >= 0.95, wrong
    assert recall >= 0.85, wrong


def test_the_lists_are_large_enough_and_say_no_word_twice() -> None:
    words = [word for name in ("compounds.txt", "compounds_unseen.txt") for word, _ in gold(name)]
    assert len(words) == len(set(words))
    assert sum(len(expected) > 1 for _, expected in gold("compounds.txt")) >= 150
    assert not parts.PARTICLES & parts.WHOLE
    assert parts.MEANING_PARTICLES <= parts.PARTICLES


@pytest.mark.parametrize("word", ["", "balie", "rfid2000", "a" * 60, "ééééééééé", "boekenkast2", "s" * 30])
def test_what_is_no_word_stays_whole(word: str) -> None:
    assert split_compound(word) == (word,)


@pytest.mark.parametrize(("word", "stem"), [("vergader", True), ("lees", True), ("inlever", True), ("weggev", False)])
def test_stems_of_verbs(word: str, stem: bool) -> None:
    assert is_stem(word) is stem


@pytest.mark.parametrize(("word", "can"), [("lees", True), ("leest", False), ("start", True), ("gelezen", False)])
def test_forms_of_verbs_that_only_a_sentence_has_are_no_parts(word: str, can: bool) -> None:
    assert is_known(word)
    assert is_noun_like(word) is can


TITLES = {
    1: "Zelfuitleenbalie hapert",
    2: "Leesbevorderingsactiviteiten in de klas",
    3: "Activiteiten rond leesbevordering",
    4: "Een leesclub voor volwassenen",
    5: "De vergadering over wetenschap",
    6: "Aanmaning sturen aan een leerling",
    7: "Boekenkasten voor de kinderhoek",
    8: "De uitleenbalie verhuist",
    9: "Verslag van de teamdag",
}


def numbers(engine: Any, typed: str) -> list[int]:
    return [int(key.split(":")[1]) for key in keys(engine.search(parse(typed), {"network"}))]


@pytest.fixture
def engine(make: Any) -> Any:
    return make(document(number, title=title) for number, title in TITLES.items())


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("uitleenbalie", [8, 1]),
        ("balies", [8, 1]),
        ("leesbevordering", [3, 2]),
        ("activiteiten rond leesbevordering", [3, 2]),
        ("leesbevorderingsactiviteit", [2, 3]),
        ("lees club", [4]),
        ("boekenkast", [7]),
    ],
)
def test_compounds_are_found_by_one_another(engine: Any, typed: str, expected: list[int]) -> None:
    assert sorted(numbers(engine, typed)[: len(expected)]) == sorted(expected)


@pytest.mark.parametrize(("typed", "expected"), [("boek", [7]), ("kast", [7]), ("team", [9]), ("klas", [2])])
def test_a_part_finds_the_compound(engine: Any, typed: str, expected: list[int]) -> None:
    assert numbers(engine, typed) == expected


@pytest.mark.parametrize("typed", ["slag", "ring", "maning", "ling", "schap", "gader", "weten", "komst", "wassen"])
def test_false_friends_find_nothing(engine: Any, typed: str) -> None:
    assert numbers(engine, typed) == []


def test_the_whole_word_comes_before_its_parts(engine: Any) -> None:
    assert numbers(engine, "uitleenbalie")[:2] == [8, 1]
    assert numbers(engine, "lees club")[0] == 4
