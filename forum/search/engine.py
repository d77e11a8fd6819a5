"""The search engine as the rest of the program sees it: a protocol, its answers, and which one is in use."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from forum.search.documents import SearchDocument
from forum.search.query import Query

OPEN_TOKENS = frozenset({"network", "public"})
"""Whoever holds both may read all that completion and spelling take their words from."""

ReadAgain = Callable[[Collection[str]], Mapping[str, SearchDocument]]


class SearchUnavailable(Exception):
    """The index is missing, damaged or made by another version; the database answers meanwhile."""


class IndexBusy(Exception):
    """Another process is writing to the index or rebuilding it."""


FACETS = ("kind", "container", "author", "library", "state", "period")
"""What results can be narrowed by, and are counted by."""


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time hits are counted in: from `after` on, and before `before`; None is open."""

    name: str
    after: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What the reader chose besides words; empty means no restriction.

    Of one field any of the values will do ("member:3" or "member:4"), of different fields all must hold; nothing
    that has one of the `excluded` (facet, value) pairs is found. `after` is the first moment that counts, `before`
    the first that no longer does. `periods` is what the facet "period" counts.
    """

    containers: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    authors: frozenset[str] = frozenset()
    libraries: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    after: datetime | None = None
    before: datetime | None = None
    excluded: frozenset[tuple[str, str]] = frozenset()
    newest_first: bool = False
    without_roots: frozenset[str] = frozenset()
    periods: tuple[Period, ...] = ()
    counted: bool = True
    """Whether anybody asks how many documents of each root were found, and for the facets."""

    def chosen(self, facet: str) -> frozenset[str]:
        """The values chosen of a facet with values (all but "period")."""
        return {
            "kind": self.kinds,
            "container": self.containers,
            "author": self.authors,
            "library": self.libraries,
            "state": self.states,
        }[facet]

    def refused(self, facet: str) -> frozenset[str]:
        """The values of a facet that nothing may have."""
        return frozenset(value for name, value in self.excluded if name == facet)

    def __bool__(self) -> bool:
        """Whether it leaves anything out."""
        return bool(
            self.containers
            or self.kinds
            or self.authors
            or self.libraries
            or self.states
            or self.after
            or self.before
            or self.excluded
            or self.without_roots
        )


EVERYTHING = Narrowing()


@dataclass(frozen=True, slots=True)
class Hit:
    """The best document of one root: its key, how many documents of this root matched, where it stands."""

    key: str
    root: str
    score: float
    matches: int = 1
    container: str = ""
    is_solved: bool = False


@dataclass(frozen=True, slots=True)
class Results:
    """One page of hits. `total` counts roots; so do `facets`, for each facet and value that occurs.

    A facet says how many roots there would be with this value chosen alone: it is counted with all other filters on
    and its own off, and within what the reader may see. A value nobody may see has no entry.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    is_cut: bool = False
    """Whether it took too long, so that not all words were looked up."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Documents to put in place of their older versions, and keys to take out."""

    documents: tuple[SearchDocument, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Health:
    """State of an index: `ok`, or a `problem` for the log; how many documents it holds and how far it is.

    `version` names this very index: a rebuild gives another.
    """

    ok: bool
    problem: str = ""
    documents: int = 0
    cursor: int = 0
    segments: int = 0
    version: str = ""


class SearchEngine(Protocol):
    """What every engine does. Reading takes audience tokens, without default; no tokens see nothing."""

    name: str

    def apply(self, changes: Changes, cursor: int) -> None:
        """Write changes and how far the outbox is, together; again with the same changes gives the same
        index.

        Raises SearchUnavailable when there is no sound index, IndexBusy when another process keeps writing.
        """

    def cursor(self) -> int:
        """Highest outbox row id applied."""

    def search(
        self,
        query: Query,
        audience: Collection[str],
        narrowing: Narrowing = EVERYTHING,
        *,
        offset: int = 0,
        limit: int = 20,
    ) -> Results:
        """Hits grouped by root, best first, newest first when nothing is asked of the text; raises
        SearchUnavailable.

        What was typed after `in:` and the like is no business of an engine: `forum.search.operators` has made it
        part of the narrowing.
        """

    def suggest(self, prefix: str, audience: Collection[str], limit: int = 8) -> list[str]:
        """Words that begin so, most frequent first, from texts the whole network may read."""

    def correct(self, query: Query, audience: Collection[str]) -> dict[str, str]:
        """For words that nothing contains: the word probably meant."""

    def similar(
        self, text: str, audience: Collection[str], *, exclude: Collection[str] = (), limit: int = 5
    ) -> tuple[Hit, ...]:
        """Roots about the same as a text, best first and of equals the solved ones; without the excluded roots.

        What shares only a word or two that everybody uses is not about the same, and left out. Raises
        SearchUnavailable.
        """

    def rebuild(self, documents: Iterable[SearchDocument], read_again: ReadAgain) -> int:
        """Build a new index beside the old one and put it in its place; returns how many documents it holds.

        What changes meanwhile is read again at the end. Raises IndexBusy when a rebuild is running.
        """

    def entries(self) -> Iterable[tuple[str, int]]:
        """Key and change time (seconds since 1970) of every document, for a comparison with the database."""

    def audiences(self) -> Iterable[tuple[str, frozenset[str]]]:
        """Key and audience of every document, for the same comparison."""

    def health(self) -> Health:
        """Whether the index can be used; never raises."""
