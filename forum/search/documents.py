"""What can be searched: the document a feature hands over, the source that reads it, and their registry.

A feature with content writes one `SearchSource`, registers it in `forum/wiring.py` and calls
`forum.search.indexer.enqueue(kind, id)` in the transaction that changes the content. Nothing else is needed.
"""

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from hashlib import blake2b
from typing import Any, Protocol

STATES = ("solved", "unsolved", "unanswered", "accepted", "duplicate")
"""Of questions: solved or not, without any answer, an accepted answer, asked before."""

HEAVIEST = 1.2
"""What a document may weigh at most: PostgreSQL leaves out what cannot be among the best, and reckons with this."""


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """One searchable thing as it is in the database now; the engine stores no readable text of it.

    `key` is `<source kind>:<id>` ("post:123"); `root` is what hits are grouped by ("thread:45"); `kind` is
    what the reader filters on ("question"); `audience` holds the tokens of which a reader needs at least
    one (an empty audience is visible to nobody); `attached` holds the words of files that go with it: each counts
    once, however often it stands there, and they do not make the document longer; `lang` is "nl", "en" or ""
    (detect); `weight` multiplies the score (1.0 = neutral; ValueError above `HEAVIEST`). `author` ("member:3") and
    `library` ("library:2", where the author works now) are empty where nobody may know who wrote it; then nothing
    finds it by them.
    """

    key: str
    root: str
    kind: str
    audience: frozenset[str]
    title: str
    body: str
    created_at: datetime
    changed_at: datetime
    labels: tuple[str, ...] = ()
    attached: str = ""
    author: str = ""
    library: str = ""
    container: str = ""
    lang: str = ""
    states: frozenset[str] = frozenset()
    weight: float = 1.0

    def __post_init__(self) -> None:
        if self.weight > HEAVIEST:
            raise ValueError(f"{self.key} weighs {self.weight}, more than {HEAVIEST}")


@dataclass(frozen=True, slots=True)
class HitSource:
    """A hit as its feature shows it, loaded through its own `visible_…` query: the second permission check.

    `plain` is the plain text a snippet is cut from; `kind` is one of the source's `kinds()`; `container`,
    `author` and `states` are labels for readers; `language` and `title_language` say which language text and
    title are written in ("" = not known, and then nothing is said about it);
    `has_files` says that its source has `attached` words of it; `opened_url` is told when somebody opens the hit;
    `created_at` is None where no date is worth saying.
    """

    title: str
    url: str
    plain: str
    created_at: datetime | None
    kind: str = ""
    container: str = ""
    container_url: str = ""
    author: str = ""
    author_url: str = ""
    states: tuple[str, ...] = ()
    language: str = ""
    title_language: str = ""
    has_files: bool = False
    opened_url: str = ""
    drawn: Hashable = field(init=False, repr=False, compare=False)
    """All of it, with a digest in the place of the text: tells hits apart and is small enough to be kept."""

    def __post_init__(self) -> None:
        digest = blake2b(self.plain.encode(errors="surrogatepass"), digest_size=16).digest()
        others = (getattr(self, one.name) for one in fields(self) if one.init and one.name != "plain")
        object.__setattr__(self, "drawn", (digest, *others))


@dataclass(frozen=True, slots=True)
class Container:
    """A place hits can be narrowed to: key "space:7", the slug used in `in:slug`, and its name."""

    key: str
    slug: str
    label: str
    url: str = ""


class SearchSource(Protocol):
    """What a feature offers for each kind of key; a method takes a few statements for any number of ids."""

    kind: str
    """Prefix of this source's keys: "post" for "post:123"."""

    compared: bool
    """Whether its documents can be about the same as a text that is being written."""

    def kinds(self) -> Mapping[str, Any]:
        """Values of `SearchDocument.kind` it makes, with (lazy) labels: {"question": _l("Question")}."""

    def documents(self, ids: Collection[int]) -> dict[str, SearchDocument]:
        """Read from the database again, by key, without what is gone or not to be found (hidden, draft)."""

    def all_ids(self) -> Iterator[int]:
        """All ids that may have a document, for a rebuild; read in pages, so that memory does not grow."""

    def written_by(self, member_id: int) -> Iterable[int]:
        """The ids of what a member wrote under their own name, whose documents name their library."""

    def count(self) -> int:
        """How many documents a complete index holds of this source."""

    def hits(self, actor: Any, keys: Collection[str]) -> dict[str, HitSource]:
        """The rows to show, by key; keys this actor may not see are left out."""

    def attached(self, keys: Collection[str]) -> Mapping[str, Sequence[tuple[str, str]]]:
        """Names and words of the files that go with hits, by key; asked for hits that `hits` gave, with `has_files`."""

    def containers(self, actor: Any) -> Iterable[Container]:
        """Places this actor can narrow a search to."""

    def find_like(self, actor: Any, words: Sequence[str], limit: int) -> list[str]:
        """Keys of visible rows whose title or text contains every word (SQL LIKE), newest first.

        Used while the index is damaged or being built.
        """


_sources: dict[str, SearchSource] = {}


def register(source: SearchSource) -> None:
    """Make a source known; registering a kind again replaces it."""
    if not source.kind or ":" in source.kind:
        raise ValueError(f"a search source needs a plain kind, not {source.kind!r}")
    _sources[source.kind] = source


def sources() -> tuple[SearchSource, ...]:
    """All registered sources in order of registration."""
    return tuple(_sources.values())


def find_source(kind: str) -> SearchSource | None:
    """The source of this kind of key, or None."""
    return _sources.get(kind)


def split_key(key: str) -> tuple[str, int]:
    """ "post:123" → ("post", 123); raises ValueError on anything else."""
    kind, separator, number = key.partition(":")
    if not (kind and separator and number.isascii() and number.isdigit()):
        raise ValueError(f"not a search key: {key!r}")
    return kind, int(number)


def read_documents(keys: Iterable[str]) -> dict[str, SearchDocument]:
    """Read these keys again, grouped by source; a key without source or row is missing from the answer."""
    by_kind: dict[str, list[int]] = {}
    for key in keys:
        kind, number = split_key(key)
        by_kind.setdefault(kind, []).append(number)
    found: dict[str, SearchDocument] = {}
    for kind, numbers in by_kind.items():
        source = find_source(kind)
        if source is not None:
            found.update(source.documents(numbers))
    return found


def load_hits(actor: Any, keys: Collection[str], *, compared: bool = False) -> dict[str, HitSource]:
    """The rows behind these keys through the visible query of each source; what the actor may not see is missing.

    With `compared` only sources whose documents can be about the same as a text.
    """
    found: dict[str, HitSource] = {}
    for source in sources():
        own = [key for key in keys if key.startswith(f"{source.kind}:")]
        if own and (source.compared or not compared):
            found.update(source.hits(actor, own))
    return found
