"""One segment of the index in memory: its columns, who may see what, and its recent posting lists."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import numpy as np

from forum.search.ranking import K1, B
from forum.search.whoosh_engine import postings
from forum.search.whoosh_engine.facets import Facet
from forum.search.whoosh_engine.postings import Flags, Numbers, Postings, Scores
from forum.search.whoosh_engine.schema import NAME_COLUMNS, NUMBER_COLUMNS, STATE_SEPARATOR

CACHED_POSTINGS = 1_000_000
"""Postings kept in long lists: some 5 MB."""
SHORT = 64
CACHED_SHORT = 8_000
"""Lists of at most that many postings that are kept: a long one would push hundreds of them out."""
CACHED_SEGMENTS = 60
CACHED_MASKS = 64
ROOT_KINDS = 256

_root_codes: dict[str, int] = {}
_root_kinds: list[str] = []
_root_lock = threading.Lock()


def _root_code(kind: str) -> int:
    with _root_lock:
        if kind not in _root_codes:
            if len(_root_kinds) == ROOT_KINDS:
                raise ValueError("more kinds of roots than the group numbers can hold")
            _root_codes[kind] = len(_root_kinds)
            _root_kinds.append(kind)
        return _root_codes[kind]


def root_of_group(group: int) -> str:
    """The root ("thread:45") a group number stands for."""
    number, code = divmod(group, ROOT_KINDS)
    return f"{_root_kinds[code]}:{number}"


def group_of(root: str) -> int | None:
    """The group number of a root; None for one of a kind no segment has met."""
    kind, _, number = root.rpartition(":")
    code = _root_codes.get(kind)
    return None if code is None else int(number) * ROOT_KINDS + code


class Columns:
    """Values per document of one segment; never changes, so all threads share it.

    A column of names is an array of references and a list of names. `groups` numbers the roots over all segments,
    `roots` those of this one, in the same order; `group_of_root` leads from the one to the other.
    """

    def __init__(self, reader: Any, *, fast: bool) -> None:
        read_names = postings.read_names_fast if fast else postings.read_names
        read_numbers = postings.read_numbers_fast if fast else postings.read_numbers
        names = {name: read_names(reader, name) for name in NAME_COLUMNS}
        numbers = {name: read_numbers(reader, name, code) for name, code in NUMBER_COLUMNS.items()}
        self.count: int = reader.doc_count_all()
        self.sources, self.source_names = names["source"]
        self.kinds, self.kind_names = names["kind"]
        self.containers, self.container_names = names["container"]
        self.audiences, audience_names = names["audience"]
        self.audience_tokens = [frozenset(name.split(STATE_SEPARATOR)) - {""} for name in audience_names]
        self.authors, self.author_names = names["author"]
        self.libraries, self.library_names = names["library"]
        self.states, state_names = names["states"]
        self.state_sets = [frozenset(name.split(STATE_SEPARATOR)) - {""} for name in state_names]
        self.numbers = numbers["number"]
        self.created = numbers["created"]
        self.changed = numbers["changed"]
        self.lengths = numbers["length"]
        self.weights = numbers["weight"]
        self.total_length = int(self.lengths.sum())
        self._norms: tuple[float, Scores] = (0.0, np.empty(0))
        roots, root_names = names["root_source"]
        codes = np.array([_root_code(name) for name in root_names], np.int64)
        self.groups = numbers["root_number"] * ROOT_KINDS + codes[roots]
        self.group_of_root, self.roots = np.unique(self.groups, return_inverse=True)
        self._facets: dict[str, Facet] = {}

    def facet(self, name: str) -> Facet:
        """A facet of these documents, made at first use."""
        found = self._facets.get(name)
        if found is None:
            found = self._facets[name] = Facet.of(self.roots, *self._values(name))
        return found

    def _values(self, name: str) -> tuple[Numbers, list[tuple[str, ...]]]:
        if name == "state":
            return self.states, [tuple(states) for states in self.state_sets]
        references, names = {
            "kind": (self.kinds, self.kind_names),
            "container": (self.containers, self.container_names),
            "author": (self.authors, self.author_names),
            "library": (self.libraries, self.library_names),
        }[name]
        return references, [(value,) if value else () for value in names]

    def norms(self, average: float) -> Scores:
        """The length part of BM25 for each document; kept until the rounded average changes."""
        average = round(average, 1) or 1.0
        known, norms = self._norms
        if known != average:
            norms = K1 * (1 - B) + K1 * B / average * self.lengths
            self._norms = (average, norms)
        return norms

    def key(self, document: int) -> str:
        """The key ("post:123") of a document."""
        return f"{self.source_names[self.sources[document]]}:{self.numbers[document]}"


class Recent:
    """Posting lists lately used, as many as weigh `most` together; for all threads."""

    def __init__(self, most: int, weigh: Callable[[Postings], int]) -> None:
        self._most = most
        self._weigh = weigh
        self._kept: OrderedDict[tuple[str, str, str], Postings] = OrderedDict()
        self._weight = 0
        self._lock = threading.Lock()

    def get(self, key: tuple[str, str, str]) -> Postings | None:
        """The list under this key, when it is still there."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def keep(self, key: tuple[str, str, str], found: Postings) -> None:
        """Remember a list, and forget the longest unused ones beyond the limit."""
        with self._lock:
            if key in self._kept:
                return
            self._kept[key] = found
            self._weight += self._weigh(found)
            while self._weight > self._most and len(self._kept) > 1:
                self._weight -= self._weigh(self._kept.popitem(last=False)[1])


class Shared:
    """What all threads of a process share: columns per segment, and posting lists lately used."""

    def __init__(self) -> None:
        self._columns: OrderedDict[str, Columns] = OrderedDict()
        self._long = Recent(CACHED_POSTINGS, len)
        self._short = Recent(CACHED_SHORT, lambda _found: 1)
        self._checked: dict[str, bool] = {}
        self._lock = threading.Lock()

    def checked(self, reader: Any) -> bool:
        """Whether a segment can be read the fast way; found out once for each."""
        segment = reader.segment().segment_id()
        if segment not in self._checked:
            if len(self._checked) >= CACHED_SEGMENTS:
                self._checked.clear()
            self._checked[segment] = postings.self_check(reader)
        return self._checked[segment]

    def columns(self, segment: str, reader: Any, *, fast: bool) -> Columns:
        """The columns of a segment, read at first use."""
        with self._lock:
            found = self._columns.get(segment)
            if found is None:
                found = self._columns[segment] = Columns(reader, fast=fast)
                if len(self._columns) > CACHED_SEGMENTS:
                    self._columns.popitem(last=False)
            self._columns.move_to_end(segment)
            return found

    def find_postings(self, key: tuple[str, str, str]) -> Postings | None:
        """A posting list lately used."""
        found = self._short.get(key)
        return self._long.get(key) if found is None else found

    def keep_postings(self, key: tuple[str, str, str], found: Postings) -> None:
        """Remember a posting list."""
        (self._short if len(found) <= SHORT else self._long).keep(key, found)


class Segment:
    """A segment as one reader sees it: shared columns, and what is deleted now. For one thread only."""

    def __init__(self, reader: Any, shared: Shared, *, fast: bool) -> None:
        self.reader = reader
        self.id: str = reader.segment().segment_id()
        self.fast = fast
        self.columns = shared.columns(self.id, reader, fast=fast)
        self.deleted: tuple[int, ...] = tuple(reader.segment().deleted_docs())
        self._shared = shared
        self._masks: dict[frozenset[str], Flags] = {}

    @property
    def documents_deleted(self) -> int:
        """Deleted documents, without the record of the cursor, which every commit replaces."""
        names, sources = self.columns.source_names, self.columns.sources
        return sum(1 for document in self.deleted if names[sources[document]])

    def postings(self, field: str, term: str) -> Postings:
        """Documents with a term and how often; deleted documents may be among them."""
        key = (self.id, field, term)
        found = self._shared.find_postings(key)
        if found is None:
            read = postings.read_fast if self.fast else postings.read_public
            found = read(self.reader, field, term.encode())
            self._shared.keep_postings(key, found)
        return found

    def living(self, field: str, term: str) -> int:
        """How many documents hold a term that are not deleted."""
        documents = self.postings(field, term).documents
        return len(documents) - int(np.isin(documents, self.deleted).sum()) if self.deleted else len(documents)

    def beginning(self, field: str, start: str, most: int) -> list[tuple[bytes, int]]:
        """The first so many terms that begin so, each with the number of documents that hold it."""
        read = postings.beginning_fast if self.fast else postings.beginning_public
        return read(self.reader, field, start.encode(), most)

    def places(self, word: str) -> Numbers:
        """Where a plain word stands: document times 2**32 and position, rising."""
        read = postings.read_places_fast if self.fast else postings.read_places_public
        return read(self.reader, "phrase", word.encode())

    def mask(self, audience: frozenset[str]) -> Flags:
        """True for each living document one of these tokens may see, False for all others and for no tokens."""
        found = self._masks.get(audience)
        if found is None:
            allowed = np.array([bool(tokens & audience) for tokens in self.columns.audience_tokens], np.bool_)
            found = allowed[self.columns.audiences]
            found[list(self.deleted)] = False
            if len(self._masks) >= CACHED_MASKS:
                self._masks.clear()
            self._masks[audience] = found
        return found

    def norms(self, average: float) -> Scores:
        """The length part of BM25 for each document; `average` is the average length over the whole index."""
        return self.columns.norms(average)
