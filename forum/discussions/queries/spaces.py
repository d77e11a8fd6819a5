"""Lists of spaces."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func, select

from forum.core.clock import now
from forum.core.policy import Actor
from forum.discussions.models import Space, SpaceRead, Thread, ThreadRead
from forum.discussions.policies import visible_spaces
from forum.discussions.queries.unread import is_unread, joined_at
from forum.extensions import db
from forum.network.models import Pillar

# Threads without activity for so long no longer count as new in the list of spaces.
NEW_FOR = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class SpaceRow:
    """A space in a list; ``new_count`` counts its threads with something unread, active in the last 60 days."""

    id: int
    slug: str
    title: str
    purpose: str
    audience: str
    pillar: str
    thread_count: int
    last_post_at: datetime | None
    new_count: int


def list_spaces(actor: Actor) -> Sequence[SpaceRow]:
    """The spaces the actor may see, by pillar and position; one statement."""
    new = _new_counts(actor).subquery()
    rows = db.session.execute(
        select(
            Space.id,
            Space.slug,
            Space.title,
            Space.purpose,
            Space.audience,
            func.coalesce(Pillar.name, ""),
            Space.thread_count,
            Space.last_post_at,
            func.coalesce(new.c.new_count, 0),
        )
        .outerjoin(Pillar, Pillar.id == Space.pillar_id)
        .outerjoin(new, new.c.space_id == Space.id)
        .where(visible_spaces(actor))
        .order_by(func.coalesce(Pillar.position, 0), Space.position, Space.id)
    )
    return [SpaceRow(*row) for row in rows]


def list_writable_spaces(actor: Actor) -> Sequence[Space]:
    """The spaces the actor can start a thread in, for a choice."""
    return db.session.scalars(
        select(Space).where(visible_spaces(actor)).order_by(Space.position, Space.id)
    ).all()


def _new_counts(actor: Actor):  # type: ignore[no-untyped-def]
    return (
        select(Thread.space_id, func.count().label("new_count"))
        .join(Space, Space.id == Thread.space_id)
        .outerjoin(ThreadRead, and_(ThreadRead.thread_id == Thread.id, ThreadRead.member_id == actor.id))
        .outerjoin(SpaceRead, and_(SpaceRead.space_id == Thread.space_id, SpaceRead.member_id == actor.id))
        .where(
            visible_spaces(actor),
            Thread.hidden_at.is_(None),
            Thread.last_post_at > now() - NEW_FOR,
            Thread.last_post_at > joined_at(actor),
            is_unread(actor),
        )
        .group_by(Thread.space_id)
    )
