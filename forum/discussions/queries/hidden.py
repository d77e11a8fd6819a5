"""Who hid or locked a discussion, and what its author still reads of it once it is hidden: that it is, and why."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from forum.accounts.models import Member
from forum.core.errors import NotFound
from forum.core.policy import Actor
from forum.discussions.models import Thread
from forum.discussions.sealed import is_asker
from forum.extensions import db


@dataclass(frozen=True, slots=True)
class HiddenThread:
    """A hidden thread without its posts; ``by_author`` says that it was withdrawn."""

    id: int
    title: str
    author_id: int
    is_anonymous: bool
    opening_post_id: int
    hidden_at: datetime | None
    hidden_by: str
    reason: str
    by_author: bool


def load_hidden_threads(ids: Collection[int]) -> dict[int, HiddenThread]:
    """The hidden threads among these, by id; for whom they are the caller asks."""
    query = (
        select(Thread, Member.display_name)
        .outerjoin(Member, Member.id == Thread.hidden_by_id)
        .where(Thread.id.in_(ids), Thread.hidden_at.is_not(None), Thread.merged_into_id.is_(None))
    )
    return {
        thread.id: HiddenThread(
            thread.id,
            thread.title,
            thread.author_id,
            thread.is_anonymous,
            thread.opening_post_id,
            thread.hidden_at,
            name or "",
            thread.hidden_reason or "",
            by_author=thread.hidden_by_id == thread.author_id,
        )
        for thread, name in db.session.execute(query)
    }


def find_locker(thread_id: int) -> str | None:
    """The name of who locked a thread; the caller has read the thread."""
    query = select(Member.display_name).join(Thread, Thread.locked_by_id == Member.id).where(Thread.id == thread_id)
    return db.session.scalar(query)


def get_own_hidden(actor: Actor, thread_id: int) -> HiddenThread:
    """A hidden thread the actor started, also anonymously; ``NotFound`` for everybody else."""
    hidden = load_hidden_threads([thread_id]).get(thread_id)
    if hidden is None or not is_asker(actor, hidden):
        raise NotFound()
    return hidden
