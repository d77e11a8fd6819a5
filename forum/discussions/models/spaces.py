"""Spaces: where discussions live, with the audience that sees them and who moderates."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.clock import now
from forum.core.orm import LongText, Model, PrimaryKey, ShortText
from forum.core.policy import NETWORK


class Space(Model):
    """A place for discussions on one subject.

    ``audience`` is one token: ``network``, ``library:<id>``, ``group:<id>`` or ``public``. ``allows_anonymous``
    says whether colleagues may ask here without their name.
    """

    __tablename__ = "space"

    id: Mapped[PrimaryKey]
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[ShortText]
    purpose: Mapped[LongText] = mapped_column(default="")
    pillar_id: Mapped[int | None] = mapped_column(ForeignKey("pillar.id"), index=True)
    audience: Mapped[str] = mapped_column(String(60), default=NETWORK, index=True)
    allows_anonymous: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)
    thread_count: Mapped[int] = mapped_column(default=0)
    last_post_id: Mapped[int] = mapped_column(default=0)
    last_post_at: Mapped[datetime | None]
    # Until when it has a pinned thread: a list of a space without any asks for none.
    pinned_until: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class SpaceModerator(Model):
    """A member who moderates one space."""

    __tablename__ = "space_moderator"
    __table_args__ = (Index("ix_space_moderator_member", "member_id"),)

    space_id: Mapped[int] = mapped_column(ForeignKey("space.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
