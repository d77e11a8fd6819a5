"""Threads: one question, discussion or announcement, with the counters its rows in lists are drawn from."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core.clock import now
from forum.core.orm import LongText, Model, PrimaryKey
from forum.discussions.models.spaces import Space


class ThreadKind(StrEnum):
    """What a thread is for."""

    QUESTION = "question"
    DISCUSSION = "discussion"
    ANNOUNCEMENT = "announcement"


TITLE_LENGTH = 200

_VISIBLE = text("hidden_at IS NULL")
_ANNOUNCEMENT = text("kind = 'announcement' AND hidden_at IS NULL")
_OPEN_QUESTION = text("kind = 'question' AND hidden_at IS NULL AND answer_count = 0")


class Thread(Model):
    """A question, discussion or announcement in a space.

    ``opening_post_id`` and ``last_post_id`` carry no foreign key: they are derived, and a circle of
    constraints would order every insert. ``version`` rises with every change a reader of the thread
    can see; it is the key of the kept blocks and of conditional answers. ``answer_count`` counts the
    visible direct replies, ``reply_count`` all visible replies. ``panels`` names what stands between the
    question and its replies (``forum.discussions.panels``), separated by spaces.
    """

    __tablename__ = "thread"
    __table_args__ = (
        CheckConstraint("kind IN ('question', 'discussion', 'announcement')", name="kind"),
        Index(
            "ix_thread_space_last",
            "space_id",
            "last_post_at",
            "id",
            sqlite_where=_VISIBLE,
            postgresql_where=_VISIBLE,
        ),
        Index("ix_thread_last", "last_post_at", "id", sqlite_where=_VISIBLE, postgresql_where=_VISIBLE),
        Index(
            "ix_thread_unanswered", "last_post_at", "id", sqlite_where=_OPEN_QUESTION, postgresql_where=_OPEN_QUESTION
        ),
        Index(
            "ix_thread_announcement", "last_post_at", "id", sqlite_where=_ANNOUNCEMENT, postgresql_where=_ANNOUNCEMENT
        ),
        Index("ix_thread_author", "author_id", "id"),
    )

    id: Mapped[PrimaryKey]
    space_id: Mapped[int] = mapped_column(ForeignKey("space.id"))
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    slug: Mapped[str] = mapped_column(String(100))
    language: Mapped[str] = mapped_column(String(5), default="nl")
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    opening_post_id: Mapped[int] = mapped_column(default=0)
    last_post_id: Mapped[int] = mapped_column(default=0)
    last_post_at: Mapped[datetime] = mapped_column(default=now)
    last_post_author_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    reply_count: Mapped[int] = mapped_column(default=0)
    answer_count: Mapped[int] = mapped_column(default=0)
    accepted_count: Mapped[int] = mapped_column(default=0)
    useful_count: Mapped[int] = mapped_column(default=0)
    me_too_count: Mapped[int] = mapped_column(default=0)
    # Asked together with its answer, to keep a known solution.
    is_recorded: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    panels: Mapped[str] = mapped_column(String(120), default="")
    locked_at: Mapped[datetime | None]
    locked_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    locked_reason: Mapped[LongText | None]
    hidden_at: Mapped[datetime | None]
    hidden_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    hidden_reason: Mapped[LongText | None]
    source_name: Mapped[str | None] = mapped_column(String(120))
    source_url: Mapped[str | None] = mapped_column(String(500))
    licence: Mapped[str | None] = mapped_column(String(60))
    external_id: Mapped[str | None] = mapped_column(String(120), unique=True)

    space: Mapped[Space] = relationship()

    @property
    def is_question(self) -> bool:
        return self.kind == ThreadKind.QUESTION

    @property
    def is_solved(self) -> bool:
        return self.accepted_count > 0

    @property
    def is_locked(self) -> bool:
        return self.locked_at is not None
