"""The passage of a text that answers a query best, and the words in it to mark."""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice

from markupsafe import Markup, escape

from forum.search.analysis import analyse_word, part_terms, plain_words, units_of
from forum.search.analysis.language import LANGUAGES
from forum.search.analysis.tokens import fold
from forum.search.query import Query

LENGTH = 180
LEAD = 40
SCANNED = 5_000
MOST_MATCHES = 80
# Of a long text: how much of a word tells it apart, how long a word is at most, how many places are tried.
BEGINNING = 4
LONGEST = 60
MOST_TRIES = 500

_WRITTEN = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")


@lru_cache(maxsize=30_000)
def _forms(written: str) -> frozenset[str]:
    """Everything a word of a text can be found by."""
    word = written.lower()
    return frozenset((*analyse_word(word, LANGUAGES), *part_terms(word, LANGUAGES), *plain_words(written)))


@lru_cache(maxsize=64)
def highlighter_of(query: Query) -> "Highlighter":
    """The one that finds the words of this query."""
    return Highlighter(query)


class Highlighter:
    """Finds the words of one query in texts, in whatever form they are written there."""

    def __init__(self, query: Query) -> None:
        self._numbers: dict[str, int] = {}
        for number, word in enumerate(query.positive_words):
            for unit in units_of(word):
                terms = (*analyse_word(unit, LANGUAGES), *part_terms(unit, LANGUAGES))
                self._numbers |= dict.fromkeys(terms, number)
        if not self._numbers:  # nothing but stop words was asked
            self._numbers = {word: n for n, word in enumerate(plain_words(" ".join(query.positive_words)))}
        for other in query.alternatives:
            first = min(query.positive_words.index(word) if word in query.positive_words else 0 for word in other.asked)
            names = (term for word in other.words for term in analyse_word(word, LANGUAGES))
            self._numbers = dict.fromkeys(names, first) | self._numbers
        self._prefix = query.prefix
        words = [*self._numbers, *map(fold, query.positive_words), *filter(None, [self._prefix])]
        starts = "|".join(sorted({re.escape(word[:BEGINNING].lower()) for word in words if word})) or "(?!)"
        self._beginnings = re.compile(rf"(?<![^\W_])(?:{starts})"), re.compile(rf"(?<=[^\W_])(?:{starts})")

    def matches(self, text: str) -> list[tuple[int, int, int]]:
        """(start, end, which query word) of the words to mark, at most 80."""
        found: list[tuple[int, int, int]] = []
        wanted, prefix = self._numbers.keys(), self._prefix
        for match in _WRITTEN.finditer(text, 0, SCANNED):
            written = match.group()
            forms = _forms(written)
            if not forms.isdisjoint(wanted):
                found.append((*match.span(), self._numbers[next(iter(forms & wanted))]))
            elif prefix and written.lower().startswith(prefix):
                found.append((*match.span(), len(self._numbers)))
            else:
                continue
            if len(found) == MOST_MATCHES:
                break
        return found

    def find(self, text: str) -> Markup | None:
        """A passage of a long text with a word of the query in it; None when there is none.

        The text is looked through for how those words begin, first at the beginning of a word and then within one, as
        in a compound, and only looked at closely where one does.
        """
        folded = fold(text.lower())
        lowered = folded if len(folded) == len(text) else text.lower()
        for pattern in self._beginnings:
            for match in islice(pattern.finditer(lowered), MOST_TRIES):
                place = _start_of_word(lowered, match.start())
                if self.matches(text[place : place + LONGEST]):
                    start = max(0, text.rfind(" ", 0, max(0, place - LEAD)) + 1) if place > LEAD else 0
                    passage = self.snippet(text[start : place + 4 * LENGTH])
                    return Markup("… ") + passage if start and not passage.startswith("…") else passage
        return None

    def mark(self, text: str) -> Markup:
        """The whole text, escaped, with `<mark>` around the words of the query."""
        return _marked(text, self.matches(text))

    def snippet(self, text: str) -> Markup:
        """About two lines around the best passage, escaped and marked; the beginning when nothing matches."""
        text = " ".join(text[: SCANNED + LENGTH].split())
        matches = self.matches(text)
        start = _beginning(text, _best_start(matches)) if matches else 0
        end = min(start + LENGTH, len(text))
        if end < len(text):
            end = text.rfind(" ", start, end) if " " in text[start:end] else end
        inside = [(a - start, b - start, n) for a, b, n in matches if a >= start and b <= end]
        before = Markup("… ") if start else Markup("")
        after = Markup(" …") if end < len(text) else Markup("")
        return before + _marked(text[start:end], inside) + after


def _best_start(matches: list[tuple[int, int, int]]) -> int:
    """The first match from which a window holds most different query words, then most words."""
    best, best_value = matches[0][0], (0, 0)
    for at, (start, _, _) in enumerate(matches):
        window = [number for _, end, number in matches[at:] if end <= start + LENGTH - LEAD]
        value = (len(set(window)), len(window))
        if value > best_value:
            best, best_value = start, value
    return best


def _start_of_word(text: str, place: int) -> int:
    """Where the word begins that a place lies in; of what is too long for a word, somewhere before that place."""
    earliest = max(0, place - LONGEST)
    while place > earliest and text[place - 1].isalnum():
        place -= 1
    return place


def _beginning(text: str, match: int) -> int:
    """Where to begin, some words before the match: at a sentence if one begins near, else at a word."""
    if match <= LEAD:
        return 0
    sentence = max(text.rfind(sign, match - LEAD - 30, match) for sign in (". ", "? ", "! "))
    if sentence >= 0:
        return sentence + 2
    space = text.find(" ", match - LEAD, match)
    return space + 1 if space >= 0 else match


def _marked(text: str, matches: Iterable[tuple[int, int, int]]) -> Markup:
    parts, at = [], 0
    for start, end, _ in matches:
        parts += [escape(text[at:start]), Markup("<mark>"), escape(text[start:end]), Markup("</mark>")]
        at = end
    return Markup("").join([*parts, escape(text[at:])])
