"""What a member has planned to publish."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from forum.core.errors import NotFound
from forum.core.policy import Actor
from forum.discussions.models import ScheduledThread
from forum.extensions import db


def list_scheduled(actor: Actor) -> Sequence[ScheduledThread]:
    """The actor's own, those that need attention first, then by moment."""
    return db.session.scalars(
        select(ScheduledThread)
        .join(ScheduledThread.space)
        .options(contains_eager(ScheduledThread.space))
        .where(ScheduledThread.member_id == actor.id)
        .order_by(ScheduledThread.publish_at.is_not(None), ScheduledThread.publish_at, ScheduledThread.id)
    ).all()


def get_scheduled(actor: Actor, number: int) -> ScheduledThread:
    """One of the actor's own with its space; ``NotFound`` for those of others."""
    scheduled = db.session.scalar(
        select(ScheduledThread)
        .join(ScheduledThread.space)
        .options(contains_eager(ScheduledThread.space))
        .where(ScheduledThread.id == number, ScheduledThread.member_id == actor.id)
    )
    if scheduled is None:
        raise NotFound()
    return scheduled
