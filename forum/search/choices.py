"""What one reader can narrow a search to: kinds, places, libraries and people, with their names."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import bindparam, func, or_, select

from forum.accounts.models import Member
from forum.accounts.names import fold
from forum.accounts.queries import visible_authors
from forum.core.policy import READER, Actor, reader_values
from forum.core.prepared import Prepared
from forum.extensions import db
from forum.network.models import Library
from forum.search import documents
from forum.search.documents import Container, SearchSource
from forum.web import locale

LARGEST_ID = 2**31
PLACES_REMEMBERED = 256
ME = ("ik", "mij", "me", "mijzelf")


@dataclass(frozen=True, slots=True)
class Place:
    """A library: its key ("library:2"), its slug and its names in lower case, and the name that is shown."""

    key: str
    label: str
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Choices:
    """What hits can be narrowed to, for this reader: kinds by key with their labels, places, libraries."""

    actor: Actor
    kinds: Mapping[str, str]
    containers: tuple[Container, ...]
    libraries: tuple[Place, ...]

    @classmethod
    def of(cls, actor: Actor) -> "Choices":
        # Looked up once: a page says them once for each hit.
        kinds = _kinds(documents.sources(), locale.current())
        containers = tuple(one for source in documents.sources() for one in source.containers(actor))
        return cls(actor, kinds, containers, _libraries())

    def find_kind(self, typed: str) -> str | None:
        """The kind with this key or label."""
        return next((key for key, label in self.kinds.items() if typed in (key, label.lower())), None)

    def find_container(self, typed: str) -> str | None:
        """The place with this slug, or else the only one with this name or a name that begins so."""
        slugs = (one.key for one in self.containers if one.slug == typed)
        return next(slugs, None) or _only_one(typed, {one.key: {fold(one.label)} for one in self.containers})

    def find_library(self, typed: str) -> str | None:
        """The library with this slug or name, or the only one whose name begins so."""
        return _only_one(typed, {one.key: one.names for one in self.libraries})

    def find_author(self, typed: str) -> str | None:
        """The colleague with this handle or name, or the only one with a first or last name that begins so."""
        if typed in ME:
            return f"member:{self.actor.id}"
        name = fold(typed.lstrip("@").replace("\0", ""))
        if not name:
            return None
        begins = or_(
            Member.sort_name.startswith(name, autoescape=True),
            Member.sort_name.contains(f" {name}", autoescape=True),
        )
        query = select(Member.id, Member.handle, Member.sort_name).where(visible_authors(self.actor))
        # Exact ones first: an "An" among many an "Anja".
        exact = (Member.handle == name) | (Member.sort_name == name)
        rows = db.session.execute(
            query.where(begins | (Member.handle == name)).order_by(exact.desc(), Member.id).limit(2)
        ).all()
        sure = len(rows) == 1 or (rows and name in (rows[0][1], rows[0][2]) and name not in (rows[1][1], rows[1][2]))
        return f"member:{rows[0][0]}" if sure else None


def name_authors(actor: Actor, keys: Collection[str]) -> dict[str, str]:
    """The names of authors by key, those the actor may see."""
    ids = {number for key in keys if key.startswith("member:") and (number := int(key[7:])) < LARGEST_ID}
    rows = _author_rows().all(reader_values(actor) | {"ids": sorted(ids)}) if ids else ()
    return {f"member:{number}": name for number, name in rows}


@cache
def _author_rows() -> Prepared:
    rows = select(Member.id, Member.display_name)
    return Prepared(rows.where(Member.id.in_(bindparam("ids", expanding=True)), visible_authors(READER)))


@lru_cache(maxsize=8)
def _kinds(sources: tuple[SearchSource, ...], _language: str) -> Mapping[str, str]:
    return {key: str(label) for source in sources for key, label in source.kinds().items()}


def _libraries() -> tuple[Place, ...]:
    return tuple(_library_rows().all({}))


@cache
def _library_rows() -> Prepared:
    rows = select(Library.id, Library.slug, Library.name, Library.short_name)
    return Prepared(rows.order_by(func.lower(Library.short_name), Library.id), make=_place, remember=PLACES_REMEMBERED)


def _place(row: Sequence[Any]) -> Place:
    number, slug, name, short_name = row
    return Place(f"library:{number}", short_name, frozenset({slug, fold(name), fold(short_name)}))


def _only_one(typed: str, names: Mapping[str, Collection[str]]) -> str | None:
    """The key one of whose names this is, or else the only key with a name of which a word begins so."""
    wanted = fold(typed)
    for fits in (wanted.__eq__, lambda name: f" {name}".find(f" {wanted}") >= 0):
        found = [key for key, own in names.items() if any(fits(name) is True for name in own)]
        if len(found) == 1:
            return found[0]
        if found:
            return None
    return None
