"""In which capacity somebody speaks: as coordinator, head of a library, moderator or chair of a working group.

What a post says about this was true when it was written, and stays when the role ends: key and name are stored.
"""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from forum.core.errors import Invalid, Sentence
from forum.core.policy import MODERATES, Actor, hold_any
from forum.discussions.policies import moderates
from forum.extensions import db
from forum.network.models import Library, WorkingGroup

_HEAD = "role:library_head:library:"
_CHAIR = "chair:group:"
# What the form of an edit sends for a capacity its writer held when the post was written, and no longer does.
KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Capacity:
    """One the actor can speak in; ``scope_id`` and ``scope`` name the library or group, where there is one."""

    key: str
    scope_id: int = 0
    scope: str = ""

    @property
    def value(self) -> str:
        """What a form sends."""
        return f"{self.key}:{self.scope_id}" if self.scope_id else self.key

    @property
    def label(self) -> Sentence:
        return capacity_label(self.key, self.scope)


NONE = Capacity("")


def capacity_label(key: str, scope: str) -> Sentence:
    """The words next to a name; "" for none."""
    match key:
        case "coordinator":
            return _l("coordinator")
        case "moderator":
            return _l("moderator")
        case "library_head":
            return _("head of %(library)s", library=scope)
        case "chair":
            return _("chair of %(group)s", group=scope)
    return ""


def list_capacities(actor: Actor, space_id: int | None) -> list[Capacity]:
    """What the actor can speak as, in a space or (``None``) before one is chosen; most members get an empty list.

    Asks the database for names only, and only where the actor heads or chairs something.
    """
    found = [Capacity("coordinator")] if "coordinator" in actor.roles else []
    found += [Capacity("library_head", *pair) for pair in _named(actor, _HEAD, Library, Library.short_name)]
    found += [Capacity("chair", *pair) for pair in _named(actor, _CHAIR, WorkingGroup, WorkingGroup.name)]
    may_moderate = hold_any(actor.tokens, MODERATES)
    if may_moderate if space_id is None else moderates(actor, space_id):
        found.append(Capacity("moderator"))
    return found


def find_capacity(actor: Actor, space_id: int, value: str) -> Capacity:
    """The capacity a form names, when the actor holds it at this moment; ``Invalid`` when not."""
    if not value:
        return NONE
    held = {capacity.value: capacity for capacity in list_capacities(actor, space_id)}
    if value not in held:
        raise Invalid(_l("You do not hold this role here. Choose another, or speak for yourself."), field="capacity")
    return held[value]


def _named(actor: Actor, prefix: str, model: Any, name: Any) -> list[tuple[int, str]]:
    if not hold_any(actor.tokens, prefix):
        return []
    ids = [int(token.removeprefix(prefix)) for token in actor.tokens if token.startswith(prefix)]
    return list(db.session.execute(select(model.id, name).where(model.id.in_(ids)).order_by(name)).all())
