"""Tables of the files: the file itself, and what refers to it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.clock import now
from forum.core.orm import Model, PrimaryKey


class State(StrEnum):
    """How far the words of a file are: there are none, they are still to be read, were read, or cannot be."""

    WORDLESS = "wordless"
    WAITING = "waiting"
    READ = "read"
    UNREADABLE = "unreadable"


NAME_LENGTH = 120


class Attachment(Model):
    """A file somebody uploaded; what it holds lies in the store under ``storage_key``.

    ``name`` is how it is shown and saved, ``media_type`` what the content was found to be. Images have a size
    in pixels, and those larger than a text shows them a second, smaller picture (``thumb_width``, ``thumb_height``).
    """

    __tablename__ = "attachment"
    __table_args__ = (
        CheckConstraint("state IN ('wordless', 'waiting', 'read', 'unreadable')", name="state"),
        Index("ix_attachment_uploader", "uploader_id", "created_at"),
    )

    id: Mapped[PrimaryKey]
    storage_key: Mapped[str] = mapped_column(String(40), unique=True)
    uploader_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    width: Mapped[int | None]
    height: Mapped[int | None]
    thumb_width: Mapped[int | None]
    thumb_height: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(12), default=State.WORDLESS)
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)
    # Since when no text refers to it; empty while one does.
    unused_since: Mapped[datetime | None] = mapped_column(default=now, index=True)
    # What can be read in it, for search; long, and hardly ever needed with the rest.
    text: Mapped[str | None] = mapped_column(Text(), deferred=True)

    @property
    def is_image(self) -> bool:
        return self.media_type.startswith("image/")


class AttachmentUse(Model):
    """Something of some kind refers to a file in its text: whoever sees that may open the file."""

    __tablename__ = "attachment_use"
    __table_args__ = (Index("ix_attachment_use_object", "kind", "object_id"),)

    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachment.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(30), primary_key=True)
    object_id: Mapped[int] = mapped_column(primary_key=True)
