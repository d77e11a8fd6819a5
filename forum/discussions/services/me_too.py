""" "I have this too": saying that one has the same question, instead of asking it again."""

from sqlalchemy import delete, func, insert, literal, select, update

from forum.core.activity import record
from forum.core.clock import now
from forum.core.policy import Actor, require
from forum.core.upsert import insert_or_update
from forum.discussions.models import MeToo, Thread, ThreadKind
from forum.discussions.policies import thread_audience
from forum.discussions.services.companions import Change, Companion
from forum.extensions import db
from forum.notifications.services import add_follower


def have_too(actor: Actor, thread: Thread) -> None:
    """Say that one has this question too; who does follows it. Twice counts once."""
    require(actor, "thread.have_too", thread)
    db.session.execute(
        insert_or_update(MeToo)
        .values(thread_id=thread.id, member_id=actor.id, created_at=now())
        .on_conflict_do_nothing(index_elements=["thread_id", "member_id"])
    )
    add_follower(actor.id, "thread", thread.id, reason="chosen")
    _recount(actor, thread, "thread.have_too")


def have_no_longer(actor: Actor, thread: Thread) -> None:
    """Take that back; following the thread is another matter and stays."""
    require(actor, "thread.see", thread)
    db.session.execute(delete(MeToo).where(MeToo.thread_id == thread.id, MeToo.member_id == actor.id))
    _recount(actor, thread, "thread.have_no_longer")


class MeTooCompanion(Companion):
    """Who had the question of a thread that was merged has that of the other thread, until it is undone."""

    key = "me_too"

    def merged(self, change: Change) -> None:
        target = select(Thread.author_id).where(Thread.id == change.target_id, Thread.kind == ThreadKind.QUESTION)
        theirs = select(MeToo.member_id).where(MeToo.thread_id == change.target_id)
        rows = select(literal(change.target_id), MeToo.member_id, MeToo.created_at, literal(change.id)).where(
            MeToo.thread_id == change.source_id,
            target.exists(),
            MeToo.member_id != target.scalar_subquery(),
            MeToo.member_id.not_in(theirs),
        )
        names = ["thread_id", "member_id", "created_at", "change_id"]
        db.session.execute(insert(MeToo).from_select(names, rows))
        _count_again(change.target_id)

    def unmerged(self, change: Change) -> None:
        db.session.execute(delete(MeToo).where(MeToo.thread_id == change.target_id, MeToo.change_id == change.id))
        _count_again(change.target_id)


def _recount(actor: Actor, thread: Thread, verb: str) -> None:
    """Count, raise the version and write down what happened."""
    db.session.execute(
        update(Thread)
        .where(Thread.id == thread.id)
        .values(version=Thread.version + 1)
        .execution_options(synchronize_session=False)
    )
    _count_again(thread.id)
    record(verb, actor, "thread", thread.id, audience=thread_audience(thread), notify=False)
    db.session.expire(thread)


def _count_again(thread_id: int) -> None:
    """Count the rows in the same transaction, so that the number cannot drift from them."""
    rows = select(func.count()).select_from(MeToo).where(MeToo.thread_id == thread_id).scalar_subquery()
    db.session.execute(
        update(Thread)
        .where(Thread.id == thread_id)
        .values(me_too_count=rows)
        .execution_options(synchronize_session=False)
    )
