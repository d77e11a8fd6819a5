"""Counting which threads people find by a search: a number for each thread, and nothing about persons for longer.

The row that keeps a member from counting twice on a day is removed the day after.
"""

from sqlalchemy import delete, update

from forum.core.clock import now
from forum.core.policy import Actor, require
from forum.core.upsert import insert_or_update
from forum.discussions.models import FoundBySearch, Thread
from forum.extensions import db


def note_found(actor: Actor, thread: Thread) -> None:
    """The actor opened the thread from the results of a search; counted once a day."""
    require(actor, "thread.see", thread)
    today = now().date()
    row = insert_or_update(FoundBySearch).values(day=today, member_id=actor.id, thread_id=thread.id)
    row = row.on_conflict_do_nothing(index_elements=["day", "member_id", "thread_id"])
    # By what comes back: PostgreSQL's driver gives no count of rows for such an insert.
    added = db.session.execute(row.returning(FoundBySearch.thread_id)).first()
    if added is not None:
        db.session.execute(
            update(Thread)
            .where(Thread.id == thread.id)
            .values(found_count=Thread.found_count + 1)
            .execution_options(synchronize_session=False)
        )
        db.session.execute(delete(FoundBySearch).where(FoundBySearch.day < today))
