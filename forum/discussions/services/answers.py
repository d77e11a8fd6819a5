"""Accepting answers and marking posts as useful."""

from sqlalchemy import delete, func, select, update

from forum.core.activity import record
from forum.core.clock import now
from forum.core.policy import Actor, require
from forum.core.upsert import insert_or_update
from forum.discussions.models import Post, Thread, UsefulVote
from forum.discussions.policies import post_audience
from forum.discussions.sealed import name_in
from forum.discussions.services.counters import recount_thread
from forum.discussions.services.writing import hold_thread, reindex_thread
from forum.extensions import db


def accept_answer(actor: Actor, post: Post) -> None:
    """Accept a reply as answer; a question may have several. Accepting twice changes nothing."""
    require(actor, "post.accept", post)
    if post.accepted_at is None:
        post.accepted_at, post.accepted_by_id = now(), name_in(actor, post.thread)
        _after_acceptance(actor, post, "answer.accepted")


def unaccept_answer(actor: Actor, post: Post) -> None:
    """Take an acceptance back."""
    require(actor, "post.accept", post)
    if post.accepted_at is not None:
        post.accepted_at, post.accepted_by_id = None, None
        _after_acceptance(actor, post, "answer.unaccepted")


def _after_acceptance(actor: Actor, post: Post, verb: str) -> None:
    recount_thread(post.thread_id)
    reindex_thread(post.thread_id)
    record(verb, actor, "post", post.id, root=("thread", post.thread_id), audience=post_audience(post))


def mark_useful(actor: Actor, post: Post) -> None:
    """Say that a post was useful; once per member."""
    require(actor, "post.useful", post)
    db.session.execute(
        insert_or_update(UsefulVote)
        .values(post_id=post.id, member_id=actor.id, created_at=now())
        .on_conflict_do_nothing(index_elements=["post_id", "member_id"])
    )
    _recount_useful(post)


def unmark_useful(actor: Actor, post: Post) -> None:
    """Take that back."""
    require(actor, "post.useful", post)
    db.session.execute(delete(UsefulVote).where(UsefulVote.post_id == post.id, UsefulVote.member_id == actor.id))
    _recount_useful(post)


def _recount_useful(post: Post) -> None:
    """Count the votes again in the same transaction, so that the number cannot drift from them."""
    hold_thread(post.thread_id)
    votes = select(func.count()).select_from(UsefulVote).where(UsefulVote.post_id == post.id).scalar_subquery()
    db.session.execute(update(Post).where(Post.id == post.id).values(useful_count=Post.imported_useful_count + votes))
    total = (
        select(func.coalesce(func.sum(Post.useful_count), 0))
        .where(Post.thread_id == post.thread_id, Post.hidden_at.is_(None))
        .scalar_subquery()
    )
    db.session.execute(
        update(Thread).where(Thread.id == post.thread_id).values(useful_count=total, version=Thread.version + 1)
    )
    db.session.expire(post)
