"""One row per action: what recent activity, notifications, audit and insight are made from.

The row is written in the transaction of the action itself (docs/adr/0004-activity-row.md).
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import ForeignKey, Index, String, update
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
    __table_args__ = (Index("ix_activity_root", "root_kind", "root_id", "id"), Index("ix_activity_verb", "verb", "id"))

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


class Veil(Protocol):
    """How a feature lets somebody act under another name: the row names the mask, who it was stands sealed."""

    def mask(self, activity: Activity, actor: Actor) -> int | None:
        """The member id to write down in the place of the actor's, or ``None``; the row is not stored yet."""

    def keep(self, activity: Activity, actor: Actor) -> None:
        """Seal who it was."""

    def lift(self, activity: Activity) -> int | None:
        """Who it was; asked only to leave them out of the notices of what they did themselves."""


_veils: list[Veil] = []


def set_veils(veils: Iterable[Veil]) -> None:
    """Set the veils; done once, where the product is put together."""
    _veils[:] = veils


def find_actor_id(activity: Activity) -> int | None:
    """Who really did it, also behind a mask; ``None`` for the system."""
    return next((real for veil in _veils if (real := veil.lift(activity))), activity.actor_id)


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
    veil, mask = _find_mask(activity, actor)
    if mask:
        activity.actor_id = mask
    db.session.add(activity)
    db.session.flush()
    if actor and veil:
        veil.keep(activity, actor)
    if notify:
        enqueue(NOTIFY, f"activity:{activity.id}")
    return activity


def _find_mask(activity: Activity, actor: Actor | None) -> tuple[Veil | None, int | None]:
    if actor is not None:
        for veil in _veils:
            if mask := veil.mask(activity, actor):
                return veil, mask
    return None, None


def change_root(source: tuple[str, int], target: tuple[str, int], kind: str, object_ids: Any) -> None:
    """Let what happened to these objects (a select of ids) belong to another root: they are in another place now."""
    db.session.execute(
        update(Activity)
        .where(
            Activity.root_kind == source[0],
            Activity.root_id == source[1],
            Activity.kind == kind,
            Activity.object_id.in_(object_ids),
        )
        .values(root_kind=target[0], root_id=target[1])
        .execution_options(synchronize_session=False)
    )


def change_audience(root: tuple[str, int], before: Iterable[str], after: Iterable[str]) -> None:
    """Let what happened under a root be for another audience, where it was for all who saw the root."""
    db.session.execute(
        update(Activity)
        .where(
            Activity.root_kind == root[0],
            Activity.root_id == root[1],
            Activity.audience == " ".join(sorted(before)),
        )
        .values(audience=" ".join(sorted(after)))
        .execution_options(synchronize_session=False)
    )
