"""The search engine as the rest of the program sees it: a protocol, its answers, and which one is in use."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
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
    """One page of hits. `total` counts roots; `kinds` and `containers` count roots within what the reader
    may see.

    A facet is counted with all other filters on and its own off.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    kinds: Mapping[str, int] = field(default_factory=dict)
    containers: Mapping[str, int] = field(default_factory=dict)
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
        *,
        containers: Collection[str] = (),
        kinds: Collection[str] = (),
        newest_first: bool = False,
        offset: int = 0,
        limit: int = 20,
    ) -> Results:
        """Hits grouped by root, best first; raises SearchUnavailable."""

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

    def health(self) -> Health:
        """Whether the index can be used; never raises."""
