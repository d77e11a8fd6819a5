"""Lists of spaces."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import and_, bindparam, func, select

from forum.accounts.models import Member
from forum.core.clock import now
from forum.core.orm import UtcDateTime
from forum.core.policy import READER, Actor, can
from forum.core.prepared import Prepared
from forum.discussions.models import Space, SpaceModerator, SpaceRead, Thread, ThreadKind, ThreadRead
from forum.discussions.policies import prepared_values, visible_spaces
from forum.discussions.queries.unread import NEW_FOR, is_muted, is_news
from forum.extensions import db
from forum.network.models import Library, Pillar


@dataclass(frozen=True, slots=True)
class SpaceRow:
    """A space in a list; ``new_count`` counts its threads with something unread, active in the last 60 days."""

    id: int
    slug: str
    title: str
    purpose: str
    audience: str
    pillar: str
    thread_count: int
    last_post_at: datetime | None
    new_count: int


def list_spaces(actor: Actor) -> Sequence[SpaceRow]:
    """The spaces the actor may see, by pillar and position; one statement."""
    values = prepared_values(actor) | {"new_since": now() - NEW_FOR}
    return [SpaceRow(*row) for row in _spaces().all(values)]


@cache
def _spaces() -> Prepared:
    """The select of the list, built once for all readers."""
    new = _new_counts(READER).subquery()
    return Prepared(
        select(
            Space.id,
            Space.slug,
            Space.title,
            Space.purpose,
            Space.audience,
            func.coalesce(Pillar.name, ""),
            Space.thread_count,
            Space.last_post_at,
            func.coalesce(new.c.new_count, 0),
        )
        .outerjoin(Pillar, Pillar.id == Space.pillar_id)
        .outerjoin(new, new.c.space_id == Space.id)
        .where(visible_spaces(READER))
        .order_by(func.coalesce(Pillar.position, 0), Space.position, Space.id)
    )


def list_moderators(space: Space) -> Sequence[Any]:
    """The members appointed to moderate a space, by name; the caller has asked the policy."""
    query = (
        select(Member.id, Member.display_name, Member.function_title, Library.short_name.label("library_name"))
        .join(SpaceModerator, SpaceModerator.member_id == Member.id)
        .outerjoin(Library, Library.id == Member.library_id)
        .where(SpaceModerator.space_id == space.id)
        .order_by(Member.sort_name, Member.id)
    )
    return db.session.execute(query).all()


def list_writable_spaces(actor: Actor, kind: str = "") -> Sequence[Space]:
    """The spaces the actor can start a thread of this kind in, for a choice."""
    query = select(Space).where(visible_spaces(actor)).order_by(Space.position, Space.id)
    spaces = db.session.scalars(query).all()
    if kind == ThreadKind.ANNOUNCEMENT:
        return [space for space in spaces if can(actor, "space.announce", space)]
    return spaces


def list_readable_spaces(actor: Actor) -> Sequence[Any]:
    """The spaces the actor sees, for a choice: id, slug and title of each."""
    return _readable().all(prepared_values(actor))


@cache
def _readable() -> Prepared:
    spaces = select(Space.id, Space.slug, Space.title).where(visible_spaces(READER))
    return Prepared(spaces.order_by(Space.position, Space.id), named=True)


def _new_counts(actor: Actor) -> Any:
    return (
        select(Thread.space_id, func.count().label("new_count"))
        .join(Space, Space.id == Thread.space_id)
        .outerjoin(ThreadRead, and_(ThreadRead.thread_id == Thread.id, ThreadRead.member_id == actor.id))
        .outerjoin(SpaceRead, and_(SpaceRead.space_id == Thread.space_id, SpaceRead.member_id == actor.id))
        .where(
            visible_spaces(actor),
            Thread.hidden_at.is_(None),
            Thread.last_post_at > bindparam("new_since", type_=UtcDateTime()),
            is_news(actor),
            ~is_muted(actor),
        )
        .group_by(Thread.space_id)
    )
