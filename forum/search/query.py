"""The query language: words, "phrases", -not, prefix* and a few filters; whatever cannot be read as such is
plain words.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from forum.search.analysis.tokens import normalise, split_words

LONGEST_QUERY = 2_000
MOST_WORDS = 32
LONGEST_PLAIN = 10_000
MOST_PLAIN_WORDS = 256
SHORTEST_PREFIX = 3

_PIECE = re.compile(r'(-?)"([^"]*)"|(\S+)')
FILTER = re.compile(r"(in|soort|kind|opgelost|solved):(\S+)")
_YES = {"ja", "j", "yes", "y", "true", "1"}
_NO = {"nee", "neen", "n", "no", "false", "0"}


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
    `containers` and `kinds` are what was typed after `in:` and `soort:`, still to be looked up; `language` is
    "nl", "en", or "" to tell from the words; `alternatives` are what `labels.expand` adds.
    """

    words: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[str, ...] = ()
    excluded_phrases: tuple[tuple[str, ...], ...] = ()
    prefix: str = ""
    containers: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    solved: bool | None = None
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
    containers: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    solved: bool | None = None
    budget: int = MOST_WORDS

    def take(self, text: str) -> list[str]:
        words = split_words(text)[: self.budget]
        self.budget -= len(words)
        return words


def parse(text: str) -> Query:
    """Read what somebody typed; never raises, and looks at no more than 2,000 characters and 32 words."""
    text = normalise(text[:LONGEST_QUERY]).replace("“", '"').replace("”", '"').replace("„", '"')
    draft = _Draft()
    prefix = ""
    for negative, phrase, piece in _PIECE.findall(text):
        if prefix:  # something follows, so it was a whole word
            draft.words.append(prefix)
            prefix = ""
        if not piece:
            _read_phrase(draft, phrase, negative=bool(negative))
        elif not _read_filter(draft, piece):
            prefix = _read_word(draft, piece)
    return Query(
        words=tuple(draft.words),
        phrases=tuple(draft.phrases),
        excluded=tuple(draft.excluded),
        excluded_phrases=tuple(draft.excluded_phrases),
        prefix=prefix,
        containers=frozenset(draft.containers),
        kinds=frozenset(draft.kinds),
        solved=draft.solved,
    )


def plain(text: str, language: str = "") -> Query:
    """A text as a query, without any syntax: the title of a question, a judged query."""
    words = split_words(normalise(text[:LONGEST_PLAIN]))[:MOST_PLAIN_WORDS]
    return Query(words=tuple(words), language=language)


def _read_phrase(draft: _Draft, phrase: str, *, negative: bool) -> None:
    words = tuple(draft.take(phrase))
    if words:
        (draft.excluded_phrases if negative else draft.phrases).append(words)


def _read_filter(draft: _Draft, piece: str) -> bool:
    match = FILTER.fullmatch(piece)
    if match is None:
        return False
    name, value = match.groups()
    if name == "in":
        draft.containers.add(value)
    elif name in ("soort", "kind"):
        draft.kinds.add(value)
    elif value in _YES or value in _NO:
        draft.solved = value in _YES
    else:
        return False
    return True


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


def look_up_filters(
    query: Query, find_container: Callable[[str], str | None], find_kind: Callable[[str], str | None]
) -> Query:
    """Replace what was typed after `in:` and `soort:` by keys; a name nobody knows becomes plain words."""
    words = list(query.words)
    containers: set[str] = set()
    kinds: set[str] = set()
    for typed, find, found in (
        (query.containers, find_container, containers),
        (query.kinds, find_kind, kinds),
    ):
        for name in sorted(typed):
            key = find(name)
            if key is None:
                words.extend(split_words(name))
            else:
                found.add(key)
    return replace(query, words=tuple(words[:MOST_WORDS]), containers=frozenset(containers), kinds=frozenset(kinds))
