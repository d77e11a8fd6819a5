"""How posting lists stand in the files: Whoosh 2.7.4's own format, with arrays where it would write tuples.

Whoosh only asks that documents, weights and values can be read one after the other, which arrays can too; and a list of
40,000 postings is read in a few passes instead of number by number. Its private members are used, as in `postings`; the
self-check there reads what was written here through the public interface as well.
"""

import pickle
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import accumulate, groupby
from typing import Any

from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC, W3Codec, W3FieldWriter, W3PerDocReader, W3PostingsWriter
from whoosh.util.numlists import delta_encode

from forum.search.whoosh_engine.pool import Waiting

BLOCK = 1 << 16
FEW = 8
"""Up to so many postings, an array takes more room than it saves."""
NO_LENGTH = NOT_COMPRESSED = 0


class Places:
    """The positions of a term in each of the documents of a block, one after the other.

    Pickled into the index, so its name and place stay.
    """

    def __init__(self, counts: "array[Any]", positions: "array[int]") -> None:
        self.counts = counts
        self.positions = positions
        self._ends: list[int] = []

    def __reduce__(self) -> tuple[Any, ...]:
        return Places, (self.counts, self.positions)

    def __len__(self) -> int:
        return len(self.counts)

    def __getitem__(self, at: int) -> bytes:
        """Positions in one document, as 32-bit numbers."""
        self._ends = self._ends or [0, *accumulate(map(int, self.counts))]
        return array("I", self.positions[self._ends[at] : self._ends[at + 1]]).tobytes()


def _smallest(numbers: Sequence[int]) -> "array[int]":
    """These numbers in as few bytes as the largest of them needs."""
    highest = max(numbers, default=0)
    return array("BHI"[bisect_left((0xFF, 0xFFFF), highest)], numbers)


class _PostingsWriter(W3PostingsWriter):
    """Writes blocks of which documents and weights are arrays."""

    _ids: Sequence[int]

    def put(self, documents: Sequence[int], weights: Sequence[float], values: Sequence[bytes]) -> None:
        """Take up the postings of a block; the one before is written."""
        if self._ids:
            self._write_block()
        self._ids, self._weights, self._values = documents, weights, values
        self._maxweight = max(weights)

    def _write_block(self, last: bool = False) -> None:
        file = self._postfile
        if not self._blockcount:
            file.write(WHOOSH3_HEADER_MAGIC)
        self._terminfo.add_block(self)
        info = (len(self._ids), self._ids[-1], self._maxweight, NOT_COMPRESSED, NO_LENGTH, NO_LENGTH)
        head, body = pickle.dumps(info, 2), pickle.dumps(self._packed(), pickle.HIGHEST_PROTOCOL)
        file.write_int((len(head) + len(body)) * (-1 if last else 1))
        file.write(head)
        file.write(body)
        self._blockcount += 1
        self._new_block()

    def _packed(self) -> tuple[Any, Any, Any]:
        """What Whoosh calls minified ids, weights and values."""
        steps = tuple(delta_encode(self._ids))
        placed = self._format.fixed_value_size() != 0
        if len(steps) <= FEW:
            return steps, tuple(self._weights), tuple(self._values) if placed else None
        counts = _smallest([int(weight) for weight in self._weights])
        if not placed:
            return _smallest(steps), counts, None
        positions = array("I")
        positions.frombytes(b"".join(self._values))
        return _smallest(steps), counts, Places(counts, _smallest(positions))


class _FieldWriter(W3FieldWriter):
    """Writes the postings of a term in one go."""

    def add_postings(self, schema: Any, lengths: Any, items: Iterable[Waiting]) -> None:
        """Write all terms of a pool; no field has lengths of its own here."""
        for field, terms in groupby(items, key=lambda waiting: waiting[0][0]):
            self.start_field(field, schema[field])
            for (_, term), postings in terms:
                self.start_term(term)
                for start in range(0, len(postings), 3 * BLOCK):
                    some = postings[start : start + 3 * BLOCK]
                    self._postwriter.put(some[::3], some[1::3], some[2::3])
                self.finish_term()
            self.finish_field()


class _Lengths(W3PerDocReader):
    """Asks the disk once whether a field has lengths; Whoosh asks for every document of a segment it merges."""

    def _cached_reader(self, fieldname: str, column: Any) -> Any:
        if fieldname not in self._readers:
            self._readers[fieldname] = super()._cached_reader(fieldname, column)
        return self._readers[fieldname]


class Codec(W3Codec):
    """Whoosh's own format, written faster. Pickled into the index as well."""

    def __init__(self) -> None:
        super().__init__(blocklimit=BLOCK, compression=0)

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> _PostingsWriter:
        """The writer of the postings of one field."""
        return _PostingsWriter(dbfile, self._blocklimit, byteids, self._compression)

    def field_writer(self, storage: Any, segment: Any) -> _FieldWriter:
        """The writer of terms and their postings."""
        return _FieldWriter(self, storage, segment)

    def per_document_reader(self, storage: Any, segment: Any) -> _Lengths:
        """The reader of what stands beside each document."""
        return _Lengths(storage, segment)
