"""The history of a library as sentences a colleague can read."""

from dataclasses import dataclass
from datetime import date

from babel.dates import format_date
from babel.lists import format_list
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import and_, or_, select

from forum.extensions import db
from forum.network.models import Library, LibraryPlacement, Municipality, Site, Succession


@dataclass(frozen=True, slots=True)
class Event:
    """One step: the day, the sentence, and a note of whoever recorded it."""

    on: date
    text: str
    note: str = ""


def library_history(library: Library) -> list[Event]:
    """What happened to a library, its sites and its municipality, latest first."""
    placements = db.session.execute(
        select(LibraryPlacement.municipality_id, LibraryPlacement.valid_from, Municipality.name)
        .join(Municipality, Municipality.id == LibraryPlacement.municipality_id)
        .where(LibraryPlacement.library_id == library.id)
    ).all()
    steps = _successions(library.id, [row.municipality_id for row in placements])
    since = {row.municipality_id: row.valid_from for row in placements}
    events = [*_municipal(steps, since), *_own(steps, library)]
    if library.valid_from is not None:
        year = str(library.valid_from.year)
        events.append(Event(library.valid_from, _("Part of the cooperation since %(year)s.", year=year)))
    if library.valid_until is not None and not any(event.on == library.valid_until for event in events):
        events.append(Event(library.valid_until, _("Closed on %(date)s.", date=_day(library.valid_until))))
    return sorted(events, key=lambda event: event.on, reverse=True)


def _successions(library_id: int, municipality_ids: list[int]) -> list[Succession]:
    sites = select(Site.id).where(Site.library_id == library_id)
    of_municipality = and_(Succession.subject == "municipality", Succession.successor_id.in_(municipality_ids))
    of_library = and_(
        Succession.subject == "library",
        or_(Succession.predecessor_id == library_id, Succession.successor_id == library_id),
    )
    of_site = and_(Succession.subject == "site", Succession.successor_id.in_(sites))
    query = select(Succession).where(or_(of_municipality, of_library, of_site))
    return list(db.session.scalars(query.order_by(Succession.happened_on, Succession.id)))


def _municipal(steps: list[Succession], since: dict[int, date | None]) -> list[Event]:
    """Mergers of the municipality, each once, and who joined it while the library was there."""
    events, seen = [], set()
    for step in [step for step in steps if step.subject == "municipality"]:
        began = since.get(step.successor_id)
        if began is not None and step.happened_on < began:
            continue
        day, name = _day(step.happened_on), step.successor_name
        if step.kind == "merge":
            key = (step.successor_id, step.happened_on)
            if key in seen:
                continue
            seen.add(key)
            merged = [s.predecessor_name for s in steps if _same_merger(s, step)]
            text = _(
                "Since %(date)s in the municipality of %(name)s, the merger of %(merged)s.",
                date=day, name=name, merged=_list(merged),
            )  # fmt: skip
        elif step.kind == "join" and began == step.happened_on:
            text = _(
                "Since %(date)s in the municipality of %(name)s, which %(old)s joined that day.",
                date=day, name=name, old=step.predecessor_name,
            )  # fmt: skip
        elif step.kind == "join":
            text = _(
                "On %(date)s the municipality of %(old)s joined %(name)s.",
                date=day, old=step.predecessor_name, name=name,
            )  # fmt: skip
        else:
            text = _renamed(step)
        events.append(Event(step.happened_on, text, step.note))
    return events


def _own(steps: list[Succession], library: Library) -> list[Event]:
    """Renames and mergers of the library and its sites."""
    events = []
    for step in [step for step in steps if step.subject != "municipality"]:
        day = _day(step.happened_on)
        if step.kind == "rename":
            text = _renamed(step)
        elif step.predecessor_id == library.id:
            text = _("On %(date)s it became part of %(name)s.", date=day, name=step.successor_name)
        else:
            text = _("On %(date)s %(old)s became part of it.", date=day, old=step.predecessor_name)
        events.append(Event(step.happened_on, text, step.note))
    return events


def _renamed(step: Succession) -> str:
    return _(
        "On %(date)s %(old)s was renamed %(name)s.",
        date=_day(step.happened_on), old=step.predecessor_name, name=step.successor_name,
    )  # fmt: skip


def _same_merger(one: Succession, other: Succession) -> bool:
    return (one.subject, one.successor_id, one.happened_on) == (other.subject, other.successor_id, other.happened_on)


def _list(names: list[str]) -> str:
    return format_list(sorted(names), locale=_region())


def _day(day: date) -> str:
    return format_date(day, "d MMMM y", locale=_region())


def _region() -> str:
    """Dates and lists as they are written here."""
    return "en_GB" if str(get_locale()).startswith("en") else "nl_BE"
