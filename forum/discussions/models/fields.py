"""What a space asks besides title and text when somebody asks a question there, and what was answered."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.clock import now
from forum.core.orm import LongText, Model, PrimaryKey


class FieldKind(StrEnum):
    """How a field is filled in."""

    SHORT = "short"
    LONG = "long"
    CHOICE = "choice"


# A choice of the sites of the libraries, as the network has them on the day one asks.
SITES = "sites"


class SpaceField(Model):
    """A field of the questions of a space. Once removed it is asked no more; what was answered stays readable.

    ``options`` are the choices, one on each line; with ``source`` they come from elsewhere (``SITES``).
    """

    __tablename__ = "space_field"
    __table_args__ = (
        CheckConstraint("kind IN ('short', 'long', 'choice')", name="kind"),
        Index("ix_space_field_space", "space_id", "position"),
    )

    id: Mapped[PrimaryKey]
    space_id: Mapped[int] = mapped_column(ForeignKey("space.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(default=0)
    label: Mapped[str] = mapped_column(String(80))
    hint: Mapped[str] = mapped_column(String(200), default="")
    kind: Mapped[str] = mapped_column(String(10), default=FieldKind.SHORT)
    options: Mapped[LongText] = mapped_column(default="")
    source: Mapped[str] = mapped_column(String(10), default="", server_default="")
    is_required: Mapped[bool] = mapped_column(default=False)
    removed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)

    @property
    def sort(self) -> str:
        """How it is filled in, as one chooses it: one of ``FieldKind``, or ``SITES``."""
        return self.source or self.kind

    @property
    def choices(self) -> list[str]:
        """The options of a choice, in order."""
        return self.options.splitlines()

    @property
    def name(self) -> str:
        """What the field is called in a form."""
        return f"field-{self.id}"


class FieldAnswer(Model):
    """What an opening post says in one field; kept with the post, so that it goes wherever the post goes."""

    __tablename__ = "field_answer"
    __table_args__ = (Index("ix_field_answer_field", "field_id", "post_id"),)

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), primary_key=True)
    field_id: Mapped[int] = mapped_column(ForeignKey("space_field.id", ondelete="CASCADE"), primary_key=True)
    value: Mapped[LongText]
