"""Verbs about saved searches: keeping, renaming, forgetting."""

from datetime import timedelta
from urllib.parse import parse_qsl, urlencode

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from forum.core import outbox
from forum.core.clock import now
from forum.core.errors import Conflict, Invalid
from forum.core.policy import Actor, require
from forum.extensions import db
from forum.search.models import NAME_LENGTH, RHYTHMS, SavedSearch

CHANNEL = "saved_search"
PAUSES = {"daily": timedelta(days=1), "weekly": timedelta(days=7)}
MOST_SAVED = 30
LONGEST_ADDRESS = 3_000


def keep_search(actor: Actor, *, name: str, query: str, rhythm: str = "daily") -> SavedSearch:
    """Keep a search (what stands after the question mark of its address) under a name of one's own.

    Raises ``Invalid`` for a name that is empty, too long or taken, ``Conflict`` when there are too many.
    """
    name = _check_name(actor, name)
    _check_rhythm(rhythm)
    # Written anew, for it becomes part of an address again.
    query = urlencode(parse_qsl(query)) if len(query) <= LONGEST_ADDRESS else ""
    if not query:
        raise Invalid(_l("There is nothing to keep yet: search for something first."))
    count = db.session.scalar(select(func.count()).select_from(SavedSearch).where(SavedSearch.member_id == actor.id))
    if (count or 0) >= MOST_SAVED:
        raise Conflict(_l("You keep %(count)s searches already; forget one first.", count=MOST_SAVED))
    saved = SavedSearch(member_id=actor.id, name=name, query=query, rhythm=rhythm)
    db.session.add(saved)
    db.session.flush()
    plan_look(saved)
    return saved


def rename_search(actor: Actor, saved: SavedSearch, *, name: str, rhythm: str) -> None:
    """Give a saved search another name or rhythm; what is new counts from now when it was silent before."""
    require(actor, "search.keep", saved)
    saved.name = _check_name(actor, name, own=saved.id)
    _check_rhythm(rhythm)
    if rhythm != saved.rhythm:
        if saved.rhythm == "never":
            saved.seen_until = now()
        saved.rhythm = rhythm
        plan_look(saved)
    db.session.flush()


def forget_search(actor: Actor, saved: SavedSearch) -> None:
    """Forget a saved search; what was told about it earlier leads to nothing any more."""
    require(actor, "search.keep", saved)
    db.session.delete(saved)
    db.session.flush()


def plan_look(saved: SavedSearch) -> None:
    """Have the next look done when its time has come; one that was planned before then does nothing."""
    pause = PAUSES.get(saved.rhythm)
    saved.look_at = now() + pause if pause else None
    if saved.look_at:
        outbox.enqueue(CHANNEL, f"saved:{saved.id}", not_before=saved.look_at)


def _check_name(actor: Actor, typed: str, own: int = 0) -> str:
    name = " ".join(typed.replace("\0", " ").split())
    if not name:
        raise Invalid(_l("Fill in a name."), "name")
    if len(name) > NAME_LENGTH:
        raise Invalid(_l("Use %(count)s characters at most.", count=NAME_LENGTH), "name")
    taken = select(SavedSearch.id).where(
        SavedSearch.member_id == actor.id, SavedSearch.name == name, SavedSearch.id != own
    )
    if db.session.scalar(taken) is not None:
        raise Invalid(_l("You already keep a search with this name."), "name")
    return name


def _check_rhythm(rhythm: str) -> None:
    if rhythm not in RHYTHMS:
        raise Invalid(_l("Choose how often you want to hear of it."), "rhythm")
