"""How far a member has read: watermarks on the global post id, which survives splits and merges."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.clock import now
from forum.core.orm import Model


class ThreadRead(Model):
    """Every post of the thread up to ``last_read_post_id`` has been in front of the member.

    ``forced_unread_from`` is set when they marked it as unread again: from that post on nothing counts as read.
    """

    __tablename__ = "thread_read"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), primary_key=True)
    last_read_post_id: Mapped[int]
    forced_unread_from: Mapped[int | None]
    updated_at: Mapped[datetime] = mapped_column(default=now)


class SpaceRead(Model):
    """Everything in the space up to ``read_upto_post_id`` counts as read ("mark all as read")."""

    __tablename__ = "space_read"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    space_id: Mapped[int] = mapped_column(ForeignKey("space.id", ondelete="CASCADE"), primary_key=True)
    read_upto_post_id: Mapped[int]
    updated_at: Mapped[datetime] = mapped_column(default=now)
