"""Drafts: text on its way, kept on the server because desk PCs are shared."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.clock import now
from forum.core.orm import LongText, Model

NEW_THREAD, ANSWER = "thread:new", ":answer"


class Draft(Model):
    """What a member was typing; ``key`` says where.

    ``thread:new:<token>`` (``…:answer`` for the answer that goes with it), ``thread:<id>:reply``, ``post:<id>:edit``.
    """

    __tablename__ = "draft"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    title: Mapped[str] = mapped_column(String(300), default="")
    body: Mapped[LongText] = mapped_column(default="")
    # What else the form held, as text: the space and kind of a new thread, the post a reply answers.
    choices: Mapped[dict[str, Any]] = mapped_column(default=dict)
    updated_at: Mapped[datetime] = mapped_column(default=now, index=True)
