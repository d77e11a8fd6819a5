"""What unread means, in SQL: newer than every watermark of the member."""

from datetime import timedelta

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, func, select

from forum.accounts.models import Member
from forum.core.policy import Actor
from forum.discussions.models import SpaceRead, Thread, ThreadRead

# Threads without activity for so long no longer count as new: else a member who has read everything would have all
# threads there ever were looked through at each visit.
NEW_FOR = timedelta(days=60)


def watermark() -> ColumnElement[int]:
    """The newest post up to which the member has read; needs ``thread_read`` and ``space_read`` outer-joined."""
    by_thread = func.coalesce(ThreadRead.last_read_post_id, 0)
    by_space = func.coalesce(SpaceRead.read_upto_post_id, 0)
    # SQLite's two-argument max() and PostgreSQL's greatest() have no common name.
    return case((by_thread > by_space, by_thread), else_=by_space)


def is_unread(actor: Actor) -> ColumnElement[bool]:
    """Whether a thread holds something the member has not read."""
    return and_(Thread.last_post_id > watermark(), Thread.last_post_id > 0)


def joined_at(actor: Actor) -> ScalarSelect:  # type: ignore[type-arg]
    """When the member came; what was written before is not news to them."""
    return select(Member.created_at).where(Member.id == actor.id).scalar_subquery()
