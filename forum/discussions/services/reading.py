"""How far somebody has read; a page is marked when its end was reached, never by looking at a list."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, bindparam, func, select, update

from forum.core.clock import now
from forum.core.errors import NotFound
from forum.core.policy import Actor, require
from forum.core.prepared import Prepared, PreparedWrite, taking
from forum.core.upsert import insert_or_update
from forum.discussions.models import Post, Space, SpaceRead, Thread, ThreadRead
from forum.extensions import db


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a member has read a thread: ``reached`` at most, and from ``forced`` on unread again by choice (or 0)."""

    reached: int
    forced: int

    @property
    def watermark(self) -> int:
        """The newest post up to which everything counts as read."""
        return self.forced - 1 if self.forced else self.reached


def mark_page_read(actor: Actor, thread: Thread, post_ids: Collection[int], *, forced: int = 0) -> int:
    """The actor reached the end of a page with these posts; returns the new watermark.

    Reading order is not the order of ids: the watermark stops before the oldest unread post that was
    not on the page, so nothing is ever marked that was not in front of the reader. ``forced`` is where the
    unread part began by choice when the page was drawn: a page of before that choice does not undo it.
    """
    require(actor, "thread.see", thread)
    mark = get_mark(actor.id, thread.id, thread.space_id)
    is_stale = mark.forced != forced
    current = mark.reached if is_stale else mark.watermark
    seen = sorted(post_id for post_id in post_ids if current < post_id <= thread.last_post_id)
    if not seen:
        return mark.watermark
    in_front = Post.id.not_in(seen), Post.hidden_at.is_(None)
    oldest_unseen = db.session.scalar(
        select(func.min(Post.id)).where(Post.thread_id == thread.id, Post.id > current, *in_front)
    )
    reached = [post_id for post_id in seen if oldest_unseen is None or post_id < oldest_unseen]
    if reached:
        set_watermark(actor.id, thread.id, reached[-1])
        if mark.forced and not is_stale:
            _move_forced(actor.id, thread.id, mark, reached[-1])
    return get_mark(actor.id, thread.id, thread.space_id).watermark


def mark_thread_read(actor: Actor, thread: Thread) -> None:
    """Count everything that is in the thread now as read."""
    require(actor, "thread.see", thread)
    set_watermark(actor.id, thread.id, thread.last_post_id)
    own = (ThreadRead.member_id == actor.id, ThreadRead.thread_id == thread.id)
    db.session.execute(update(ThreadRead).where(*own).values(forced_unread_from=None))


def mark_unread_from(actor: Actor, thread: Thread, post_id: int | None = None) -> None:
    """Count a post and everything newer as unread again: by default the newest post. ``NotFound`` for another's."""
    require(actor, "thread.see", thread)
    post_id = post_id or thread.last_post_id
    if db.session.scalar(select(Post.thread_id).where(Post.id == post_id)) != thread.id:
        raise NotFound()
    # Who never opened the thread has read up to nothing; the row then only holds the choice.
    values = {"forced_unread_from": post_id, "updated_at": now()}
    db.session.execute(
        insert_or_update(ThreadRead)
        .values(member_id=actor.id, thread_id=thread.id, last_read_post_id=0, **values)
        .on_conflict_do_update(index_elements=["member_id", "thread_id"], set_=values)
    )


def mark_space_read(actor: Actor, space: Space) -> None:
    """Count everything that is in the space now as read."""
    require(actor, "space.see", space)
    row = {"new_read_upto_post_id": space.last_post_id, "new_updated_at": now()}
    _RAISE_SPACE.run(row | {"new_member_id": actor.id, "new_space_id": space.id})
    in_space = ThreadRead.thread_id.in_(select(Thread.id).where(Thread.space_id == space.id))
    chosen = (ThreadRead.member_id == actor.id, ThreadRead.forced_unread_from.is_not(None), in_space)
    db.session.execute(
        update(ThreadRead).where(*chosen).values(forced_unread_from=None).execution_options(synchronize_session=False)
    )


def get_mark(member_id: int, thread_id: int, space_id: int) -> Mark:
    """How far the member has read the thread, by itself or with its space; one statement."""
    keys = {"member_id": member_id, "thread_id": thread_id, "space_id": space_id}
    db.session.flush()
    by_thread, by_space, forced = _MARK.first(keys)
    return Mark(max(by_thread, by_space), forced)


def get_watermark(member_id: int, thread_id: int) -> int:
    """The newest post up to which the member has read; 0 for none."""
    space_id = db.session.scalar(select(Thread.space_id).where(Thread.id == thread_id)) or 0
    return get_mark(member_id, thread_id, space_id).watermark


def set_watermark(member_id: int, thread_id: int, post_id: int) -> None:
    """Raise the watermark; it never goes down."""
    row = {"new_last_read_post_id": post_id, "new_updated_at": now()}
    _RAISE_THREAD.run(row | {"new_member_id": member_id, "new_thread_id": thread_id})


def advance_past_own_post(member_id: int, thread_id: int, space_id: int, read_until: int, own_post_id: int) -> None:
    """One's own reply is not news, provided that everything before it was read."""
    if get_mark(member_id, thread_id, space_id).watermark >= read_until:
        set_watermark(member_id, thread_id, own_post_id)


def _move_forced(member_id: int, thread_id: int, mark: Mark, reached: int) -> None:
    """The unread part begins after what was reached, or is over; unless another page moved it meanwhile."""
    rest = reached + 1 if reached < mark.reached else None
    own = (ThreadRead.member_id == member_id, ThreadRead.thread_id == thread_id)
    db.session.execute(
        update(ThreadRead).where(*own, ThreadRead.forced_unread_from == mark.forced).values(forced_unread_from=rest)
    )


def _mark_statement() -> Any:
    member: BindParameter[int] = bindparam("member_id")
    own = (ThreadRead.member_id == member, ThreadRead.thread_id == bindparam("thread_id"))
    of_space = (SpaceRead.member_id == member, SpaceRead.space_id == bindparam("space_id"))
    return select(
        func.coalesce(select(ThreadRead.last_read_post_id).where(*own).scalar_subquery(), 0),
        func.coalesce(select(SpaceRead.read_upto_post_id).where(*of_space).scalar_subquery(), 0),
        func.coalesce(select(ThreadRead.forced_unread_from).where(*own).scalar_subquery(), 0),
    )


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


_MARK = Prepared(_mark_statement())
_RAISE_THREAD = _raising(ThreadRead, "last_read_post_id", "member_id", "thread_id")
_RAISE_SPACE = _raising(SpaceRead, "read_upto_post_id", "member_id", "space_id")
