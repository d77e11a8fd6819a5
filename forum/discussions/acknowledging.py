"""The panel of an announcement: confirm that you read it, how many did, or the offer to ask for it."""

from collections.abc import Hashable
from dataclasses import dataclass

from flask import g

from forum.core.policy import Actor, can
from forum.discussions.acknowledgement_policies import overseen_libraries
from forum.discussions.panels import Panel
from forum.discussions.queries import ThreadHead
from forum.discussions.queries.acknowledgements import Asked, count_people, find_asked
from forum.discussions.services.acknowledgements import PANEL


@dataclass(frozen=True, slots=True)
class State:
    """What one reader sees: what is asked, whether of them, and how far it is when they may know."""

    asked: Asked | None
    is_asked: bool
    may_manage: bool
    total: int = 0
    confirmed: int = 0


def _state(actor: Actor, head: ThreadHead) -> State:
    """Read once for a request: the version of the page and the panel itself both need it."""
    key = f"acknowledgement:{head.id}:{actor.id}"
    known: State | None = g.get(key)
    if known is None:
        known = _read(actor, head)
        g.setdefault(key, known)
    return known


def _read(actor: Actor, head: ThreadHead) -> State:
    asked = find_asked(actor, head)
    may_manage = bool(can(actor, "acknowledgement.manage", head))
    if asked is None or not can(actor, "acknowledgement.follow", head):
        return State(asked, asked is not None and asked.asks(actor), may_manage)
    total, confirmed = count_people(asked, overseen_libraries(actor, head)) if asked.is_open else (0, 0)
    return State(asked, asked.asks(actor), may_manage, total, confirmed)


def _load(actor: Actor, head: ThreadHead) -> dict[str, object] | None:
    state = _state(actor, head)
    asked = state.asked
    concerns = asked is not None and (state.is_asked or state.total or asked.own_at is not None)
    return {"state": state, "asked": asked} if concerns or state.may_manage else None


def _personal(actor: Actor, head: ThreadHead) -> Hashable:
    state = _state(actor, head)
    asked = state.asked
    done = (asked.own_revision, asked.is_done, asked.is_overdue) if asked else ()
    return state.is_asked, state.may_manage, state.total, state.confirmed, done


ACKNOWLEDGEMENT = Panel(
    key=PANEL, position=10, template="discussions/_acknowledgement_panel.html", load=_load, personal=_personal
)
