"""Audiences and pillars in words, for choices and labels."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from forum.core.errors import Sentence
from forum.core.policy import NETWORK, PUBLIC, Actor, group_token, library_token
from forum.discussions.policies import may_address
from forum.extensions import db
from forum.network.models import Library, Pillar, WorkingGroup


def audience_label(audience: str) -> Sentence:
    """Who sees a space, in a word or two; which library or group is plain from its title."""
    if audience == NETWORK:
        return _l("Whole network")
    if audience == PUBLIC:
        return _l("Public")
    return _l("One library") if audience.startswith("library:") else _l("Working group")


def audience_choices(actor: Actor, keep: str | None = None) -> list[tuple[str, str]]:
    """The audiences to choose from: every library and group for an administrator, else those the actor belongs to."""
    libraries = db.session.execute(select(Library.id, Library.name).order_by(Library.name))
    groups = db.session.execute(select(WorkingGroup.id, WorkingGroup.name).order_by(WorkingGroup.name))
    choices = [(NETWORK, _("Whole network"))]
    choices += [(PUBLIC, _("Public: everybody can read, also without signing in"))]
    choices += [(library_token(number), _("Only %(library)s", library=name)) for number, name in libraries]
    choices += [(group_token(number), _("Working group %(group)s", group=name)) for number, name in groups]
    return [choice for choice in choices if choice[0] == keep or may_address(actor, choice[0])]


def pillar_choices() -> list[tuple[str, str]]:
    """The pillars in order, with the possibility of none."""
    rows = db.session.execute(select(Pillar.id, Pillar.name).order_by(Pillar.position))
    return [("", _("No pillar")), *((str(number), name) for number, name in rows)]
