"""Bookmarks: posts a member keeps for later, with a note and perhaps a reminder."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.clock import now
from forum.core.orm import Model, PrimaryKey

NOTE_LENGTH = 300


class Bookmark(Model):
    """A member keeps a post; the opening post stands for its whole thread.

    ``thread_id`` is that of the post, so that a thread page knows without looking at posts whether its reader
    keeps any of it. ``remind_at`` is empty once the reminder was given.
    """

    __tablename__ = "bookmark"
    __table_args__ = (
        UniqueConstraint("member_id", "post_id"),
        Index("ix_bookmark_thread", "member_id", "thread_id"),
        Index("ix_bookmark_post", "post_id"),
    )

    id: Mapped[PrimaryKey]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"))
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"))
    note: Mapped[str] = mapped_column(String(NOTE_LENGTH), default="")
    remind_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
