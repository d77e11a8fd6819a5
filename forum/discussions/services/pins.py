"""Pinning a thread on top of its space until a day, or also on everybody's start page."""

from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select, update

from forum.core.activity import record
from forum.core.clock import now
from forum.core.errors import Conflict, Invalid
from forum.core.policy import Actor, require
from forum.discussions.models import Space, Thread
from forum.discussions.policies import thread_audience
from forum.extensions import db

LONGEST = timedelta(days=366)
MOST_PINNED = 5


def pin_thread(actor: Actor, thread: Thread, until: datetime, *, everywhere: bool = False) -> None:
    """Keep a thread on top of its space until a moment, and with ``everywhere`` on the start page of who may see it.

    Pinning it again sets another moment.
    """
    require(actor, "thread.pin", thread)
    if everywhere:
        require(actor, "thread.pin_everywhere", thread)
    moment = now()
    if until <= moment:
        raise Invalid(_l("Choose a day in the future."), field="until")
    if until > moment + LONGEST:
        raise Invalid(_l("Choose a day within a year from now."), field="until")
    others = select(func.count()).where(
        Thread.space_id == thread.space_id,
        Thread.pinned_until > moment,
        Thread.hidden_at.is_(None),
        Thread.id != thread.id,
    )
    if (db.session.scalar(others) or 0) >= MOST_PINNED:
        raise Conflict(
            _l("There are %(count)s pinned discussions in this space already. Unpin one first.", count=MOST_PINNED)
        )
    _set(actor, thread, until, everywhere, "thread.pinned")


def unpin_thread(actor: Actor, thread: Thread) -> None:
    """Let a thread take its ordinary place again."""
    require(actor, "thread.pin", thread)
    if thread.pinned_until is not None:
        _set(actor, thread, None, False, "thread.unpinned")


def _set(actor: Actor, thread: Thread, until: datetime | None, everywhere: bool, verb: str) -> None:
    thread.pinned_until, thread.pinned_everywhere = until, everywhere
    thread.version += 1
    db.session.flush()
    refresh_pins(thread.space_id)
    record(verb, actor, "thread", thread.id, audience=thread_audience(thread), notify=False)


def refresh_pins(space_id: int) -> None:
    """Note in a space until when it has a pinned thread."""
    latest = select(func.max(Thread.pinned_until)).where(Thread.space_id == space_id).scalar_subquery()
    db.session.execute(
        update(Space)
        .where(Space.id == space_id)
        .values(pinned_until=latest)
        .execution_options(synchronize_session=False)
    )
    space = db.session.identity_map.get(db.session.identity_key(Space, space_id))
    if space is not None:
        db.session.expire(space)
