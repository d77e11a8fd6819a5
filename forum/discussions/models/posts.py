"""Posts: what people wrote, in their place in the thread, with every earlier version."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core.clock import now
from forum.core.orm import LongText, Model, PathText, PrimaryKey
from forum.discussions.models.threads import Thread

_REPLY = text("depth > 0")
_ROOT = text("depth = 1")
_HIDDEN = text("hidden_at IS NOT NULL")


class Post(Model):
    """One text in a thread.

    ``parent_id`` is the truth; ``path``, ``depth``, ``root_id`` and ``reply_count`` are derived from it.
    The opening post has path ``""`` and depth 0; every level below appends the post's id in base 36,
    six characters wide, so ``ORDER BY path`` is the reading order and any stretch of it a range of one
    index. ``useful_count`` = ``imported_useful_count`` + the rows of ``useful_vote``;
    ``reactions`` counts the rows of ``reaction``: ``thanks:3 agree:1``.
    """

    __tablename__ = "post"
    __table_args__ = (
        UniqueConstraint("thread_id", "path"),
        Index("ix_post_author", "author_id", "id"),
        Index("ix_post_thread_id", "thread_id", "id"),
        Index("ix_post_hidden", "hidden_at", "id", sqlite_where=_HIDDEN, postgresql_where=_HIDDEN),
        Index(
            "ix_post_author_reply", "author_id", "hidden_at", "thread_id", sqlite_where=_REPLY, postgresql_where=_REPLY
        ),
        Index("ix_post_useful", "thread_id", "useful_count", "path", sqlite_where=_ROOT, postgresql_where=_ROOT),
    )

    id: Mapped[PrimaryKey]
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"), index=True)
    root_id: Mapped[int | None]
    path: Mapped[PathText]
    depth: Mapped[int] = mapped_column(default=0)
    reply_count: Mapped[int] = mapped_column(default=0)
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    # Then the author is the anonymous colleague, and who it really is stands sealed (forum.discussions.sealed).
    is_anonymous: Mapped[bool] = mapped_column(default=False)
    # As what its author speaks: a key of forum.discussions.capacities, and the library or group it is held in.
    capacity: Mapped[str] = mapped_column(String(20), default="")
    capacity_scope: Mapped[str] = mapped_column(String(120), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    body: Mapped[LongText]
    body_html: Mapped[LongText]
    body_plain: Mapped[LongText]
    render_version: Mapped[int]
    # What the text is written in, so that a screen reader pronounces it right: nl or en.
    language: Mapped[str] = mapped_column(String(5), default="nl")
    edited_at: Mapped[datetime | None]
    revision_count: Mapped[int] = mapped_column(default=1)
    # The files the text refers to, images apart, as the list under it shows them: id, name, url, size, type.
    files: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
    accepted_at: Mapped[datetime | None]
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    useful_count: Mapped[int] = mapped_column(default=0)
    imported_useful_count: Mapped[int] = mapped_column(default=0)
    reactions: Mapped[str] = mapped_column(String(120), default="")
    hidden_at: Mapped[datetime | None]
    hidden_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    hidden_reason: Mapped[LongText | None]
    licence: Mapped[str | None] = mapped_column(String(60))
    attribution_url: Mapped[str | None] = mapped_column(String(500))
    external_id: Mapped[str | None] = mapped_column(String(120), unique=True)

    thread: Mapped[Thread] = relationship()

    @property
    def is_opening(self) -> bool:
        return self.depth == 0

    @property
    def is_withdrawn(self) -> bool:
        """Whether the author took it back, and no moderator hid it."""
        return self.hidden_at is not None and self.hidden_by_id == self.author_id


class PostRevision(Model):
    """A full earlier or current version of a post; number 1 is what was first written.

    ``title`` is kept for opening posts only. ``base_number`` is the version the editor had in front of them.
    """

    __tablename__ = "post_revision"
    __table_args__ = (UniqueConstraint("post_id", "number"),)

    id: Mapped[PrimaryKey]
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"))
    number: Mapped[int]
    base_number: Mapped[int | None]
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    title: Mapped[str | None] = mapped_column(String(200))
    body: Mapped[LongText]
    sha256: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(String(200), default="")


class PostReference(Model):
    """A mention or link in a post; ``target_id`` is empty while nothing by that name exists."""

    __tablename__ = "post_reference"
    __table_args__ = (Index("ix_post_reference_target", "kind", "target_id"),)

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    target_id: Mapped[int | None]


class UsefulVote(Model):
    """A member found a post useful."""

    __tablename__ = "useful_vote"
    __table_args__ = (Index("ix_useful_vote_member", "member_id"),)

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
