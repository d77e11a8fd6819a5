"""The lists of notices and followers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, tuple_

from forum.accounts.models import Member
from forum.core import kinds as content_kinds
from forum.core.pagination import Page, cut, decode_cursor
from forum.core.policy import Actor
from forum.extensions import db
from forum.notifications.kinds import Notice
from forum.notifications.models import FOLLOWING, Notification, Watch

PAGE_SIZE = 30


def list_notices(actor: Actor, *, unread_only: bool = False, cursor: str | None = None) -> Page[Notice]:
    """The actor's notices, newest first; those about things they may no longer see are left out."""
    after = decode_cursor(cursor, datetime, int)
    query = (
        select(Notification, Member.display_name)
        .outerjoin(Member, Member.id == Notification.actor_id)
        .where(Notification.member_id == actor.id)
        .order_by(Notification.updated_at.desc(), Notification.id.desc())
        .limit(PAGE_SIZE + 1)
    )
    if unread_only:
        query = query.where(Notification.read_at.is_(None))
    if after:
        query = query.where(tuple_(Notification.updated_at, Notification.id) < after)
    rows = db.session.execute(query).all()
    page = cut(rows, PAGE_SIZE, lambda row: (row[0].updated_at, row[0].id), after=after)
    return Page(_present(actor, page.items), page.next_cursor)


def _present(actor: Actor, rows: Sequence[Any]) -> list[Notice]:
    visible = _load_visible(actor, [row[0] for row in rows])
    notices = []
    for notification, actor_name in rows:
        subject = visible.get((notification.subject_kind, notification.subject_id))
        target = visible.get((notification.object_kind, notification.object_id))
        if subject is None or target is None:
            continue
        notices.append(
            Notice(
                id=notification.id,
                kind=notification.kind,
                actor_name=actor_name or "",
                event_count=notification.event_count,
                title=content_kinds.get(notification.subject_kind).title(subject),
                url=content_kinds.get(notification.object_kind).url(target),
                updated_at=notification.updated_at,
                is_read=notification.read_at is not None,
            )
        )
    return notices


def _load_visible(actor: Actor, notifications: Sequence[Notification]) -> dict[tuple[str, int], object]:
    """Everything the notices speak of, one statement a kind of content."""
    wanted: dict[str, set[int]] = {}
    for n in notifications:
        wanted.setdefault(n.subject_kind, set()).add(n.subject_id)
        wanted.setdefault(n.object_kind, set()).add(n.object_id)
    return {
        (kind, object_id): thing
        for kind, ids in wanted.items()
        for object_id, thing in content_kinds.get(kind).load_visible(actor, ids).items()
    }


def list_follower_ids(kind: str, object_id: int) -> Sequence[int]:
    """The members who follow a thing."""
    return db.session.scalars(
        select(Watch.member_id).where(Watch.kind == kind, Watch.object_id == object_id, Watch.level == FOLLOWING)
    ).all()


def count_unread(member_id: ColumnElement[int]) -> ColumnElement[int]:
    """The number of unread notices of a member as a scalar subquery, for the statement that reads who is asking."""
    table = Notification.__table__
    return (
        select(func.count())
        .select_from(table)
        .where(table.c.member_id == member_id, table.c.read_at.is_(None))
        .scalar_subquery()
    )
