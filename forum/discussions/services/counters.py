"""What a thread and a space keep of their posts, counted again from the posts themselves."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import case, func, select, update

from forum.discussions.models import Post, Space, Thread
from forum.extensions import db


def thread_counters(thread_id: Any) -> Mapping[str, Any]:
    """The derived columns of a thread by name, each as the subquery that gives its value.

    Only what is visible counts: of a hidden post nobody is told that it is the newest.
    """
    shown = (Post.thread_id == thread_id, Post.hidden_at.is_(None))
    newest = select(Post.author_id).where(*shown).order_by(Post.id.desc()).limit(1)

    def of(value: Any, *conditions: Any) -> Any:
        return select(value).where(*shown, *conditions).scalar_subquery()

    return {
        "reply_count": of(func.count(Post.id), Post.depth > 0),
        "answer_count": of(func.count(Post.id), Post.depth == 1),
        "accepted_count": of(func.count(Post.id), Post.accepted_at.is_not(None)),
        "solved_at": of(func.max(Post.accepted_at)),
        "useful_count": of(func.coalesce(func.sum(Post.useful_count), 0)),
        "last_post_id": of(func.max(Post.id)),
        "last_post_at": of(func.max(Post.created_at)),
        "last_post_author_id": newest.scalar_subquery(),
    }


def recount_thread(thread_id: int) -> None:
    """Set what a thread keeps of its posts right, and raise its version: after hiding, moving or accepting posts."""
    values = {**thread_counters(thread_id), "version": Thread.version + 1}
    db.session.flush()
    db.session.execute(
        update(Thread).where(Thread.id == thread_id).values(**values).execution_options(synchronize_session=False)
    )
    thread = db.session.identity_map.get(db.session.identity_key(Thread, thread_id))
    if thread is not None:
        db.session.expire(thread)


def space_counters(space_id: Any) -> Mapping[str, Any]:
    """The derived columns of a space by name, each as the subquery that gives its value.

    ``last_post_id`` is not among them: "all read up to here" needs no more than that it never goes down.
    """
    count = select(func.count(Thread.id)).where(Thread.space_id == space_id, Thread.hidden_at.is_(None))
    return {"thread_count": count.scalar_subquery()}


def count_in_space(space_id: int, change: int) -> None:
    """Note that a space shows so many threads more or fewer."""
    db.session.execute(update(Space).where(Space.id == space_id).values(thread_count=Space.thread_count + change))


def refresh_space(space_id: int) -> None:
    """Set what a space tells of its newest visible post, after hiding, restoring or moving.

    "Read up to" never goes down, so ``last_post_id`` does not either.
    """
    newest = select(func.max(Thread.last_post_at)).where(Thread.space_id == space_id, Thread.hidden_at.is_(None))
    highest = select(func.max(Thread.last_post_id)).where(Thread.space_id == space_id).scalar_subquery()
    last_post_id = case((highest > Space.last_post_id, highest), else_=Space.last_post_id)
    db.session.execute(
        update(Space)
        .where(Space.id == space_id)
        .values(last_post_at=newest.scalar_subquery(), last_post_id=last_post_id)
        .execution_options(synchronize_session=False)
    )
    space = db.session.identity_map.get(db.session.identity_key(Space, space_id))
    if space is not None:
        db.session.expire(space)
