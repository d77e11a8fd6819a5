"""From search document to row: lexemes that PostgreSQL takes as they are, through none of its dictionaries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from forum.search.analysis import analyse_document
from forum.search.documents import SearchDocument
from forum.search.engine import OPEN_TOKENS
from forum.search.postgres_engine.tables import MOST_COUNTED

LAST_PLACE = 16_383
MOST_PLACES = 255
MOST_LEXEMES = 20_000
"""Limits of a tsvector: positions, positions of one word, and (ours) different words of one text in each form."""

_Value = TypeVar("_Value")

PREFIXES = {"text": "t", "phrase": "p"}


def lexeme(field: str, term: str) -> str:
    """A term as a lexeme: its first letter says whether it is a reduced word ("t") or one as written ("p")."""
    return PREFIXES[field] + term


def quoted(text: str) -> str:
    """A lexeme between quotes, for a tsvector or tsquery."""
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


@dataclass(frozen=True, slots=True)
class Row:
    """One document as it is stored; `found_by` are its lexemes, `vector` the same with counts and places."""

    document: SearchDocument
    found_by: frozenset[str]
    vector: str
    words: tuple[str, ...]
    length: int

    @classmethod
    def of(cls, document: SearchDocument) -> "Row":
        """Analyse a document. Reduced words carry as many positions as they count; words as written their places."""
        analysed = analyse_document(document.title, document.labels, document.body, document.lang, document.attached)
        terms = _first(analysed.terms)
        places = {word: found for word, found in _first(analysed.places).items() if found[0] < LAST_PLACE}
        parts = [
            f"{quoted(lexeme('text', term))}:{_numbers(range(1, min(count, MOST_COUNTED) + 1))}"
            for term, count in terms.items()
        ]
        parts += [
            f"{quoted(lexeme('phrase', word))}:{_numbers(place + 1 for place in found[:MOST_PLACES])}"
            for word, found in places.items()
        ]
        found_by = {lexeme("text", term) for term in terms} | {lexeme("phrase", word) for word in places}
        words = tuple(sorted(analysed.vocabulary)) if document.audience & OPEN_TOKENS else ()
        return cls(document, frozenset(found_by), " ".join(parts), words, analysed.length)

    def values(self, audience: int) -> tuple[object, ...]:
        """In the order of `COLUMNS`."""
        document = self.document
        return (
            document.key,
            document.root,
            document.kind,
            document.container,
            document.author,
            document.library,
            audience,
            sorted(document.states),
            int(document.created_at.timestamp()),
            int(document.changed_at.timestamp()),
            self.length,
            document.weight,
            list(self.words),
            self.vector,
        )


COLUMNS = (
    "key",
    "root",
    "kind",
    "container",
    "author",
    "library",
    "audience",
    "states",
    "created",
    "changed",
    "length",
    "weight",
    "words",
    "lexemes",
)


def _first(found: Mapping[str, _Value]) -> dict[str, _Value]:
    return dict(islice(found.items(), MOST_LEXEMES))


def _numbers(numbers: Iterable[int]) -> str:
    return ",".join(map(str, sorted({min(number, LAST_PLACE) for number in numbers})))
