"""Who stands behind the anonymous colleague. Only ``forum.discussions.sealed`` reads these tables."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.clock import now
from forum.core.orm import LongText, Model, PrimaryKey


class SealedAuthor(Model):
    """Who really wrote a post (``kind`` "post") or did what an activity row tells (``kind`` "activity")."""

    __tablename__ = "sealed_author"
    __table_args__ = (Index("ix_sealed_author_member", "member_id", "kind", "object_id"),)

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    object_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))


class SealedOpening(Model):
    """A moderator asked who wrote a sealed post, and why. The author of the post reads this; nobody else does."""

    __tablename__ = "sealed_opening"

    id: Mapped[PrimaryKey]
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), index=True)
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    opened_at: Mapped[datetime] = mapped_column(default=now)
    reason: Mapped[LongText]
