"""From a parsed query to the terms that are looked up; every engine executes the same plan."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from forum.search.analysis import analyse_word, joined_terms, part_terms, plain_words, query_languages, units_of
from forum.search.analysis.chain import COMPOUNDING
from forum.search.analysis.language import LANGUAGES
from forum.search.query import Alternative, Query

MOST_REPEATS = 3
EXACT = 0.3
"""Weight of a word found exactly as typed, beside 1 for any of its forms (docs/search.md)."""
PARTS = 0.5
"""Weight of the parts of a compound, beside 1 for the whole word."""
MOST_JOINED = 12
"""Pairs of words of one query that are also looked up written as one."""
LABEL = 0.8
"""Weight of another name for what was typed."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Alternatives of which the best counts, in one field, times a weight (how often the query says it).

    `parts` are those of a compound: their scores together, times `PARTS`, are one more alternative.
    """

    field: str
    terms: tuple[str, ...]
    weight: float = 1.0
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Instead:
    """Other names for some of what is wanted: a document gets its score for `of` or for the best name, not both.

    A name is one of `words`, or one of `phrases`, whose plain words must follow one another. It counts for as many
    words as `of` has, each as much as the words of `of` do on average, or its own when those say less: a rare name
    does not outweigh what was typed.
    """

    of: tuple[Wanted, ...]
    words: tuple[Wanted, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    weight: float = LABEL


@dataclass(frozen=True, slots=True)
class Plan:
    """What to look up: `wanted` is scored, `instead` in its place, every phrase must occur, nothing excluded may."""

    wanted: tuple[Wanted, ...]
    instead: tuple[Instead, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[Wanted, ...] = ()
    excluded_phrases: tuple[tuple[str, ...], ...] = ()
    prefix: str = ""

    @property
    def scored(self) -> bool:
        """Whether anything is asked of the text, so that there is something to score."""
        return bool(self.wanted or self.phrases or self.prefix)


def make_plan(query: Query) -> Plan:
    """Analyse a query; words that say nothing are looked up as written when there is nothing else."""
    chains = (query.language,) if query.language else query_languages(query.words)
    words = (*query.words, *(word for phrase in query.phrases for word in phrase))
    wanted = (*_wanted(words, chains), *_joined(query.words, chains))
    if not wanted and not query.prefix and not query.phrases:
        wanted = tuple(Wanted("phrase", (word,)) for word in dict.fromkeys(plain_words(" ".join(query.words))))
    return Plan(
        wanted=wanted,
        instead=_instead(query.alternatives, chains),
        phrases=_plain(query.phrases),
        excluded=tuple(filter(None, (_excluded(word) for word in query.excluded))),
        excluded_phrases=_plain(query.excluded_phrases),
        prefix="".join(plain_words(query.prefix)),
    )


def wanted_words(query: Query) -> tuple[Wanted, ...]:
    """The terms of a text that says what something is about, without any syntax."""
    chains = (query.language,) if query.language else query_languages(query.words)
    return _wanted(query.words, chains)


def _wanted(words: Sequence[str], chains: Sequence[str]) -> tuple[Wanted, ...]:
    """The terms of each word, and beside them, with a small weight, the word exactly as written."""
    units = Counter(unit for word in words for unit in units_of(word))
    reduced: Counter[tuple[str, ...]] = Counter()
    parts: dict[tuple[str, ...], tuple[str, ...]] = {}
    exact: Counter[str] = Counter()
    for unit, count in units.items():
        if terms := analyse_word(unit, chains):
            reduced[terms] += count
            parts.setdefault(terms, part_terms(unit, chains))
            exact.update(dict.fromkeys(plain_words(unit), count))
    return (
        *(Wanted("text", terms, float(min(count, MOST_REPEATS)), parts[terms]) for terms, count in reduced.items()),
        *(Wanted("phrase", (word,), EXACT * min(count, MOST_REPEATS)) for word, count in exact.items()),
    )


def _joined(words: Sequence[str], chains: Sequence[str]) -> tuple[Wanted, ...]:
    """Neighbours that may be the parts of one word: "lees club" is looked for as "leesclub" too."""
    if COMPOUNDING not in chains:
        return ()
    units = [unit for word in words for unit in units_of(word)]
    pairs = list(dict.fromkeys(pairwise(units)))[:MOST_JOINED]
    found = dict.fromkeys(terms for one, next_one in pairs if (terms := joined_terms(one, next_one)))
    return tuple(Wanted("text", terms) for terms in found)


def _instead(alternatives: Iterable[Alternative], chains: Sequence[str]) -> tuple[Instead, ...]:
    """Other names by what they stand for; a name is analysed in both languages, for it may be of either."""
    by_asked: dict[tuple[str, ...], list[Alternative]] = {}
    for one in alternatives:
        by_asked.setdefault(one.asked, []).append(one)
    return tuple(
        Instead(
            of=tuple(one for one in _wanted(asked, chains) if one.field == "text"),
            words=tuple(_name(one.words[0]) for one in names if len(one.words) == 1),
            phrases=tuple(one.words for one in names if len(one.words) > 1),
        )
        for asked, names in by_asked.items()
    )


def _name(word: str) -> Wanted:
    return Wanted("text", analyse_word(word, LANGUAGES)) if analyse_word(word, LANGUAGES) else Wanted("phrase", (word,))


def _excluded(word: str) -> Wanted | None:
    terms = tuple(term for unit in units_of(word) for term in analyse_word(unit, LANGUAGES))
    if terms:
        return Wanted("text", terms)
    plain = tuple(plain_words(word))
    return Wanted("phrase", plain) if plain else None


def _plain(phrases: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    found = (tuple(plain_words(" ".join(phrase))) for phrase in phrases)
    return tuple(phrase for phrase in found if phrase)
