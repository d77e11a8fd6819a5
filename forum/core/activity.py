"""One row per action: what recent activity, notifications, audit and insight are made from.

The row is written in the transaction of the action itself (docs/adr/0004-activity-row.md).
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.clock import now
from forum.core.orm import Model, PrimaryKey
from forum.core.outbox import enqueue
from forum.core.policy import Actor
from forum.extensions import db

NOTIFY = "notify"


class Activity(Model):
    """Somebody did something: actor, verb (``thread.replied``), object, and the root it belongs to."""

    __tablename__ = "activity"
    __table_args__ = (Index("ix_activity_root", "root_kind", "root_id", "id"),)

    id: Mapped[PrimaryKey]
    verb: Mapped[str] = mapped_column(String(60))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    kind: Mapped[str] = mapped_column(String(30))
    object_id: Mapped[int]
    root_kind: Mapped[str] = mapped_column(String(30))
    root_id: Mapped[int]
    audience: Mapped[str] = mapped_column(String(400))
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)


def record(
    verb: str,
    actor: Actor | None,
    kind: str,
    object_id: int,
    *,
    root: tuple[str, int] | None = None,
    audience: Iterable[str],
    data: dict[str, Any] | None = None,
    notify: bool = True,
) -> Activity:
    """Write the activity row of an action and, unless ``notify`` is off, put its notifications in the outbox."""
    root_kind, root_id = root or (kind, object_id)
    activity = Activity(
        verb=verb,
        actor_id=actor.id if actor else None,
        kind=kind,
        object_id=object_id,
        root_kind=root_kind,
        root_id=root_id,
        audience=" ".join(sorted(audience)),
        data=data or {},
        created_at=now(),
    )
    db.session.add(activity)
    db.session.flush()
    if notify:
        enqueue(NOTIFY, f"activity:{activity.id}")
    return activity
