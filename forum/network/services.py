"""Verbs about the network: founding, merging and renaming while history stays readable, pillars, working groups."""

from collections.abc import Collection
from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select, update

from forum.core.activity import record
from forum.core.clock import now
from forum.core.errors import Conflict, Invalid
from forum.core.policy import NETWORK, Actor, require
from forum.core.slugs import slugify
from forum.extensions import db
from forum.network import settings
from forum.network.models import Library, LibraryPlacement, Municipality, Site, Succession


def rename_network(actor: Actor, name: str) -> None:
    """Change the name at the top of every page."""
    require(actor, "network.edit")
    settings.set_setting(settings.NETWORK_NAME, check_name(name, limit=100))


def create_municipality(actor: Actor | None, name: str, *, since: date | None = None) -> Municipality:
    """Add a municipality. `actor` is ``None`` in set-up and commands."""
    _require(actor)
    name = check_name(name)
    municipality = Municipality(name=name, slug=free_slug(Municipality, name), valid_from=since)
    db.session.add(municipality)
    db.session.flush()
    return municipality


def create_library(
    actor: Actor | None, name: str, municipality: Municipality, *, short_name: str = "", since: date | None = None
) -> Library:
    """Add a library to a municipality."""
    _require(actor)
    name, short_name = check_name(name), check_name(short_name or name, "short_name", 60)
    library = Library(
        name=name,
        short_name=short_name,
        slug=free_slug(Library, short_name),
        municipality_id=municipality.id,
        valid_from=since,
    )
    db.session.add(library)
    db.session.flush()
    db.session.add(LibraryPlacement(library_id=library.id, municipality_id=municipality.id, valid_from=since))
    if actor is not None:
        record("library.created", actor, "library", library.id, audience={NETWORK}, notify=False)
    db.session.flush()
    return library


def open_library(
    actor: Actor,
    *,
    municipality: Municipality | None,
    new_municipality: str,
    name: str,
    short_name: str,
    since: date | None,
) -> Library:
    """Add a library to `municipality`, or to a new one of the name given when that is ``None``."""
    if municipality is None:
        check_name(new_municipality, "new_municipality")
        municipality = create_municipality(actor, new_municipality, since=since)
    return create_library(actor, name, municipality, short_name=short_name, since=since)


def create_site(
    actor: Actor | None, library: Library, name: str, *, address: str = "", since: date | None = None
) -> Site:
    """Add a building to a library."""
    _require(actor)
    site = Site(library_id=library.id, name=check_name(name), address=_line(address, 200) or None, valid_from=since)
    db.session.add(site)
    db.session.flush()
    return site


def edit_site(actor: Actor, site: Site, *, name: str, address: str, closed_on: date | None = None) -> Site:
    """Correct or close a site; a new name is kept as a rename in its history."""
    _require(actor)
    name = check_name(name)
    if name != site.name:
        _succeed("site", "rename", site.id, site.name, site.id, name, now().date())
    site.name, site.address, site.valid_until = name, _line(address, 200) or None, closed_on
    db.session.flush()
    return site


def rename_library(
    actor: Actor | None, library: Library, name: str, on: date, *, short_name: str = "", note: str = ""
) -> Library:
    """Give a library another name from a day on; its address keeps working and its old name stays in its history."""
    _require(actor)
    name = check_name(name)
    if name != library.name:
        _succeed("library", "rename", library.id, library.name, library.id, name, on, note)
        if actor is not None:
            data = {"from": library.name, "to": name}
            record("library.renamed", actor, "library", library.id, audience={NETWORK}, data=data, notify=False)
    library.name = name
    library.short_name = check_name(short_name, "short_name", 60) if short_name else library.short_name
    db.session.flush()
    return library


def merge_municipalities(
    actor: Actor | None, merging: Collection[Municipality], name: str, on: date, *, note: str = ""
) -> Municipality:
    """Several municipalities become a new one on a day; their libraries go on, in the new municipality.

    Raises ``Invalid`` with fewer than two, ``Conflict`` when one of them no longer existed on that day.
    """
    _require(actor)
    if len(merging) < 2:
        raise Invalid(_l("Choose at least two municipalities to merge."), "merging")
    successor = create_municipality(actor, name, since=on)
    for municipality in merging:
        _absorb(municipality, successor, "merge", on, note)
    _record_merger(actor, successor)
    return successor


def join_municipality(
    actor: Actor | None, joining: Municipality, into: Municipality, on: date, *, note: str = ""
) -> Municipality:
    """A municipality becomes part of an existing one on a day."""
    _require(actor)
    if joining.id == into.id:
        raise Invalid(_l("A municipality cannot join itself."), "into")
    _absorb(joining, into, "join", on, note)
    _record_merger(actor, into)
    return into


def unite_municipalities(
    actor: Actor, merging: Collection[Municipality], into: Municipality | None, *, name: str, on: date, note: str = ""
) -> Municipality:
    """Merge into a new municipality called `name`, or let each of `merging` join `into`."""
    if into is None:
        return merge_municipalities(actor, merging, name, on, note=note)
    for municipality in merging:
        join_municipality(actor, municipality, into, on, note=note)
    return into


def merge_libraries(actor: Actor, merging: Library, into: Library, on: date, *, note: str = "") -> Library:
    """A library becomes part of another one on a day: it closes, its sites move along, its staff are moved by hand.

    Raises ``Conflict`` when either did not exist on that day.
    """
    _require(actor)
    if merging.id == into.id or not (merging.exists_on(on) and into.exists_on(on)):
        raise Conflict(_l("Both libraries must exist on the day of the merger."))
    merging.valid_until = on
    _end_placement(merging.id, on)
    db.session.execute(
        update(Site)
        .where(Site.library_id == merging.id, or_(Site.valid_until.is_(None), Site.valid_until > on))
        .values(library_id=into.id)
    )
    _succeed("library", "merge", merging.id, merging.name, into.id, into.name, on, note)
    record("library.merged", actor, "library", into.id, audience={NETWORK}, notify=False)
    db.session.flush()
    return into


def free_slug(model: type[Municipality] | type[Library], name: str) -> str:
    """A slug nothing else of this kind has ever had."""
    base = slugify(name, limit=70)
    taken = set(db.session.scalars(select(model.slug).where(model.slug.startswith(base, autoescape=True))))
    if base not in taken:
        return base
    return next(slug for n in range(2, len(taken) + 3) if (slug := f"{base}-{n}") not in taken)


def check_name(name: str, field: str = "name", limit: int = 120) -> str:
    """The name on one line; raises ``Invalid`` when nothing is left or it is too long."""
    name = _line(name, limit + 1)
    if not name:
        raise Invalid(_l("Fill in a name."), field)
    if len(name) > limit:
        raise Invalid(_l("A name can have %(count)s characters at most.", count=limit), field)
    return name


def _require(actor: Actor | None) -> None:
    if actor is not None:
        require(actor, "network.edit")


def _absorb(gone: Municipality, successor: Municipality, kind: str, on: date, note: str) -> None:
    if not gone.exists_on(on):
        raise Conflict(_l("%(name)s no longer existed on that day.", name=gone.name))
    gone.valid_until = on
    _succeed("municipality", kind, gone.id, gone.name, successor.id, successor.name, on, note)
    for library in db.session.scalars(select(Library).where(Library.municipality_id == gone.id)):
        _end_placement(library.id, on)
        library.municipality_id = successor.id
        db.session.add(LibraryPlacement(library_id=library.id, municipality_id=successor.id, valid_from=on))
    db.session.flush()


def _end_placement(library_id: int, on: date) -> None:
    current = update(LibraryPlacement).where(
        LibraryPlacement.library_id == library_id, LibraryPlacement.valid_until.is_(None)
    )
    db.session.execute(current.values(valid_until=on))


def _succeed(
    subject: str, kind: str, old_id: int, old_name: str, new_id: int, new_name: str, on: date, note: str = ""
) -> None:
    db.session.add(
        Succession(
            subject=subject,
            kind=kind,
            predecessor_id=old_id,
            predecessor_name=old_name,
            successor_id=new_id,
            successor_name=new_name,
            happened_on=on,
            note=_line(note, 300),
        )
    )
    db.session.flush()


def _record_merger(actor: Actor | None, successor: Municipality) -> None:
    if actor is not None:
        record("municipality.merged", actor, "municipality", successor.id, audience={NETWORK}, notify=False)


def _line(text: str, limit: int) -> str:
    return " ".join(text.split())[:limit]
