"""Reading posting lists and columns of one segment, whole, as arrays.

The fast way reads the blocks of Whoosh 2.7.4 through private members, which is safe only because that
version is pinned; the public way does the same through the matcher interface. `self_check` compares the two
when an index is opened, and the public way takes over when they differ.
"""

import logging
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
from whoosh.codec.whoosh3 import W3TermInfo
from whoosh.reading import TermNotFound

from forum.search.whoosh_engine.codec import Places

log = logging.getLogger(__name__)

CHECKED_TERMS = 5
LOOKED_THROUGH = 200
LONGEST_CHECKED = 2_000
"""Postings of a term that is checked, at most: they are read one by one."""
PLACED = "phrase"
PLACE_BITS = 32

Numbers: TypeAlias = npt.NDArray[np.integer[Any]]
Scores: TypeAlias = npt.NDArray[np.float64]
Flags: TypeAlias = npt.NDArray[np.bool_]


class Postings(NamedTuple):
    """Documents (numbers within the segment, rising) that hold a term, and how often: numbers of any type."""

    documents: npt.NDArray[np.uint32]
    weights: npt.NDArray[Any]

    def __len__(self) -> int:
        return len(self.documents)


NO_POSTINGS = Postings(np.empty(0, np.uint32), np.empty(0, np.float32))
NO_PLACES: npt.NDArray[np.int64] = np.empty(0, np.int64)


def read_fast(reader: Any, field: str, term: bytes) -> Postings:
    """All postings of a term, deleted documents included (the permission mask leaves them out)."""
    blocks = [(documents, weights) for documents, weights, _ in _blocks(reader, field, term)]
    if len(blocks) == 1:
        return Postings(*blocks[0])
    return Postings(*map(np.concatenate, zip(*blocks, strict=True))) if blocks else NO_POSTINGS


def read_places_fast(reader: Any, field: str, term: bytes) -> npt.NDArray[np.int64]:
    """Where a term stands, rising: for each place the document times 2**32 and the position in it."""
    return _join_places(_blocks(reader, field, term))


def _join_places(blocks: Iterator[tuple[Any, Any, Any]]) -> npt.NDArray[np.int64]:
    """Of documents, how often in each, and the positions in each."""
    places = [
        np.repeat(documents.astype(np.int64) << PLACE_BITS, weights.astype(np.int64)) | _positions(values)
        for documents, weights, values in blocks
    ]
    return np.concatenate(places) if places else NO_PLACES


def _positions(values: Places | Sequence[bytes]) -> npt.NDArray[Any]:
    return np.asarray(values.positions) if isinstance(values, Places) else np.frombuffer(b"".join(values), np.uint32)


def _blocks(reader: Any, field: str, term: bytes) -> Iterator[tuple[Any, Any, Any]]:
    """Documents, how often in each, and the values beside them, block by block."""
    try:
        matcher = reader._terms.matcher(field, term, reader.schema[field].format)
    except TermNotFound:
        return
    while True:
        matcher._read_data()
        steps, weights, values = matcher._data
        yield np.cumsum(np.asarray(steps), dtype=np.uint32), np.asarray(weights), values
        if matcher._lastblock:
            return
        matcher._next_block()


def read_public(reader: Any, field: str, term: bytes) -> Postings:
    """The same through the public interface; deleted documents may be missing."""
    found = [(matcher.id(), matcher.weight()) for matcher in _walk(reader, field, term)]
    return Postings(
        np.array([document for document, _ in found], np.uint32), np.array([weight for _, weight in found], np.float32)
    )


def read_places_public(reader: Any, field: str, term: bytes) -> npt.NDArray[np.int64]:
    """The same as `read_places_fast` through the public interface."""
    return _join_places(
        (np.array([matcher.id()]), np.array([matcher.weight()]), [matcher.value()])
        for matcher in _walk(reader, field, term)
    )


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
    numbers: dict[bytes, int] = {}
    references = [numbers.setdefault(column[one], len(numbers)) for one in range(reader.doc_count_all())]
    return np.array(references, np.uint32), [name.decode() for name in numbers]


def read_names_fast(reader: Any, field: str) -> tuple[Numbers, list[str]]:
    """The same straight from the file."""
    column = read_column(reader, field)
    raw = column._dbfile.get(column._basepos, reader.doc_count_all() * column._itemsize)
    references = np.frombuffer(raw, f">u{column._itemsize}").astype(f"u{column._itemsize}")
    return references, [name.decode() for name in column._uniques]


def read_numbers(reader: Any, field: str, typecode: str) -> Any:
    """A column of numbers, one for each document."""
    column = read_column(reader, field)
    return np.array([column[document] for document in range(reader.doc_count_all())], np.dtype(typecode))


def read_numbers_fast(reader: Any, field: str, typecode: str) -> Any:
    """The same straight from the file; documents at the end may have no value of their own."""
    column = read_column(reader, field)
    numbers = np.full(reader.doc_count_all(), column._default, np.dtype(typecode))
    written = min(column._count, len(numbers))
    raw = column._dbfile.get(column._basepos, written * column._fixedlen)
    numbers[:written] = np.frombuffer(raw, np.dtype(typecode).newbyteorder(">"))
    return numbers


def self_check(reader: Any) -> bool:
    """Whether the fast way and the public way agree on some terms and columns of a segment."""
    try:
        return (
            all(
                _same_postings(reader, field, term)
                and beginning_fast(reader, field, term[:1], CHECKED_TERMS)
                == beginning_public(reader, field, term[:1], CHECKED_TERMS)
                for field, term in _some_terms(reader)
            )
            and _spelled_out(read_names_fast(reader, "audience")) == _spelled_out(read_names(reader, "audience"))
            and np.array_equal(read_numbers_fast(reader, "number", "q"), read_numbers(reader, "number", "q"))
        )
    except FileNotFoundError:
        raise
    except Exception:
        log.exception("the fast way of reading the index failed its check")
        return False


def _same_postings(reader: Any, field: str, term: bytes) -> bool:
    fast, public = read_fast(reader, field, term), read_public(reader, field, term)
    alive = _alive(reader, fast.documents)
    if not np.array_equal(fast.documents[alive], public.documents):
        return False
    if not np.array_equal(fast.weights[alive], public.weights):
        return False
    if field != PLACED:
        return True
    places = read_places_fast(reader, field, term)
    return np.array_equal(places[_alive(reader, places >> PLACE_BITS)], read_places_public(reader, field, term))


def _alive(reader: Any, documents: Numbers) -> list[bool]:
    return [not reader.is_deleted(document) for document in documents.tolist()]


def _some_terms(reader: Any) -> Iterator[tuple[str, bytes]]:
    """The first terms of each field and one with many documents, for short and long lists are kept differently."""
    for field in ("text", PLACED):
        terms = list(islice(reader.lexicon(field), LOOKED_THROUGH))
        frequencies = {term: reader.doc_frequency(field, term) for term in terms}
        long = [term for term in terms if frequencies[term] <= LONGEST_CHECKED]
        for term in dict.fromkeys([*terms[:CHECKED_TERMS], *sorted(long, key=frequencies.__getitem__)[-1:]]):
            yield field, term


def _spelled_out(column: tuple[Numbers, list[str]]) -> list[str]:
    references, names = column
    return [names[reference] for reference in references]
