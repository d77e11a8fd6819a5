"""Suggested edits: a better text for somebody else's post, until its author or a moderator decides."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core.clock import now
from forum.core.orm import LongText, Model, PrimaryKey
from forum.discussions.models.posts import Post
from forum.discussions.models.threads import TITLE_LENGTH

_OPEN = text("state = 'open'")


class SuggestionState(StrEnum):
    """What became of a suggestion; ``CHANGED`` was accepted with changes."""

    OPEN = "open"
    ACCEPTED = "accepted"
    CHANGED = "changed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class SuggestedEdit(Model):
    """A member's text for a post, made from its version ``base_number``; at most one is open per member and post.

    ``decided_by_id`` is the name under which was decided; once accepted, ``revision_number`` is the version it became.
    """

    __tablename__ = "suggested_edit"
    __table_args__ = (
        Index(
            "uq_suggested_edit_open", "post_id", "author_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
        ),
        Index("ix_suggested_edit_author", "author_id", "state"),
        Index("ix_suggested_edit_post", "post_id", "state"),
    )

    id: Mapped[PrimaryKey]
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"))
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    base_number: Mapped[int]
    title: Mapped[str | None] = mapped_column(String(TITLE_LENGTH))
    body: Mapped[LongText]
    reason: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[str] = mapped_column(String(12), default=SuggestionState.OPEN.value)
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    answer: Mapped[str] = mapped_column(String(300), default="")
    revision_number: Mapped[int | None]

    post: Mapped[Post] = relationship()

    @property
    def is_open(self) -> bool:
        return self.state == SuggestionState.OPEN
