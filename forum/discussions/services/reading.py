"""How far somebody has read; a page is marked when its end was reached, never by looking at a list."""

from collections.abc import Collection

from sqlalchemy import func, select

from forum.core.clock import now
from forum.core.policy import Actor, require
from forum.core.upsert import insert_or_update
from forum.discussions.models import Post, Space, SpaceRead, Thread, ThreadRead
from forum.extensions import db


def mark_page_read(actor: Actor, thread: Thread, post_ids: Collection[int]) -> int:
    """The actor reached the end of a page with these posts; returns the new watermark.

    Reading order is not the order of ids: the watermark stops before the oldest unread post that was
    not on the page, so nothing is ever marked that was not in front of the reader.
    """
    require(actor, "thread.see", thread)
    current = get_watermark(actor.id, thread.id)
    seen = sorted(post_id for post_id in post_ids if current < post_id <= thread.last_post_id)
    if not seen:
        return current
    oldest_unseen = db.session.scalar(
        select(func.min(Post.id)).where(Post.thread_id == thread.id, Post.id > current, Post.id.not_in(seen))
    )
    reached = [post_id for post_id in seen if oldest_unseen is None or post_id < oldest_unseen]
    if reached:
        set_watermark(actor.id, thread.id, reached[-1])
        return reached[-1]
    return current


def mark_space_read(actor: Actor, space: Space) -> None:
    """Count everything that is in the space now as read."""
    require(actor, "space.see", space)
    _raise_to(
        SpaceRead,
        SpaceRead.read_upto_post_id,
        member_id=actor.id,
        space_id=space.id,
        value=space.last_post_id,
    )


def get_watermark(member_id: int, thread_id: int) -> int:
    """The newest post up to which the member has read the thread; 0 for none."""
    mark = select(ThreadRead.last_read_post_id).where(
        ThreadRead.member_id == member_id, ThreadRead.thread_id == thread_id
    )
    return db.session.scalar(mark) or 0


def set_watermark(member_id: int, thread_id: int, post_id: int) -> None:
    """Raise the watermark; it never goes down."""
    _raise_to(ThreadRead, ThreadRead.last_read_post_id, member_id=member_id, thread_id=thread_id, value=post_id)


def advance_past_own_post(member_id: int, thread_id: int, read_until: int, own_post_id: int) -> None:
    """One's own reply is not news, provided that everything before it was read."""
    if get_watermark(member_id, thread_id) >= read_until:
        set_watermark(member_id, thread_id, own_post_id)


def _raise_to(model: type, column, *, value: int, **keys: int) -> None:  # type: ignore[no-untyped-def]
    insert = insert_or_update(model).values({column.key: value, "updated_at": now(), **keys})
    db.session.execute(
        insert.on_conflict_do_update(
            index_elements=list(keys),
            set_={column.key: insert.excluded[column.key], "updated_at": insert.excluded.updated_at},
            where=column < insert.excluded[column.key],
        )
    )
