"""What moderators changed in the order of things: merging, splitting, moving, re-parenting, closing as duplicate.

A row is the line people read in the thread, what the log of a space shows, and what undoing needs.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core.clock import now
from forum.core.orm import Model, PrimaryKey
from forum.discussions.models.spaces import Space
from forum.discussions.models.threads import Thread


class Verb(StrEnum):
    """What was done."""

    MERGED = "merged"
    SPLIT = "split"
    MOVED = "moved"
    REPARENTED = "reparented"
    DUPLICATE = "duplicate"


# These change which posts stand where: they are undone in the opposite order.
STRUCTURAL = (Verb.MERGED, Verb.SPLIT, Verb.REPARENTED)


class Restructuring(Model):
    """One change: ``thread_id`` is the thread it was done to, ``other_id`` the thread merged into, split off or
    named as original, ``post_id`` the post that was hung elsewhere or opens the new thread.

    ``by_asker`` says that whoever did it is named by their part in the thread and not by name. ``kept`` holds what
    undoing puts back, keys by what was changed; what members had read is in ``restructuring_mark``.
    """

    __tablename__ = "restructuring"
    __table_args__ = (
        Index("ix_restructuring_thread", "thread_id", "id"),
        Index("ix_restructuring_other", "other_id", "id"),
    )

    id: Mapped[PrimaryKey]
    verb: Mapped[str] = mapped_column(String(20))
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"))
    other_id: Mapped[int | None] = mapped_column(ForeignKey("thread.id"))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    from_space_id: Mapped[int | None] = mapped_column(ForeignKey("space.id"))
    to_space_id: Mapped[int | None] = mapped_column(ForeignKey("space.id"))
    post_count: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(String(300), default="")
    actor_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    by_asker: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)
    kept: Mapped[dict[str, Any]] = mapped_column(default=dict)
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))

    thread: Mapped[Thread] = relationship(foreign_keys=[thread_id])
    other: Mapped[Thread | None] = relationship(foreign_keys=[other_id])
    from_space: Mapped[Space | None] = relationship(foreign_keys=[from_space_id])
    to_space: Mapped[Space | None] = relationship(foreign_keys=[to_space_id])


class RestructuringMark(Model):
    """Up to which post a member had read a thread just before a change: undoing never forgets what was read."""

    __tablename__ = "restructuring_mark"

    restructuring_id: Mapped[int] = mapped_column(ForeignKey("restructuring.id", ondelete="CASCADE"), primary_key=True)
    thread_id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    last_read_post_id: Mapped[int]


class FoundBySearch(Model):
    """A member opened a thread from the results of a search on a day; counted once, and forgotten the day after."""

    __tablename__ = "found_by_search"

    day: Mapped[date] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), primary_key=True)
