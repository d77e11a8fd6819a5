"""Names of the same thing ("IBL", "interbibliothecair leenverkeer"): what else a query is looked for by.

The analysis knows no table of synonyms and no thesaurus, only groups of labels. Whoever keeps labels makes
`LabelGroup`s of them, keeps one `Labels` as long as they do not change, and has it expand each query:

    query = labels.expand(parse(text))
    engine.search(query, …)
    query.alternatives          # what to tell: "Also searched for …"

Labels are compared by the lemma of each word, in Dutch and in English, without accents: "bibliotheken" finds
the group of "bibliotheek". They are looked up for what was typed only and never for one another's
alternatives, so groups do not chain.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from forum.search.analysis import lemma_of, plain_words, units_of
from forum.search.analysis.language import LANGUAGES
from forum.search.analysis.tokens import normalise, split_words
from forum.search.query import Alternative, Query

MOST_ALTERNATIVES = 16
"""Alternatives looked up for one query; those of the first words of the query come first."""
LONGEST_LABEL = 8
KEPT = 128
"""Queries lately expanded."""

_Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LabelGroup:
    """Labels of one thing, as written. Any of them leads to the others; when `one_way`, only the first does."""

    labels: tuple[str, ...]
    one_way: bool = False


class Labels:
    """Label groups, ready to be looked up: made once, used for any number of queries in any thread."""

    def __init__(self, groups: Iterable[LabelGroup]) -> None:
        self._leads: defaultdict[_Key, dict[str, None]] = defaultdict(dict)
        self._longest = 0
        self.expand = lru_cache(maxsize=KEPT)(self._expand)
        """The query with what else to look for; what it already says or excludes is left out.

        Words in quotes are meant exactly so and get no alternatives.
        """
        for group in groups:
            self._add(group)

    def _add(self, group: LabelGroup) -> None:
        for number, label in enumerate(group.labels):
            words = _words_of(label)
            if not 0 < len(words) <= LONGEST_LABEL or (group.one_way and number):
                continue
            self._longest = max(self._longest, len(words))
            others = dict.fromkeys(other for other in group.labels if other != label)
            for key in _keys(words):
                self._leads[key].update(others)

    def _expand(self, query: Query) -> Query:
        words = [unit for word in query.words for unit in units_of(word)]
        said = {lemma for word in words for lemma in _lemmas(word)}
        unwanted = {lemma for word in query.excluded for unit in units_of(word) for lemma in _lemmas(unit)}
        found: dict[tuple[str, ...], Alternative] = {}
        for asked in self._labels_in(words):
            for label in self._others(asked):
                parts = tuple(plain_words(label))
                lemmas = [_lemmas(part) for part in _words_of(label)]
                known = all(not said.isdisjoint(lemma) for lemma in lemmas)
                if parts and not known and all(unwanted.isdisjoint(lemma) for lemma in lemmas):
                    found.setdefault(parts, Alternative(label, parts, asked))
        return replace(query, alternatives=tuple(found.values())[:MOST_ALTERNATIVES])

    def _labels_in(self, words: Sequence[str]) -> Iterator[tuple[str, ...]]:
        """The labels that stand in the query, from left to right, the longest first; no word is used twice."""
        at = 0
        while at < len(words):
            for length in range(min(self._longest, len(words) - at), 0, -1):
                asked = tuple(words[at : at + length])
                if any(key in self._leads for key in _keys(asked)):
                    yield asked
                    at += length
                    break
            else:
                at += 1

    def _others(self, asked: Sequence[str]) -> Iterable[str]:
        return dict.fromkeys(label for key in _keys(asked) for label in self._leads.get(key, ()))


def _words_of(label: str) -> list[str]:
    return [unit for word in split_words(normalise(label)) for unit in units_of(word)]


def _keys(words: Sequence[str]) -> set[_Key]:
    return {tuple(lemma_of(word, language) for word in words) for language in LANGUAGES}


def _lemmas(word: str) -> set[str]:
    return {lemma_of(word, language) for language in LANGUAGES}
