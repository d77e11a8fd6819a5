"""Who has the same question."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.clock import now
from forum.core.orm import Model


class MeToo(Model):
    """A member has the question of a thread too; ``Thread.me_too_count`` counts these rows.

    ``change_id`` names the merge that brought a row here from the other thread, so that it goes when that is undone.
    """

    __tablename__ = "me_too"
    __table_args__ = (Index("ix_me_too_member", "member_id"),)

    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    change_id: Mapped[int | None]
