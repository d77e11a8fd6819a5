"""Tables: who follows what, and the notices in a member's list."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.clock import now
from forum.core.orm import Model, PrimaryKey

# Everything, only what is meant for the member in person, or nothing at all.
FOLLOWING = "following"
MENTIONS = "mentions"
MUTED = "muted"
LEVELS = (FOLLOWING, MENTIONS, MUTED)
_UNREAD = text("read_at IS NULL")


class Watch(Model):
    """At which of ``LEVELS`` a member follows a thing; ``reason``: how that came (``author``, ``chosen``, …)."""

    __tablename__ = "watch"
    __table_args__ = (Index("ix_watch_subject", "kind", "object_id", "level"),)

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(30), primary_key=True)
    object_id: Mapped[int] = mapped_column(primary_key=True)
    level: Mapped[str] = mapped_column(String(20), default=FOLLOWING)
    reason: Mapped[str] = mapped_column(String(20), default="chosen")
    created_at: Mapped[datetime] = mapped_column(default=now)


class Notification(Model):
    """A notice. While unread there is at most one per member, kind and subject: later events are merged into it.

    The subject is what the notice is about (a thread), ``object_kind`` and ``object_id`` the newest
    thing to open (a post); ``event_count`` counts what was merged.
    """

    __tablename__ = "notification"
    __table_args__ = (
        Index(
            "uq_notification_unread",
            "member_id",
            "kind",
            "subject_kind",
            "subject_id",
            unique=True,
            sqlite_where=_UNREAD,
            postgresql_where=_UNREAD,
        ),
        Index("ix_notification_list", "member_id", "updated_at", "id"),
    )

    id: Mapped[PrimaryKey]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(40))
    subject_kind: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[int]
    object_kind: Mapped[str] = mapped_column(String(30))
    object_id: Mapped[int]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    event_count: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)
    read_at: Mapped[datetime | None]
