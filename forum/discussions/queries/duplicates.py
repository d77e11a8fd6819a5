"""What was asked before: the original of a duplicate, the duplicates of an original, and what is asked most."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select

from forum.core.policy import Actor
from forum.discussions.models import Restructuring, Space, Thread, Verb
from forum.discussions.policies import visible_threads
from forum.discussions.queries.changes import Link
from forum.extensions import db

MOST_DUPLICATES = 20
FAQ_SIZE = 30
# How much more it says that somebody asked again than that somebody found the answer by a search.
DUPLICATE_WEIGHT, FOUND_WEIGHT = 5, 1


def find_original(actor: Actor, original_id: int | None) -> Link | None:
    """The thread a duplicate refers to, when the reader may see it."""
    row = db.session.execute(
        select(Thread.id, Thread.title, Thread.slug)
        .join(Thread.space)
        .where(Thread.id == original_id, visible_threads(actor))
    ).first()
    return Link(row.title, f"/threads/{row.id}-{row.slug}") if row else None


def find_duplicate_change(thread_id: int) -> Restructuring | None:
    """The change by which a thread is closed as a duplicate now."""
    return db.session.scalar(
        select(Restructuring)
        .where(
            Restructuring.thread_id == thread_id,
            Restructuring.verb == Verb.DUPLICATE,
            Restructuring.undone_at.is_(None),
        )
        .order_by(Restructuring.id.desc())
        .limit(1)
    )


def list_duplicates(actor: Actor, original_id: int) -> list[Link]:
    """The threads closed as a duplicate of this one that the reader may see, newest first."""
    rows = db.session.execute(
        select(Thread.id, Thread.title, Thread.slug)
        .join(Thread.space)
        .where(Thread.duplicate_of_id == original_id, Thread.hidden_at.is_(None), visible_threads(actor))
        .order_by(Thread.id.desc())
        .limit(MOST_DUPLICATES)
    )
    return [Link(row.title, f"/threads/{row.id}-{row.slug}") for row in rows]


@dataclass(frozen=True, slots=True)
class FaqRow:
    """A thread that is asked often: how many times over, and how many days somebody found it by a search."""

    id: int
    slug: str
    title: str
    language: str
    kind: str
    accepted_count: int
    reply_count: int
    asked: int
    found: int


def list_faq(actor: Actor, space: Space) -> Sequence[FaqRow]:
    """The threads of a space that are asked most, most of all first; one statement. The caller has asked the policy."""
    asked = _asked(actor).subquery()
    times, found = func.coalesce(asked.c.times, 0), Thread.found_count
    query = (
        select(Thread.id, Thread.slug, Thread.title, Thread.language, Thread.kind)
        .add_columns(Thread.accepted_count, Thread.reply_count, times, found)
        .outerjoin(asked, asked.c.original_id == Thread.id)
        .where(Thread.space_id == space.id, Thread.hidden_at.is_(None), Thread.duplicate_of_id.is_(None))
        .where(or_(asked.c.times > 0, found > 0))
        .order_by((times * DUPLICATE_WEIGHT + found * FOUND_WEIGHT).desc(), Thread.id.desc())
        .limit(FAQ_SIZE)
    )
    return [FaqRow(*row) for row in db.session.execute(query)]


def _asked(actor: Actor) -> Any:
    """How many duplicates the reader sees of each original."""
    return (
        select(Thread.duplicate_of_id.label("original_id"), func.count().label("times"))
        .join(Thread.space)
        .where(Thread.duplicate_of_id.is_not(None), Thread.hidden_at.is_(None), visible_threads(actor))
        .group_by(Thread.duplicate_of_id)
    )
