"""Acknowledgements: who is asked to confirm that they read an announcement, and who did, with the version they read."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.clock import now
from forum.core.orm import Model, PrimaryKey

_OPEN = text("closed_at IS NULL AND paused_by IS NULL")


class AcknowledgementRequest(Model):
    """Colleagues are asked to confirm that they read a post: the opening one of an announcement.

    A confirmation counts from version ``required_revision`` on, and for ``renew_months`` months (0: for ever).
    ``remind_every`` is in days (0: only on the day itself). ``remind_at`` is when the next reminder goes.
    ``paused_by`` names the merge that made the post a reply of another thread.
    """

    __tablename__ = "acknowledgement_request"
    __table_args__ = (
        Index("ix_acknowledgement_request_open", "due_on", "post_id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), primary_key=True)
    required_revision: Mapped[int]
    due_on: Mapped[date | None]
    remind_every: Mapped[int] = mapped_column(default=0)
    renew_months: Mapped[int] = mapped_column(default=0)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    asked_at: Mapped[datetime] = mapped_column(default=now)
    remind_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    paused_by: Mapped[int | None]

    @property
    def is_open(self) -> bool:
        return self.closed_at is None and self.paused_by is None


class AcknowledgementAudience(Model):
    """One of the audience tokens that are asked: ``network``, ``library:3``, ``group:2``, ``role:library_head``."""

    __tablename__ = "acknowledgement_audience"

    post_id: Mapped[int] = mapped_column(
        ForeignKey("acknowledgement_request.post_id", ondelete="CASCADE"), primary_key=True
    )
    token: Mapped[str] = mapped_column(String(60), primary_key=True)


class Acknowledgement(Model):
    """A member confirmed to have read a version; rows are never changed or removed, together they are the proof.

    ``library_id`` is where they worked that day. Once a day and version is enough: a second press adds nothing.
    """

    __tablename__ = "acknowledgement"
    __table_args__ = (
        UniqueConstraint("post_id", "member_id", "revision", "acknowledged_on"),
        Index("ix_acknowledgement_member", "member_id", "post_id"),
    )

    id: Mapped[PrimaryKey]
    post_id: Mapped[int] = mapped_column(ForeignKey("acknowledgement_request.post_id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    library_id: Mapped[int | None] = mapped_column(ForeignKey("library.id"))
    revision: Mapped[int]
    acknowledged_on: Mapped[date]
    acknowledged_at: Mapped[datetime] = mapped_column(default=now)
