"""Lists of spaces."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import and_, bindparam, func, select

from forum.accounts.models import Member
from forum.core.clock import now
from forum.core.errors import NotFound
from forum.core.policy import READER, Actor, can
from forum.core.prepared import Prepared
from forum.discussions.models import Space, SpaceModerator, SpaceRead, Thread, ThreadKind, ThreadRead
from forum.discussions.policies import prepared_values, visible_spaces
from forum.discussions.queries.unread import NEW_FOR, is_muted, is_news, lively
from forum.extensions import db
from forum.network.models import Library, Pillar
from forum.notifications.models import Watch


@dataclass(frozen=True, slots=True)
class SpaceRow:
    """A space in a list; ``new_count`` counts its threads with something unread (``queries.unread.lively``)."""

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


@dataclass(frozen=True, slots=True)
class SpaceHead:
    """A space as its own page shows it; the rules of ``policies`` accept it."""

    id: int
    slug: str
    title: str
    purpose: str
    audience: str
    pinned_until: datetime | None


def get_space_page(actor: Actor, slug: str) -> tuple[SpaceHead, str]:
    """The space with how much the actor hears of it ("" for what is usual); ``NotFound`` when they may not see it."""
    row = _space_page().first(prepared_values(actor) | {"slug": slug})
    if row is None:
        raise NotFound()
    return SpaceHead(*row[:-1]), row[-1] or ""


@cache
def _space_page() -> Prepared:
    columns = [getattr(Space, field.name) for field in fields(SpaceHead)]
    own = and_(Watch.member_id == READER.id, Watch.kind == "space", Watch.object_id == Space.id)
    found = select(*columns, Watch.level).outerjoin(Watch, own)
    return Prepared(found.where(Space.slug == bindparam("slug"), visible_spaces(READER)))


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
    among = lively(actor)
    return (
        select(among.c.space_id, func.count().label("new_count"))
        .join(Thread, Thread.id == among.c.id)
        .outerjoin(ThreadRead, and_(ThreadRead.thread_id == Thread.id, ThreadRead.member_id == actor.id))
        .outerjoin(SpaceRead, and_(SpaceRead.space_id == Thread.space_id, SpaceRead.member_id == actor.id))
        .where(is_news(actor), ~is_muted(actor))
        .group_by(among.c.space_id)
    )
