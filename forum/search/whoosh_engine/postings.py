"""Reading posting lists and columns of one segment, whole, as arrays.

The fast way reads the blocks of Whoosh 2.7.4 through private members, which is safe only because that
version is pinned; the public way does the same through the matcher interface. `self_check` compares the two
when an index is opened, and the public way takes over when they differ.
"""

import logging
import sys
from array import array
from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple, TypeAlias

from whoosh.codec.whoosh3 import W3LeafMatcher, W3TermInfo
from whoosh.reading import TermNotFound

log = logging.getLogger(__name__)

CHECKED_TERMS = 5

Numbers: TypeAlias = "array[Any]"


class Postings(NamedTuple):
    """Documents (numbers within the segment, rising) that hold a term, and how often (as float)."""

    documents: Numbers
    weights: Numbers


NO_POSTINGS = Postings(array("I"), array("f"))


def read_fast(reader: Any, field: str, term: bytes) -> Postings:
    """All postings of a term, deleted documents included (the permission mask leaves them out)."""
    matcher = _matcher(reader, field, term)
    if matcher is None:
        return NO_POSTINGS
    documents, weights = array("I"), array("f")
    for block in _blocks(matcher):
        documents.extend(block._ids)
        weights.extend(block._weights)
    return Postings(documents, weights)


def read_places_fast(reader: Any, field: str, term: bytes) -> dict[int, bytes]:
    """Posting values of a term by document."""
    matcher = _matcher(reader, field, term)
    values: dict[int, bytes] = {}
    if matcher is not None:
        for block in _blocks(matcher):
            values.update(zip(block._ids, block._values, strict=True))
    return values


def _matcher(reader: Any, field: str, term: bytes) -> Any:
    try:
        return reader._terms.matcher(field, term, reader.schema[field].format)
    except TermNotFound:
        return None


def _blocks(matcher: Any) -> Iterator[Any]:
    if not isinstance(matcher, W3LeafMatcher):  # a single posting, kept beside the term
        yield matcher
        return
    while True:
        matcher._read_ids()
        matcher._read_weights()
        matcher._read_values()
        yield matcher
        if matcher._lastblock:
            return
        matcher._next_block()


def read_public(reader: Any, field: str, term: bytes) -> Postings:
    """The same through the public interface; deleted documents may be missing."""
    documents, weights = array("I"), array("f")
    for matcher in _walk(reader, field, term):
        documents.append(matcher.id())
        weights.append(matcher.weight())
    return Postings(documents, weights)


def read_places_public(reader: Any, field: str, term: bytes) -> dict[int, bytes]:
    """The same as `read_places_fast` through the public interface."""
    return {matcher.id(): matcher.value() for matcher in _walk(reader, field, term)}


def _walk(reader: Any, field: str, term: bytes) -> Iterator[Any]:
    try:
        matcher = reader.postings(field, term)
    except TermNotFound:
        return
    while matcher.is_active():
        yield matcher
        matcher.next()


def beginning_fast(reader: Any, field: str, start: bytes, most: int) -> list[tuple[bytes, int]]:
    """The first so many terms that begin so, each with the number of documents that hold it."""
    terms = reader._terms
    key = terms._keycoder(field, start)
    file, skipped = terms._tindex.dbfile, len(key) - len(start)
    found = []
    for at, length, info, _ in islice(terms._tindex.ranges_from(key), most):
        term = file.get(at, length)
        if not term.startswith(key):
            break
        found.append((term[skipped:], W3TermInfo.read_doc_freq(file, info)))
    return found


def beginning_public(reader: Any, field: str, start: bytes, most: int) -> list[tuple[bytes, int]]:
    """The same through the public interface."""
    found = []
    for name, term in islice(reader.terms_from(field, start), most):
        if name != field or not term.startswith(start):
            break
        found.append((term, reader.doc_frequency(field, term)))
    return found


def read_column(reader: Any, field: str) -> Any:
    """A column of a segment. Every document has a value in each, so a missing file is a lost or replaced one.

    Whoosh itself would answer with default values for it.
    """
    if not reader.has_column(field):
        raise FileNotFoundError(f"the column {field} of segment {reader.segment().segment_id()} is missing")
    return reader.column_reader(field, translate=False)


def read_names(reader: Any, field: str) -> tuple[Numbers, list[str]]:
    """A column of names: for each document a number, and the names in order of these numbers."""
    column = read_column(reader, field)
    count = reader.doc_count_all()
    references = array("H")
    numbers: dict[bytes, int] = {}
    for document in range(count):
        references.append(numbers.setdefault(column[document], len(numbers)))
    return references, [name.decode() for name in numbers]


def read_names_fast(reader: Any, field: str) -> tuple[Numbers, list[str]]:
    """The same straight from the file."""
    column = read_column(reader, field)
    raw = column._dbfile.get(column._basepos, reader.doc_count_all() * column._itemsize)
    references = array(column._typecode, raw)
    if sys.byteorder == "little":
        references.byteswap()
    return references, [name.decode() for name in column._uniques]


def read_numbers(reader: Any, field: str, typecode: str) -> Numbers:
    """A column of numbers, one for each document."""
    column = read_column(reader, field)
    return array(typecode, (column[document] for document in range(reader.doc_count_all())))


def read_numbers_fast(reader: Any, field: str, typecode: str) -> Numbers:
    """The same straight from the file; documents at the end may have no value of their own."""
    column = read_column(reader, field)
    count = reader.doc_count_all()
    written = min(column._count, count)
    numbers = array(typecode, column._dbfile.get(column._basepos, written * column._fixedlen))
    if sys.byteorder == "little":
        numbers.byteswap()
    numbers.extend([column._default] * (count - written))
    return numbers


def self_check(reader: Any) -> bool:
    """Whether the fast way and the public way agree on some terms and columns of a segment."""
    try:
        return (
            all(_same_postings(reader, field, term) for field, term in _some_terms(reader))
            and all(
                beginning_fast(reader, field, term[:1], CHECKED_TERMS)
                == beginning_public(reader, field, term[:1], CHECKED_TERMS)
                for field, term in _some_terms(reader)
            )
            and _spelled_out(read_names_fast(reader, "audience")) == _spelled_out(read_names(reader, "audience"))
            and read_numbers_fast(reader, "number", "q") == read_numbers(reader, "number", "q")
        )
    except FileNotFoundError:
        raise
    except Exception:
        log.exception("the fast way of reading the index failed its check")
        return False


def _same_postings(reader: Any, field: str, term: bytes) -> bool:
    fast = zip(*read_fast(reader, field, term), strict=True)
    alive = [posting for posting in fast if not reader.is_deleted(posting[0])]
    return alive == list(zip(*read_public(reader, field, term), strict=True))


def _some_terms(reader: Any) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for field in ("text", "phrase"):
        for number, term in enumerate(reader.lexicon(field)):
            if number >= CHECKED_TERMS:
                break
            found.append((field, term))
    return found


def _spelled_out(column: tuple[Numbers, list[str]]) -> list[str]:
    references, names = column
    return [names[reference] for reference in references]
