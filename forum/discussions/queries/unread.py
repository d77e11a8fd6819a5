"""What unread means, in SQL: newer than every watermark of the member, or marked as unread by themselves."""

from datetime import timedelta

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    Subquery,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from forum.accounts.models import Member
from forum.core.orm import UtcDateTime
from forum.core.policy import Actor
from forum.discussions.models import Space, SpaceRead, Thread, ThreadRead
from forum.discussions.policies import visible_spaces
from forum.notifications.models import FOLLOWING, MUTED, Watch

# Threads without activity for so long no longer count as new: else a member who has read everything would have all
# threads there ever were looked through at each visit.
NEW_FOR = timedelta(days=60)
# Where all spaces are looked at together, among so many threads with the latest activity: so the start page and the
# list of spaces cost the same however much is going on. In a space of its own, everything new is listed.
NEW_AMONG = 200


def lively(actor: Actor) -> Subquery:
    """The ids and spaces of the threads that can count as new to a member where all spaces are looked at together."""
    # The sum keeps the database from gathering the threads of spaces one by one: it walks the newest of all and stops.
    return (
        select(Thread.id, Thread.space_id)
        .join(Space, Space.id == Thread.space_id + literal_column("0"))
        .where(
            Thread.hidden_at.is_(None),
            visible_spaces(actor),
            Thread.last_post_at > bindparam("new_since", type_=UtcDateTime()),
        )
        .order_by(Thread.last_post_at.desc(), Thread.id.desc())
        .limit(literal_column(str(NEW_AMONG)))
        .subquery()
    )


def watermark() -> ColumnElement[int]:
    """The newest post up to which the member has read; needs ``thread_read`` and ``space_read`` outer-joined."""
    by_thread = func.coalesce(ThreadRead.last_read_post_id, 0)
    by_space = func.coalesce(SpaceRead.read_upto_post_id, 0)
    # SQLite's two-argument max() and PostgreSQL's greatest() have no common name.
    return case(
        (ThreadRead.forced_unread_from.is_not(None), ThreadRead.forced_unread_from - 1),
        (by_thread > by_space, by_thread),
        else_=by_space,
    )


def is_unread(actor: Actor) -> ColumnElement[bool]:
    """Whether a thread holds something the member has not read."""
    return and_(Thread.last_post_id > watermark(), Thread.last_post_id > 0)


def is_news(actor: Actor) -> ColumnElement[bool]:
    """Whether it is unread and was written since the member came, or was marked as unread by themselves."""
    since = or_(Thread.last_post_at > joined_at(actor), ThreadRead.forced_unread_from.is_not(None))
    return and_(is_unread(actor), since)


def joined_at(actor: Actor) -> ScalarSelect:  # type: ignore[type-arg]
    """When the member came; what was written before is not news to them."""
    return select(Member.created_at).where(Member.id == actor.id).scalar_subquery()


def follows(actor: Actor) -> ColumnElement[bool]:
    """Whether the member follows the thread."""
    return Thread.id.in_(watched(actor, "thread", FOLLOWING))


def is_muted(actor: Actor) -> ColumnElement[bool]:
    """Whether the member has muted the thread or its space, and does not follow a thread in a muted space."""
    space = and_(Thread.space_id.in_(watched(actor, "space", MUTED)), ~follows(actor))
    return or_(Thread.id.in_(watched(actor, "thread", MUTED)), space)


def watched(actor: Actor, kind: str, level: str) -> Select[int]:
    """What the member watches at a level, by id: few, and read once for a whole list."""
    watch = aliased(Watch)
    return select(watch.object_id).where(watch.member_id == actor.id, watch.kind == kind, watch.level == level)
