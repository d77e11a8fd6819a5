"""Reacting to a post with one of a few signs, and taking that back."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select, update

from forum.core.clock import now
from forum.core.errors import Invalid
from forum.core.policy import Actor, require
from forum.core.upsert import insert_or_update
from forum.discussions.models import Post, Reaction, ReactionKind, Thread, ThreadKind
from forum.discussions.services.writing import hold_thread
from forum.extensions import db


def react(actor: Actor, post: Post, kind: ReactionKind) -> None:
    """Give a post a reaction; each kind once per member. Nobody is notified and nothing is added up per person.

    A question is one's own too by ``have_too``, which counts and follows: it has no reaction that says the same.
    """
    require(actor, "post.react", post)
    if kind == ReactionKind.SAME and is_counted_otherwise(post):
        raise Invalid(_l("Choose “I have this too” under the question."))
    hold_thread(post.thread_id)
    db.session.execute(
        insert_or_update(Reaction)
        .values(post_id=post.id, member_id=actor.id, kind=kind.value, created_at=now())
        .on_conflict_do_nothing(index_elements=["post_id", "member_id", "kind"])
    )
    _recount(post)


def is_counted_otherwise(post: Post) -> bool:
    """Whether "here too" has a button of its own under this post."""
    return post.is_opening and post.thread.kind == ThreadKind.QUESTION


def unreact(actor: Actor, post: Post, kind: ReactionKind) -> None:
    """Take a reaction back."""
    require(actor, "post.react", post)
    hold_thread(post.thread_id)
    own = (Reaction.post_id == post.id, Reaction.member_id == actor.id, Reaction.kind == kind.value)
    db.session.execute(delete(Reaction).where(*own))
    _recount(post)


def _recount(post: Post) -> None:
    """Count again in the same transaction, so that the text in the post cannot drift from the rows."""
    rows = select(Reaction.kind, func.count()).where(Reaction.post_id == post.id).group_by(Reaction.kind)
    counts: dict[str, int] = {row[0]: row[1] for row in db.session.execute(rows)}
    text = " ".join(f"{kind.value}:{counts[kind]}" for kind in ReactionKind if counts.get(kind))
    db.session.execute(update(Post).where(Post.id == post.id).values(reactions=text))
    db.session.execute(update(Thread).where(Thread.id == post.thread_id).values(version=Thread.version + 1))
    db.session.expire(post)
