"""The conclusion of a thread: what it has come to so far, kept with all its versions."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core.clock import now
from forum.core.orm import LongText, Model, PrimaryKey
from forum.discussions.models.threads import Thread


class Conclusion(Model):
    """What stands under the question of a long thread; with ``removed_at`` it is taken away but kept."""

    __tablename__ = "conclusion"

    id: Mapped[PrimaryKey]
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), unique=True)
    body: Mapped[LongText]
    body_html: Mapped[LongText]
    body_plain: Mapped[LongText]
    render_version: Mapped[int]
    language: Mapped[str] = mapped_column(String(5), default="nl")
    revision_count: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime] = mapped_column(default=now)
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    removed_at: Mapped[datetime | None]

    thread: Mapped[Thread] = relationship()


class ConclusionRevision(Model):
    """A full version, or that the conclusion was taken away or brought back (``change``), with who, when and why."""

    __tablename__ = "conclusion_revision"
    __table_args__ = (UniqueConstraint("conclusion_id", "number"),)

    id: Mapped[PrimaryKey]
    conclusion_id: Mapped[int] = mapped_column(ForeignKey("conclusion.id", ondelete="CASCADE"))
    number: Mapped[int]
    base_number: Mapped[int | None]
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    change: Mapped[str] = mapped_column(String(10), default="written")
    body: Mapped[LongText]
    sha256: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(String(200), default="")


class ConclusionReference(Model):
    """A mention or link in a conclusion; ``target_id`` is empty while nothing by that name exists."""

    __tablename__ = "conclusion_reference"
    __table_args__ = (Index("ix_conclusion_reference_target", "kind", "target_id"),)

    conclusion_id: Mapped[int] = mapped_column(ForeignKey("conclusion.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    target_id: Mapped[int | None]
