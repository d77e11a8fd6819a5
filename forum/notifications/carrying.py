"""What goes along when a thing that members follow is united with another one, divided or closed to some of them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, literal, select, update
from sqlalchemy.orm import aliased

from forum.core.clock import now
from forum.core.upsert import insert_or_update
from forum.extensions import db
from forum.notifications.models import FOLLOWING, MUTED, Notification, Watch


def copy_followers(
    kind: str, source_id: int, target_id: int, *, reason: str, moment: datetime, with_muted: bool = False
) -> None:
    """Let those who follow one thing follow another; who has chosen anything about that one keeps it."""
    levels = (FOLLOWING, MUTED) if with_muted else (FOLLOWING,)
    rows = select(
        Watch.member_id,
        Watch.kind,
        literal(target_id),
        Watch.level,
        literal(reason),
        literal(moment, Watch.created_at.type),
    ).where(Watch.kind == kind, Watch.object_id == source_id, Watch.level.in_(levels))
    columns = ["member_id", "kind", "object_id", "level", "reason", "created_at"]
    insert = insert_or_update(Watch).from_select(columns, rows)
    db.session.execute(insert.on_conflict_do_nothing(index_elements=columns[:3]))


def drop_copied_followers(kind: str, object_id: int, *, reason: str, moment: datetime, keep: Any) -> None:
    """Undo that for those who have not chosen otherwise since; ``keep`` is a select of members who stay."""
    db.session.execute(
        delete(Watch).where(
            Watch.kind == kind,
            Watch.object_id == object_id,
            Watch.reason == reason,
            Watch.created_at == moment,
            Watch.member_id.not_in(keep),
        )
    )


def readdress_notices(subject_kind: str, source_id: int, target_id: int, object_kind: str, object_ids: Any) -> None:
    """Let the notices of a subject that speak of these objects (a select of ids) have another subject.

    A member keeps one unread notice of a kind and subject: two become one that counts the events of both.
    """
    here = (
        Notification.subject_kind == subject_kind,
        Notification.subject_id == source_id,
        Notification.object_kind == object_kind,
        Notification.object_id.in_(object_ids),
    )
    other = aliased(Notification)
    twin = (
        other.member_id == Notification.member_id,
        other.kind == Notification.kind,
        other.subject_kind == subject_kind,
        other.read_at.is_(None),
    )
    moving = select(func.sum(other.event_count)).where(
        *twin, other.subject_id == source_id, other.object_kind == object_kind, other.object_id.in_(object_ids)
    )
    staying = (
        Notification.subject_kind == subject_kind,
        Notification.subject_id == target_id,
        Notification.read_at.is_(None),
    )
    events = Notification.event_count + func.coalesce(moving.scalar_subquery(), 0)
    _run(update(Notification).where(*staying).values(event_count=events))
    has_twin = select(other.id).where(*twin, other.subject_id == target_id).exists()
    _run(delete(Notification).where(*here, Notification.read_at.is_(None), has_twin))
    _run(update(Notification).where(*here).values(subject_id=target_id))


def settle_notices(subject_kind: str, subject_id: int) -> None:
    """Mark what is left about a subject as read: nobody can open it any more."""
    _run(update(Notification).where(*_unread(subject_kind, subject_id)).values(read_at=now()))


def withdraw_notices(subject_kind: str, subject_id: int, readers: Any) -> list[int]:
    """Take the unread notices of a subject from all but its readers (a select of member ids).

    Gives the ids of the notices, for bringing them back.
    """
    blind = (*_unread(subject_kind, subject_id), Notification.member_id.not_in(readers))
    ids = list(db.session.scalars(select(Notification.id).where(*blind)))
    if ids:
        _run(update(Notification).where(*blind).values(read_at=now()))
    return ids


def bring_notices_back(ids: Collection[int]) -> None:
    """Make withdrawn notices unread again, where no newer one has taken their place."""
    other = aliased(Notification)
    newer = select(other.id).where(
        other.member_id == Notification.member_id,
        other.kind == Notification.kind,
        other.subject_kind == Notification.subject_kind,
        other.subject_id == Notification.subject_id,
        other.read_at.is_(None),
    )
    if ids:
        _run(update(Notification).where(Notification.id.in_(ids), ~newer.exists()).values(read_at=None))


def _unread(subject_kind: str, subject_id: int) -> tuple[Any, ...]:
    return (
        Notification.subject_kind == subject_kind,
        Notification.subject_id == subject_id,
        Notification.read_at.is_(None),
    )


def _run(statement: Any) -> None:
    db.session.execute(statement.execution_options(synchronize_session=False))
