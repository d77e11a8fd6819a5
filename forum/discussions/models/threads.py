"""Threads: one question, discussion or announcement, with the counters its rows in lists are drawn from."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, TextClause, text
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
_UNANSWERED = text("kind = 'question' AND hidden_at IS NULL AND answer_count = 0")
_OPEN = text("kind = 'question' AND hidden_at IS NULL AND accepted_count = 0")
_SOLVED = text("solved_at IS NOT NULL AND hidden_at IS NULL")
_USEFUL = text("useful_count > 0 AND hidden_at IS NULL")
_DUPLICATE = text("duplicate_of_id IS NOT NULL")
_PINNED = text("pinned_until IS NOT NULL")


def _index(name: str, *columns: str, where: TextClause) -> Index:
    """An index of the threads in one list: small, and already in the order of the list."""
    return Index(f"ix_thread_{name}", *columns, sqlite_where=where, postgresql_where=where)


class Thread(Model):
    """A question, discussion or announcement in a space.

    ``opening_post_id`` and ``last_post_id`` carry no foreign key: they are derived, and a circle of
    constraints would order every insert. ``version`` rises with every change a reader of the thread
    can see; it is the key of the kept blocks and of conditional answers. ``answer_count`` counts the
    visible direct replies, ``reply_count`` all visible replies; ``solved_at`` is when the newest answer was
    accepted. ``panels`` names what stands between the question and its replies (``forum.discussions.panels``),
    separated by spaces. ``is_anonymous`` says that it holds posts of the anonymous colleague.

    A thread that was merged into another one keeps its row, without posts and seen by nobody: ``merged_into_id``
    says where they went, and its address leads on to its opening post. ``duplicate_of_id`` names the thread that
    asked the same before. Neither carries a foreign key, for the same reason.
    """

    __tablename__ = "thread"
    __table_args__ = (
        CheckConstraint("kind IN ('question', 'discussion', 'announcement')", name="kind"),
        _index("space_last", "space_id", "last_post_at", "id", where=_VISIBLE),
        _index("last", "last_post_at", "id", where=_VISIBLE),
        # What is always the same stands in them, so that no planner hesitates between these and the two above.
        _index("unanswered", "answer_count", "last_post_at", "id", where=_UNANSWERED),
        _index("space_unanswered", "space_id", "answer_count", "last_post_at", "id", where=_UNANSWERED),
        _index("open", "accepted_count", "last_post_at", "id", where=_OPEN),
        _index("space_open", "space_id", "accepted_count", "last_post_at", "id", where=_OPEN),
        _index("announcement", "kind", "last_post_at", "id", where=_ANNOUNCEMENT),
        _index("solved", "solved_at", "id", where=_SOLVED),
        _index("space_solved", "space_id", "solved_at", "id", where=_SOLVED),
        _index("useful", "useful_count", "id", where=_USEFUL),
        _index("created", "created_at", "id", where=_VISIBLE),
        Index("ix_thread_author", "author_id", "id"),
        _index("duplicate", "duplicate_of_id", where=_DUPLICATE),
        _index("pinned", "pinned_until", where=_PINNED),
    )

    id: Mapped[PrimaryKey]
    space_id: Mapped[int] = mapped_column(ForeignKey("space.id"))
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    slug: Mapped[str] = mapped_column(String(100))
    language: Mapped[str] = mapped_column(String(5), default="nl")
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    is_anonymous: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)
    opening_post_id: Mapped[int] = mapped_column(default=0)
    last_post_id: Mapped[int] = mapped_column(default=0)
    last_post_at: Mapped[datetime] = mapped_column(default=now)
    last_post_author_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    reply_count: Mapped[int] = mapped_column(default=0)
    answer_count: Mapped[int] = mapped_column(default=0)
    accepted_count: Mapped[int] = mapped_column(default=0)
    solved_at: Mapped[datetime | None]
    useful_count: Mapped[int] = mapped_column(default=0)
    me_too_count: Mapped[int] = mapped_column(default=0)
    # Asked together with its answer, to keep a known solution.
    is_recorded: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    panels: Mapped[str] = mapped_column(String(120), default="")
    merged_into_id: Mapped[int | None]
    duplicate_of_id: Mapped[int | None]
    pinned_until: Mapped[datetime | None]
    pinned_everywhere: Mapped[bool] = mapped_column(default=False)
    found_count: Mapped[int] = mapped_column(default=0)
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

    @property
    def is_withdrawn(self) -> bool:
        """Whether the author took it back, and no moderator hid it."""
        return self.hidden_at is not None and self.hidden_by_id == self.author_id
