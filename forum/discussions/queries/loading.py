"""One thing at a time, loaded through what the member may see."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import contains_eager

from forum.core.errors import NotFound
from forum.core.policy import READER, Actor, may_see
from forum.discussions.models import Post, Space, Thread
from forum.discussions.policies import prepared_values, thread_audience, visible_spaces, visible_threads
from forum.discussions.sealed import is_own_post
from forum.extensions import db

_SPACE = select(Space).where(Space.slug == bindparam("slug"), visible_spaces(READER))
_THREAD = (
    select(Thread)
    .join(Thread.space)
    .options(contains_eager(Thread.space))
    .where(Thread.id == bindparam("thread_id"), visible_threads(READER))
)
_POST = (
    select(Post)
    .join(Post.thread)
    .join(Thread.space)
    .options(contains_eager(Post.thread).contains_eager(Thread.space))
    .where(Post.id == bindparam("post_id"))
)


def get_space(actor: Actor, slug: str) -> Space:
    """The space with this slug; ``NotFound`` when there is none the actor may see."""
    space = db.session.scalar(_SPACE, prepared_values(actor) | {"slug": slug})
    if space is None:
        raise NotFound()
    return space


def get_thread(actor: Actor, thread_id: int) -> Thread:
    """The thread with its space, for a verb; ``NotFound`` when the actor may not see it."""
    thread = db.session.scalar(_THREAD, prepared_values(actor) | {"thread_id": thread_id})
    if thread is None:
        raise NotFound()
    return thread


def get_post(actor: Actor, post_id: int) -> Post:
    """The post with its thread and space; ``NotFound`` when the actor may not see the thread.

    A hidden post in a visible thread is given: its rules say what may still be done with it.
    """
    post = db.session.scalar(_POST, {"post_id": post_id})
    if post is None or not may_see(actor, thread_audience(post.thread)):
        raise NotFound()
    return post


def get_own_post(actor: Actor, post_id: int) -> Post:
    """A post the actor wrote, under whatever name, also when it is out of sight; ``NotFound`` for everybody else."""
    post = db.session.scalar(_POST, {"post_id": post_id})
    if post is None or not is_own_post(actor, post):
        raise NotFound()
    return post
