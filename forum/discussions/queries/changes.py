"""What moderators changed in the order of a thread, as the lines one reader gets to see in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased, contains_eager

from forum.accounts.models import Member
from forum.core.errors import NotFound
from forum.core.policy import Actor, can
from forum.discussions.models import Post, Restructuring, Space, Thread, Verb
from forum.discussions.policies import visible_threads
from forum.discussions.queries.thread_head import ThreadHead
from forum.extensions import db

MOST_LINES = 50
# The key of the panel that holds the lines.
CHANGES = "changes"


@dataclass(frozen=True, slots=True)
class Link:
    """A thing by name, with its address."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change as a reader sees it; a link is ``None`` where they may not see the thing, which then has no name.

    ``is_here`` says that it was done to the thread one reads, not that this one was the other side of it.
    """

    id: int
    verb: str
    is_here: bool
    actor_name: str
    by_asker: bool
    created_at: datetime
    reason: str
    post_count: int
    post_url: str
    other: Link | None
    from_space: Link | None
    to_space: Link | None
    undone_at: datetime | None
    undone_by: str
    may_undo: bool


def list_changes(actor: Actor, thread_id: int) -> list[ChangeLine]:
    """The changes of a thread, oldest first, the newest fifty at most; one statement."""
    rows = _rows(or_(Restructuring.thread_id == thread_id, Restructuring.other_id == thread_id), MOST_LINES)
    return [_line(actor, thread_id, *row) for row in reversed(rows)]


def was_joined(head: ThreadHead) -> bool:
    """Whether posts of another thread are or were in this one; asked only of a thread with changes."""
    if CHANGES not in head.panels.split():
        return False
    query = select(Restructuring.id).where(
        Restructuring.verb.in_((Verb.MERGED.value, Verb.SPLIT.value)),
        or_(Restructuring.thread_id == head.id, Restructuring.other_id == head.id),
    )
    return db.session.scalar(query.limit(1)) is not None


def get_change(actor: Actor, change_id: int) -> Restructuring:
    """A change with its threads and spaces; ``NotFound`` when the actor has no say in it."""
    rows = _rows(Restructuring.id == change_id, 1)
    if not rows:
        raise NotFound()
    change: Restructuring = rows[0][0]
    decision = can(actor, "restructuring.undo", change)
    if not decision and decision.hidden:
        raise NotFound()
    return change


def find_merged(actor: Actor, thread_id: int) -> Post | None:
    """The post that a merged thread began with, in the thread where it stands now; ``None`` when it was not merged."""
    return db.session.scalar(
        select(Post)
        .join(Post.thread)
        .join(Thread.space)
        .options(contains_eager(Post.thread).contains_eager(Thread.space))
        .where(
            Post.id.in_(
                select(Thread.opening_post_id).where(Thread.id == thread_id, Thread.merged_into_id.is_not(None))
            ),
            visible_threads(actor),
        )
    )


def _rows(condition: Any, limit: int) -> Sequence[Any]:
    thread, other = aliased(Thread), aliased(Thread)
    own_space, other_space, origin, goal = (aliased(Space) for _ in range(4))
    actor, undoer = aliased(Member), aliased(Member)
    query = (
        select(Restructuring, actor.display_name, undoer.display_name)
        .join(thread, Restructuring.thread)
        .join(own_space, thread.space)
        .outerjoin(other, Restructuring.other)
        .outerjoin(other_space, other.space)
        .outerjoin(origin, Restructuring.from_space)
        .outerjoin(goal, Restructuring.to_space)
        .join(actor, actor.id == Restructuring.actor_id)
        .outerjoin(undoer, undoer.id == Restructuring.undone_by_id)
        .options(
            contains_eager(Restructuring.thread.of_type(thread)).contains_eager(thread.space.of_type(own_space)),
            contains_eager(Restructuring.other.of_type(other)).contains_eager(other.space.of_type(other_space)),
            contains_eager(Restructuring.from_space.of_type(origin)),
            contains_eager(Restructuring.to_space.of_type(goal)),
        )
        .where(condition)
        .order_by(Restructuring.id.desc())
        .limit(limit)
    )
    return db.session.execute(query).all()


def _line(actor: Actor, thread_id: int, change: Restructuring, actor_name: str, undone_by: str | None) -> ChangeLine:
    is_here = change.thread_id == thread_id
    by_asker = change.by_asker
    return ChangeLine(
        id=change.id,
        verb=change.verb,
        is_here=is_here,
        actor_name=actor_name,
        by_asker=by_asker,
        created_at=change.created_at,
        reason=change.reason,
        post_count=change.post_count,
        post_url=f"/posts/{change.post_id}" if change.post_id else "",
        other=_thread_link(actor, thread_id, change.other if is_here else change.thread),
        from_space=_space_link(actor, change.from_space),
        to_space=_space_link(actor, change.to_space),
        undone_at=change.undone_at,
        undone_by=undone_by or "",
        may_undo=bool(can(actor, "restructuring.undo", change)),
    )


def _thread_link(actor: Actor, here: int, thread: Thread | None) -> Link | None:
    """The other thread, when the reader may see it; of one whose posts are here the title is no secret to them."""
    if thread is not None and (thread.merged_into_id == here or can(actor, "thread.see", thread)):
        return Link(thread.title, f"/threads/{thread.id}-{thread.slug}")
    return None


def _space_link(actor: Actor, space: Space | None) -> Link | None:
    if space is None or not can(actor, "space.see", space):
        return None
    return Link(space.title, f"/spaces/{space.slug}")
