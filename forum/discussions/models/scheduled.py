"""Threads to be published later: only their author sees them until then."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core.clock import now
from forum.core.orm import LongText, Model, PrimaryKey
from forum.discussions.models.spaces import Space


class ScheduledThread(Model):
    """What the form of a new thread held, and when it is to be published.

    Without ``publish_at`` it waits for its author: they stopped it, or publishing was refused for the reason in
    ``refused``. ``choices`` is what else was chosen: whom to ask to confirm an announcement.
    """

    __tablename__ = "scheduled_thread"
    __table_args__ = (Index("ix_scheduled_thread_member", "member_id", "publish_at"),)

    id: Mapped[PrimaryKey]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    space_id: Mapped[int] = mapped_column(ForeignKey("space.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[LongText]
    choices: Mapped[dict[str, Any]] = mapped_column(default=dict)
    publish_at: Mapped[datetime | None]
    refused: Mapped[LongText | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)

    space: Mapped[Space] = relationship()
