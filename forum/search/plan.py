"""From a parsed query to the terms that are looked up; every engine executes the same plan."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from forum.search.analysis import analyse_word, joined_words, part_terms, plain_words, query_languages, units_of
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
ONE_WORD = 3
"""In so many documents a pair stands as one word before it counts as that word."""
APART = 0.3
APART_AS_TYPED = 0.01
"""Weights of the words of such a pair by themselves, in any form and exactly as typed."""
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
class Joined:
    """Two neighbours that may be one word: the terms of each by itself, and what is looked up for them as one."""

    apart: frozenset[tuple[str, ...]]
    whole: Wanted
    exact: Wanted


@dataclass(frozen=True, slots=True)
class Plan:
    """What to look up: `wanted` is scored, `instead` in its place, every phrase must occur, nothing excluded may."""

    wanted: tuple[Wanted, ...]
    joined: tuple[Joined, ...] = ()
    instead: tuple[Instead, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[Wanted, ...] = ()
    excluded_phrases: tuple[tuple[str, ...], ...] = ()
    prefix: str = ""

    @property
    def scored(self) -> bool:
        """Whether anything is asked of the text, so that there is something to score."""
        return bool(self.wanted or self.phrases or self.prefix)

    def settled(self, frequency: Callable[[str, str], int]) -> "Plan":
        """With every pair of neighbours decided by in how many documents a term stands (`frequency(field, term)`).

        A pair is looked up as one word too; where several texts write it so, it is that word, and its halves by
        themselves say less. They are looked up in any case: what is found does not depend on how often something else
        is. Pairs do not overlap.
        """
        halves: set[tuple[str, ...]] = set()
        for pair in self.joined:
            documents = max((frequency(pair.whole.field, term) for term in pair.whole.terms), default=0)
            if documents >= ONE_WORD and halves.isdisjoint(pair.apart):
                halves |= pair.apart
        wholes = (word for pair in self.joined for word in (pair.whole, pair.exact))
        return replace(
            self,
            wanted=tuple(dict.fromkeys((*_apart(self.wanted, halves), *wholes))),
            joined=(),
            instead=tuple(replace(one, of=tuple(_apart(one.of, halves))) for one in self.instead),
        )


def make_plan(query: Query) -> Plan:
    """Analyse a query; words that say nothing are looked up as written when there is nothing else."""
    chains = (query.language,) if query.language else query_languages(query.words)
    words = (*query.words, *(word for phrase in query.phrases for word in phrase))
    wanted = _wanted(words, chains)
    if not wanted and not query.prefix and not query.phrases:
        wanted = tuple(Wanted("phrase", (word,)) for word in dict.fromkeys(plain_words(" ".join(query.words))))
    return Plan(
        wanted=wanted,
        joined=tuple(_joined(query.words, chains)),
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


def _joined(words: Sequence[str], chains: Sequence[str]) -> Iterator[Joined]:
    """Neighbours that may be the parts of one word: "lees club" is looked for as "leesclub" too."""
    if COMPOUNDING not in chains:
        return
    units = [unit for word in words for unit in units_of(word)]
    for one, next_one in list(dict.fromkeys(pairwise(units)))[:MOST_JOINED]:
        spellings = joined_words(one, next_one)
        if terms := tuple(dict.fromkeys(term for word in spellings for term in analyse_word(word, (COMPOUNDING,)))):
            apart = {
                terms for unit in (one, next_one) for terms in (analyse_word(unit, chains), tuple(plain_words(unit)))
            }
            exact = tuple(plain for word in spellings for plain in plain_words(word))
            yield Joined(frozenset(apart), Wanted("text", terms), Wanted("phrase", exact, EXACT))


def _apart(wanted: Iterable[Wanted], halves: Collection[tuple[str, ...]]) -> Iterator[Wanted]:
    """The same, with these words counting less, and as they were typed next to nothing."""
    for one in wanted:
        if one.terms in halves:
            yield replace(one, weight=one.weight * (APART if one.field == "text" else APART_AS_TYPED))
        else:
            yield one


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
