"""From an activity row to notices: done by the worker, in the transaction that removes the outbox row."""

from collections.abc import Mapping

from sqlalchemy import select

from forum.accounts.identity import tokens_of
from forum.core import kinds as content_kinds
from forum.core.activity import NOTIFY, Activity, find_actor_id
from forum.core.outbox import Outbox, handler
from forum.core.upsert import insert_or_update
from forum.extensions import db
from forum.notifications.kinds import NotificationKind, listening_to
from forum.notifications.models import MENTIONS, MUTED, Notification, Watch


@handler(NOTIFY)
def notify_of_activity(row: Outbox) -> None:
    """Give everybody concerned at most one notice of an action, the most important that applies."""
    activity = db.session.get(Activity, int(row.key.partition(":")[2]))
    if activity is None:
        return
    kinds = listening_to(activity.verb)
    wanted: dict[int, NotificationKind] = {}
    for kind in kinds:
        for member_id in kind.recipients(activity):
            wanted.setdefault(member_id, kind)
    wanted.pop(find_actor_id(activity) or 0, None)
    for member_id in _allowed(activity, wanted):
        _deliver(activity, member_id, wanted[member_id])


def _allowed(activity: Activity, wanted: Mapping[int, NotificationKind]) -> list[int]:
    """Those who may see the object now and want to hear of its root; the audience is asked again, not remembered."""
    if not wanted:
        return []
    subject = content_kinds.get(activity.kind).load([activity.object_id]).get(activity.object_id)
    if subject is None:
        return []
    audience = content_kinds.get(activity.kind).audience(subject)
    levels = select(Watch.member_id, Watch.level).where(
        Watch.kind == activity.root_kind,
        Watch.object_id == activity.root_id,
        Watch.level.in_((MUTED, MENTIONS)),
        Watch.member_id.in_(wanted),
    )
    without = {
        member_id
        for member_id, level in db.session.execute(levels)
        if level == MUTED or not wanted[member_id].is_personal
    }
    tokens = tokens_of(wanted.keys())
    return sorted(m for m, held in tokens.items() if m not in without and not held.isdisjoint(audience))


def _deliver(activity: Activity, member_id: int, kind: NotificationKind) -> None:
    values = {
        "object_kind": activity.kind,
        "object_id": activity.object_id,
        "actor_id": activity.actor_id,
        "updated_at": activity.created_at,
    }
    insert = insert_or_update(Notification).values(
        member_id=member_id,
        kind=kind.key,
        subject_kind=activity.root_kind,
        subject_id=activity.root_id,
        event_count=1,
        created_at=activity.created_at,
        **values,
    )
    db.session.execute(
        insert.on_conflict_do_update(
            index_elements=["member_id", "kind", "subject_kind", "subject_id"],
            index_where=Notification.read_at.is_(None),
            set_=values | {"event_count": Notification.event_count + 1},
        )
    )
