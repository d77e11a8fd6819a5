"""How far somebody has read; a page is marked when its end was reached, never by looking at a list."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import bindparam, func, select

from forum.core.clock import now
from forum.core.policy import Actor, require
from forum.core.prepared import Prepared, PreparedWrite, taking
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
    row = {"new_read_upto_post_id": space.last_post_id, "new_updated_at": now()}
    _RAISE_SPACE.run(row | {"new_member_id": actor.id, "new_space_id": space.id})


_WATERMARK = Prepared(
    select(ThreadRead.last_read_post_id).where(
        ThreadRead.member_id == bindparam("member_id"), ThreadRead.thread_id == bindparam("thread_id")
    )
)


def get_watermark(member_id: int, thread_id: int) -> int:
    """The newest post up to which the member has read the thread; 0 for none."""
    return next(iter(_WATERMARK.scalars({"member_id": member_id, "thread_id": thread_id})), 0)


def set_watermark(member_id: int, thread_id: int, post_id: int) -> None:
    """Raise the watermark; it never goes down."""
    row = {"new_last_read_post_id": post_id, "new_updated_at": now()}
    _RAISE_THREAD.run(row | {"new_member_id": member_id, "new_thread_id": thread_id})


def advance_past_own_post(member_id: int, thread_id: int, read_until: int, own_post_id: int) -> None:
    """One's own reply is not news, provided that everything before it was read."""
    if get_watermark(member_id, thread_id) >= read_until:
        set_watermark(member_id, thread_id, own_post_id)


def _raising(model: Any, column: str, *keys: str) -> PreparedWrite:
    """The statement that writes a watermark, unless a higher one is there."""

    def build() -> Any:
        insert = insert_or_update(model).values(taking(model, column, "updated_at", *keys)).inline()
        return insert.on_conflict_do_update(
            index_elements=keys,
            set_={name: insert.excluded[name] for name in (column, "updated_at")},
            where=getattr(model, column) < insert.excluded[column],
        )

    return PreparedWrite(build)


_RAISE_THREAD = _raising(ThreadRead, "last_read_post_id", "member_id", "thread_id")
_RAISE_SPACE = _raising(SpaceRead, "read_upto_post_id", "member_id", "space_id")
