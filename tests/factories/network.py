"""Municipalities, libraries, pillars and working groups for tests."""

from itertools import count
from typing import Any

from forum.extensions import db
from forum.network.models import GroupMembership, Library, Municipality, Pillar, WorkingGroup

_numbers = count(1)


def add(thing: Any) -> Any:
    """Store one object and give it its id."""
    db.session.add(thing)
    db.session.flush()
    return thing


def make_municipality(**values: Any) -> Municipality:
    number = next(_numbers)
    return add(Municipality(**{"slug": f"gemeente-{number}", "name": f"Gemeente {number}", **values}))


def make_library(**values: Any) -> Library:
    """A library in a municipality of its own."""
    number = next(_numbers)
    values = {
        "slug": f"bib-{number}",
        "name": f"Bibliotheek {number}",
        "short_name": f"Bib {number}",
        **values,
    }
    if "municipality_id" not in values and "municipality" not in values:
        values["municipality_id"] = make_municipality().id
    return add(Library(**values))


def make_pillar(**values: Any) -> Pillar:
    number = next(_numbers)
    return add(Pillar(**{"slug": f"pijler-{number}", "name": f"Pijler {number}", "position": number, **values}))


def make_group(*members: Any, **values: Any) -> WorkingGroup:
    """A working group with these members."""
    number = next(_numbers)
    group = add(WorkingGroup(**{"slug": f"groep-{number}", "name": f"Groep {number}", **values}))
    for member in members:
        add(GroupMembership(group_id=group.id, member_id=member.id))
    from forum.accounts.identity import bump_access

    bump_access([member.id for member in members])
    return group
