"""Reading the network: municipalities, libraries, sites, pillars, working groups, as they are today."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Row, or_, select

from forum.core.clock import now
from forum.core.errors import NotFound
from forum.core.policy import NETWORK, Actor
from forum.extensions import db
from forum.network.models import Library, Municipality, Pillar, Site

AnyRow = Row[*tuple[Any, ...]]
Found = TypeVar("Found")


def exists_on(model: type[Municipality] | type[Library] | type[Site], day: date) -> ColumnElement[bool]:
    """The clause for what exists on a day."""
    started = or_(model.valid_from.is_(None), model.valid_from <= day)
    return started & or_(model.valid_until.is_(None), model.valid_until > day)


def list_libraries_by_municipality(actor: Actor, day: date | None = None) -> list[tuple[str, list[AnyRow]]]:
    """The libraries of today under the name of their municipality; nothing for a visitor."""
    if NETWORK not in actor.tokens:
        return []
    rows = db.session.execute(
        select(Library.id, Library.slug, Library.name, Library.short_name, Municipality.name.label("municipality"))
        .join(Municipality, Municipality.id == Library.municipality_id)
        .where(exists_on(Library, day or now().date()))
        .order_by(Municipality.name, Library.short_name)
    ).all()
    return [(name, list(group)) for name, group in groupby(rows, key=lambda row: row.municipality)]


def list_former_libraries() -> Sequence[Library]:
    """Libraries that closed or became part of another one."""
    gone = select(Library).where(Library.valid_until.is_not(None), Library.valid_until <= now().date())
    return db.session.scalars(gone.order_by(Library.name)).all()


def get_library(actor: Actor, slug: str) -> tuple[Library, Municipality]:
    """A library of any time with its municipality of today. Raises ``NotFound``."""
    row = db.session.execute(
        select(Library, Municipality)
        .join(Municipality, Municipality.id == Library.municipality_id)
        .where(Library.slug == slug.replace("\x00", ""))
    ).first()
    if row is None or NETWORK not in actor.tokens:
        raise NotFound()
    return row[0], row[1]


def list_open_sites(actor: Actor) -> list[tuple[str, str]]:
    """The name of every site that is open today with the short name of its library, those of the actor's own first."""
    today = now().date()
    rows = db.session.execute(
        select(Site.name, Library.short_name)
        .join(Library, Library.id == Site.library_id)
        .where(exists_on(Site, today), exists_on(Library, today))
        .order_by((Library.id == (actor.library_id or 0)).desc(), Library.short_name, Site.name, Site.id)
    )
    return [(name, library) for name, library in rows]


def list_sites(library_id: int) -> Sequence[Site]:
    """The sites of a library, the closed ones last."""
    sites = select(Site).where(Site.library_id == library_id)
    return db.session.scalars(sites.order_by(Site.valid_until.is_not(None), Site.name)).all()


def list_municipalities() -> Sequence[Municipality]:
    """The municipalities of today by name."""
    today = exists_on(Municipality, now().date())
    return db.session.scalars(select(Municipality).where(today).order_by(Municipality.name)).all()


def list_pillars() -> Sequence[Pillar]:
    """The pillars in their order."""
    return db.session.scalars(select(Pillar).order_by(Pillar.position, Pillar.id)).all()


def get(model: type[Found], object_id: int) -> Found:
    """A row by id. Raises ``NotFound``."""
    found = db.session.get(model, object_id)
    if found is None:
        raise NotFound()
    return found
