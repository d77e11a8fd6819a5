"""The query language: words, "phrases", -not, prefix* and operators; whatever cannot be read as such is plain
words.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from forum.search.analysis.tokens import normalise, split_words

LONGEST_QUERY = 2_000
MOST_WORDS = 32
LONGEST_PLAIN = 10_000
MOST_PLAIN_WORDS = 256
SHORTEST_PREFIX = 3
MOST_FILTERS = 12
KEPT = 128
"""Queries read lately, of 2,000 characters at most."""
LONGEST_VALUE = 100

_PIECE = re.compile(r'(-?)(?:([a-z]{2,12}):)?"([^"]*)"|(\S+)', re.IGNORECASE)
_QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"'))
_FILTER = re.compile(r"(-?)([a-z]{2,12}):(\S+)")


@dataclass(frozen=True, slots=True)
class Filter:
    """What was typed after an operator: `name` is one of OPERATORS' values, `word` how the operator was written.

    Not looked up yet: whether there is such a space or colleague is for `forum.search.operators` to find out.
    """

    name: str
    word: str
    value: str
    negative: bool = False


OPERATORS: Mapping[str, str] = {
    **dict.fromkeys(("in", "ruimte", "space"), "container"),
    **dict.fromkeys(("soort", "kind", "type"), "kind"),
    **dict.fromkeys(("opgelost", "solved"), "solved"),
    **dict.fromkeys(("is", "status"), "state"),
    **dict.fromkeys(("door", "by", "from", "auteur", "author"), "author"),
    **dict.fromkeys(("bib", "bibliotheek", "library"), "library"),
    **dict.fromkeys(("na", "sinds", "after", "since"), "after"),
    **dict.fromkeys(("voor", "before"), "before"),
}
"""Operators as they are typed, in Dutch and in English."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another name for some words of a query: the label as written, its plain words, and the words it stands for."""

    label: str
    words: tuple[str, ...]
    asked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query; all words are lower case. Empty everywhere means: nothing was asked.

    `words` keeps order and repetitions; `prefix` is the beginning of the last word when it was typed as
    `word*`;
    `filters` are the operators, still to be looked up; `language` is "nl", "en", or "" to tell from the words;
    `alternatives` are what `labels.expand` adds.
    """

    words: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[str, ...] = ()
    excluded_phrases: tuple[tuple[str, ...], ...] = ()
    prefix: str = ""
    filters: tuple[Filter, ...] = ()
    language: str = ""
    alternatives: tuple[Alternative, ...] = ()

    def __bool__(self) -> bool:
        return self != Query()

    @property
    def positive_words(self) -> tuple[str, ...]:
        """Everything that may occur in a hit, for highlighting and similar texts."""
        phrase_words = tuple(word for phrase in self.phrases for word in phrase)
        return (*self.words, *phrase_words, *((self.prefix,) if self.prefix else ()))


@dataclass(slots=True)
class _Draft:
    words: list[str] = field(default_factory=list)
    phrases: list[tuple[str, ...]] = field(default_factory=list)
    excluded: list[str] = field(default_factory=list)
    excluded_phrases: list[tuple[str, ...]] = field(default_factory=list)
    filters: list[Filter] = field(default_factory=list)
    budget: int = MOST_WORDS

    def take(self, text: str) -> list[str]:
        words = split_words(text)[: self.budget]
        self.budget -= len(words)
        return words


@lru_cache(maxsize=KEPT)
def parse(text: str) -> Query:
    """Read what somebody typed; never raises, and looks at no more than 2,000 characters and 32 words."""
    draft = _Draft()
    prefix = ""
    for piece in _PIECE.finditer(_straighten(normalise(text[:LONGEST_QUERY]))):
        if prefix:  # something follows, so it was a whole word
            draft.words.append(prefix)
            prefix = ""
        negative, operator, phrase, word = piece.groups()
        if (one := _read_filter(piece)) is not None and len(draft.filters) < MOST_FILTERS:
            draft.filters.append(one)
        elif word is None:
            draft.words.extend(draft.take(operator or ""))
            _read_phrase(draft, phrase, negative=bool(negative))
        else:
            prefix = _read_word(draft, word)
    return Query(
        words=tuple(draft.words),
        phrases=tuple(draft.phrases),
        excluded=tuple(draft.excluded),
        excluded_phrases=tuple(draft.excluded_phrases),
        prefix=prefix,
        filters=tuple(draft.filters),
    )


def strip_filters(text: str, unwanted: Collection[Filter] | None = None) -> str:
    """What was typed, without these operators (none given: without any)."""
    pieces = (piece[0] for piece in _PIECE.finditer(_straighten(text)))
    read = ((piece, _read_filter(_PIECE.search(normalise(piece)))) for piece in pieces)
    return " ".join(typed for typed, one in read if one is None or (unwanted is not None and one not in unwanted))


@lru_cache(maxsize=KEPT)
def as_plain_text(text: str) -> str:
    """What was typed, without operators, signs and what was left out: the title of a question."""
    kept = (piece[0] for piece in _PIECE.finditer(strip_filters(text)) if not piece[0].startswith("-"))
    return " ".join(kept).replace('"', "").rstrip("*")


def _straighten(text: str) -> str:
    """With plain quotation marks."""
    return text.translate(_QUOTES)


def _read_filter(piece: re.Match[str] | None) -> Filter | None:
    """The operator a piece of a query is; None when it is none."""
    if piece is None:
        return None
    negative, operator, value, word = piece.groups()
    if word is not None:
        match = _FILTER.fullmatch(word)
        if match is None:
            return None
        negative, operator, value = match.groups()
    value = " ".join((value or "").split())
    if operator not in OPERATORS or not value.strip('"*'):
        return None
    return Filter(OPERATORS[operator], operator, value[:LONGEST_VALUE], bool(negative))


def plain(text: str, language: str = "") -> Query:
    """A text as a query, without any syntax: the title of a question, a judged query."""
    words = split_words(normalise(text[:LONGEST_PLAIN]))[:MOST_PLAIN_WORDS]
    return Query(words=tuple(words), language=language)


def _read_phrase(draft: _Draft, phrase: str, *, negative: bool) -> None:
    words = tuple(draft.take(phrase))
    if words:
        (draft.excluded_phrases if negative else draft.phrases).append(words)


def _read_word(draft: _Draft, piece: str) -> str:
    """Add the words of one piece; returns the beginning of a word when the piece is `prefix*`."""
    if len(piece) > 1 and piece[0] == "-" and piece[1] != "-":
        draft.excluded.extend(draft.take(piece))
        return ""
    words = draft.take(piece)
    if words and piece.endswith("*") and len(words[-1]) >= SHORTEST_PREFIX:
        draft.words.extend(words[:-1])
        return words[-1]
    draft.words.extend(words)
    return ""
