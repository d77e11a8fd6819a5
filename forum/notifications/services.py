"""The verbs of following and of reading notices."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import bindparam, delete, select, update

from forum.core import kinds as content_kinds
from forum.core.clock import now
from forum.core.errors import Invalid, NotFound
from forum.core.policy import Actor
from forum.core.prepared import PreparedWrite, taking
from forum.core.upsert import insert_or_update
from forum.extensions import db
from forum.notifications.models import FOLLOWING, LEVELS, Notification, Watch

_KEYS = ("member_id", "kind", "object_id")


def _insert_watch() -> Any:
    columns = taking(Watch, *_KEYS, "reason", "created_at")
    return insert_or_update(Watch).values(level=FOLLOWING, **columns).inline()


_FOLLOW = PreparedWrite(lambda: _insert_watch().on_conflict_do_nothing(index_elements=_KEYS))
_FOLLOW_ANYWAY = PreparedWrite(
    lambda: _insert_watch().on_conflict_do_update(
        index_elements=_KEYS, set_={"level": FOLLOWING, "reason": bindparam("new_reason")}
    )
)


def follow(actor: Actor, kind: str, object_id: int, *, reason: str = "chosen") -> None:
    """Follow a thing the actor may see (``NotFound`` otherwise). What somebody muted stays muted unless chosen."""
    if object_id not in content_kinds.get(kind).load_visible(actor, [object_id]):
        raise NotFound()
    add_follower(actor.id, kind, object_id, reason=reason)


def set_level(actor: Actor, kind: str, object_id: int, level: str) -> None:
    """Choose how much to hear of a thing the actor may see (``NotFound`` otherwise): one of ``LEVELS``, or "" for none.

    An unknown level is ``Invalid``.
    """
    if level and level not in LEVELS:
        raise Invalid(_l("Choose what you want to hear of."))
    if object_id not in content_kinds.get(kind).load_visible(actor, [object_id]):
        raise NotFound()
    if not level:
        unfollow(actor, kind, object_id)
        return
    values = {"level": level, "reason": "chosen"}
    db.session.execute(
        insert_or_update(Watch)
        .values(member_id=actor.id, kind=kind, object_id=object_id, created_at=now(), **values)
        .on_conflict_do_update(index_elements=["member_id", "kind", "object_id"], set_=values)
    )


def add_follower(member_id: int, kind: str, object_id: int, *, reason: str) -> None:
    """Let a member follow what they just wrote or were let into; the caller has asked the policy."""
    row = {"member_id": member_id, "kind": kind, "object_id": object_id, "reason": reason, "created_at": now()}
    follow_anew = _FOLLOW_ANYWAY if reason == "chosen" else _FOLLOW
    follow_anew.run({f"new_{name}": value for name, value in row.items()})


def unfollow(actor: Actor, kind: str, object_id: int) -> None:
    """Stop following; nothing happens where one did not follow."""
    db.session.execute(
        delete(Watch).where(Watch.member_id == actor.id, Watch.kind == kind, Watch.object_id == object_id)
    )


def mark_read(actor: Actor, notification_id: int) -> Notification:
    """Mark one notice of the actor as read and return it; ``NotFound`` when it is not theirs."""
    notification = db.session.scalar(
        select(Notification).where(Notification.id == notification_id, Notification.member_id == actor.id)
    )
    if notification is None:
        raise NotFound()
    if notification.read_at is None:
        notification.read_at = now()
        db.session.flush()
    return notification


def mark_subject_read(actor: Actor, subject_kind: str, subject_id: int) -> None:
    """Mark the unread notices about one subject as read: the member has just been there."""
    _mark(actor, Notification.subject_kind == subject_kind, Notification.subject_id == subject_id)


def mark_all_read(actor: Actor) -> None:
    """Mark every notice of the actor as read."""
    _mark(actor)


def _mark(actor: Actor, *conditions) -> None:  # type: ignore[no-untyped-def]
    db.session.execute(
        update(Notification)
        .where(Notification.member_id == actor.id, Notification.read_at.is_(None), *conditions)
        .values(read_at=now())
    )
