"""Reactions: a colleague's thanks or agreement, without another post."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.clock import now
from forum.core.orm import Model


class ReactionKind(StrEnum):
    """The few one can give, in the order they are drawn."""

    THANKS = "thanks"
    AGREE = "agree"
    SAME = "same"
    WATCHING = "watching"
    CHEERS = "cheers"


class Reaction(Model):
    """A member reacted to a post; each member gives each kind once. ``post.reactions`` holds the counts."""

    __tablename__ = "reaction"

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
