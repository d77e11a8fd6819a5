"""Reading members, their roles, sessions and invitations; every list costs a fixed number of statements."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, Select, String, and_, func, literal, or_, select, tuple_

from forum.accounts.anonymous import SOURCE as ANONYMOUS_SOURCE
from forum.accounts.identity import Identity
from forum.accounts.models import Invitation, Member, RoleGrant, SignInSession
from forum.accounts.names import fold
from forum.core.clock import now
from forum.core.errors import NotFound
from forum.core.pagination import Page, cut, decode_cursor
from forum.core.policy import NETWORK, READER, Actor
from forum.extensions import db
from forum.network.models import GroupMembership, Library, Municipality, WorkingGroup

AnyRow = Row[*tuple[Any, ...]]

PER_PAGE = 50
GROUP_SUGGESTIONS = 3
SUGGESTIONS = 8
MOST_SESSIONS = 50
MOST_INVITATIONS = 100


def visible_members(actor: Actor) -> Any:
    """The clause for members the actor sees: everybody for who is signed in, nobody for a visitor."""
    if actor is READER:
        return literal(NETWORK, String()).in_(READER.tokens)
    return Member.id.is_not(None) if NETWORK in actor.tokens else Member.id.is_(None)


def visible_authors(actor: Actor) -> Any:
    """The clause for members texts can be looked up by: all visible ones but the anonymous colleague."""
    return visible_members(actor) & (Member.source.is_(None) | (Member.source != ANONYMOUS_SOURCE))


def get_member(actor: Actor, member_id: int) -> Member:
    """A member the actor sees. Raises ``NotFound``."""
    member = db.session.scalar(select(Member).where(Member.id == member_id, visible_members(actor)))
    if member is None:
        raise NotFound()
    return member


def get_profile(actor: Actor, member_id: int) -> AnyRow:
    """What the page of a member shows, in one row: the columns of `_rows`. Raises ``NotFound``."""
    row = db.session.execute(_rows(actor).where(Member.id == member_id)).first()
    if row is None:
        raise NotFound()
    return row


def list_members(
    actor: Actor,
    *,
    text: str = "",
    library: str = "",
    group: str = "",
    after: str = "",
    before: str = "",
    inactive: bool = False,
) -> Page[AnyRow]:
    """Colleagues by name, a page after or before a cursor.

    `text` is sought in name, function and handle; `library` and `group` are slugs.
    """
    query = _rows(actor).where(Member.source.is_(None))
    if not inactive:
        query = query.where(Member.is_active)
    if words := fold(without_nul(text)[:100]):
        query = query.where(_matches(words))
    if library:
        query = query.where(Library.slug == without_nul(library))
    if group:
        of_group = select(WorkingGroup.id).where(
            WorkingGroup.slug == without_nul(group), WorkingGroup.closed_at.is_(None)
        )
        members = select(GroupMembership.member_id).where(GroupMembership.group_id.in_(of_group))
        query = query.where(Member.id.in_(members))
    backwards = bool(before and not after)
    order, here = (Member.sort_name, Member.id), tuple_(Member.sort_name, Member.id)
    cursor = decode_cursor(without_nul(before if backwards else after), str, int)
    if cursor is not None and "\x00" not in cursor[0]:
        query = query.where(here < tuple_(*cursor) if backwards else here > tuple_(*cursor))
    sorting = [column.desc() for column in order] if backwards else list(order)
    rows = db.session.execute(query.order_by(*sorting).limit(PER_PAGE + 1)).all()
    return cut(rows, PER_PAGE, lambda row: (row.sort_name, row.id), after=cursor, backwards=backwards)


def without_nul(text: str) -> str:
    """The text without the one character PostgreSQL cannot hold."""
    return text.replace("\x00", "")


def count_members() -> int:
    """How many colleagues can sign in."""
    counted = select(func.count()).select_from(Member).where(Member.is_active, Member.source.is_(None))
    return db.session.scalar(counted) or 0


def suggest_members(actor: Actor, text: str) -> Sequence[AnyRow]:
    """At most eight active colleagues whose name or handle starts with, or else contains, the text; for @mention."""
    words = fold(without_nul(text)[:50]).lstrip("@")
    query = _rows(actor).where(Member.is_active)
    if words:
        query = query.where(_matches(words))
    starts = Member.sort_name.startswith(words, autoescape=True) | Member.handle.startswith(words, autoescape=True)
    return db.session.execute(query.order_by(starts.desc(), Member.sort_name, Member.id).limit(SUGGESTIONS)).all()


def suggest_groups(text: str) -> Sequence[AnyRow]:
    """At most three working groups whose name or handle contains the text, with how many they are; for @mention."""
    words = fold(without_nul(text)[:50]).lstrip("@")
    count = select(func.count()).where(GroupMembership.group_id == WorkingGroup.id).scalar_subquery()
    query = select(WorkingGroup.slug, WorkingGroup.name, count.label("count")).where(WorkingGroup.closed_at.is_(None))
    if words:
        slug, name = WorkingGroup.slug, func.lower(WorkingGroup.name)
        query = query.where(slug.contains(words, autoescape=True) | name.contains(words, autoescape=True))
    return db.session.execute(query.order_by(WorkingGroup.name).limit(GROUP_SUGGESTIONS)).all()


def get_group_name(slug: str) -> str:
    """The name of a working group that still meets; ``NotFound`` when there is none."""
    query = select(WorkingGroup.name).where(WorkingGroup.slug == without_nul(slug), WorkingGroup.closed_at.is_(None))
    name = db.session.scalar(query)
    if name is None:
        raise NotFound()
    return name


def list_colleagues(actor: Actor, library_id: int) -> Sequence[AnyRow]:
    """The active colleagues of a library by name, a page of them at most."""
    query = _rows(actor).where(Member.is_active, Member.library_id == library_id, Member.source.is_(None))
    return db.session.execute(query.order_by(Member.sort_name, Member.id).limit(PER_PAGE)).all()


def list_libraries_of(member_ids: Collection[int]) -> dict[int, int | None]:
    """The library each of these members works in now."""
    rows = db.session.execute(select(Member.id, Member.library_id).where(Member.id.in_(member_ids)))
    return {row.id: row.library_id for row in rows}


def list_roles(member_ids: Collection[int]) -> dict[int, list[AnyRow]]:
    """The roles of each of these members: rows of role, scope_kind, scope_id, scope_name."""
    if not member_ids:
        return {}
    rows = db.session.execute(
        select(
            RoleGrant.member_id,
            RoleGrant.role,
            RoleGrant.scope_kind,
            RoleGrant.scope_id,
            Library.short_name.label("scope_name"),
        )
        .outerjoin(Library, (RoleGrant.scope_kind == "library") & (Library.id == RoleGrant.scope_id))
        .where(RoleGrant.member_id.in_(member_ids))
        .order_by(RoleGrant.member_id, RoleGrant.id)
    ).all()
    grouped: dict[int, list[AnyRow]] = {}
    for row in rows:
        grouped.setdefault(row.member_id, []).append(row)
    return grouped


def list_sessions(actor: Identity) -> Sequence[SignInSession]:
    """Where the actor is signed in, latest use first; what expired or lay idle is left out."""
    alive = (SignInSession.ended_at.is_(None), SignInSession.expires_at > now())
    query = select(SignInSession).where(SignInSession.member_id == actor.id, *alive)
    rows = db.session.scalars(query.order_by(SignInSession.last_seen_at.desc()).limit(MOST_SESSIONS))
    moment = now()
    return [row for row in rows if (moment - row.last_seen_at).total_seconds() < row.idle_seconds]


def get_session(actor: Actor, session_id: int) -> SignInSession:
    """A session of the actor. Raises ``NotFound`` for that of somebody else."""
    own = select(SignInSession).where(SignInSession.id == session_id, SignInSession.member_id == actor.id)
    session = db.session.scalar(own)
    if session is None:
        raise NotFound()
    return session


def list_open_invitations(actor: Actor) -> Sequence[AnyRow]:
    """Invitations that can still be accepted, newest first: all for an administrator, else one's own."""
    query = (
        select(Invitation, Library.short_name.label("library_name"))
        .outerjoin(Library, Library.id == Invitation.library_id)
        .where(Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None), Invitation.expires_at > now())
    )
    if "administrator" not in actor.roles:
        query = query.where(Invitation.invited_by_id == actor.id)
    return db.session.execute(query.order_by(Invitation.id.desc()).limit(MOST_INVITATIONS)).all()


def get_invitation(invitation_id: int) -> Invitation:
    """An invitation by id. Raises ``NotFound``."""
    invitation = db.session.get(Invitation, invitation_id)
    if invitation is None:
        raise NotFound()
    return invitation


def library_choices() -> list[tuple[int, str]]:
    """The libraries that exist today, as (id, name)."""
    rows = db.session.execute(
        select(Library.id, Library.short_name).where(Library.valid_until.is_(None)).order_by(Library.short_name)
    )
    return [(row.id, row.short_name) for row in rows]


def _rows(actor: Actor) -> Any:
    return (
        select(
            Member.id,
            Member.display_name,
            Member.sort_name,
            Member.handle,
            Member.function_title,
            Member.email,
            Member.is_active,
            Member.source,
            Member.created_at,
            Member.library_id,
            Library.short_name.label("library_name"),
            Library.slug.label("library_slug"),
            Municipality.name.label("municipality_name"),
        )
        .outerjoin(Library, Library.id == Member.library_id)
        .outerjoin(Municipality, Municipality.id == Library.municipality_id)
        .where(visible_members(actor))
    )


def _matches(words: str) -> Any:
    """Every word occurs in the name, the handle or the function."""
    return and_(
        *(
            or_(
                Member.sort_name.contains(word, autoescape=True),
                Member.handle.contains(word, autoescape=True),
                func.lower(Member.function_title).contains(word, autoescape=True),
            )
            for word in words.split()[:6]
        )
    )


def library_slugs() -> list[tuple[str, str]]:
    """The libraries that exist today, as (slug, name)."""
    rows = db.session.execute(
        select(Library.slug, Library.short_name).where(Library.valid_until.is_(None)).order_by(Library.short_name)
    )
    return [(row.slug, row.short_name) for row in rows]


def get_id_by_handle(actor: Actor, handle: str) -> int:
    """The member with this handle. Raises ``NotFound``."""
    found = select(Member.id).where(Member.handle == without_nul(handle).lower(), visible_members(actor))
    member_id = db.session.scalar(found)
    if member_id is None:
        raise NotFound()
    return member_id


def members_with(token: str) -> Select[int]:
    """The active members who carry an audience token (``network``, ``public``, ``library:<id>``, ``group:<id>``).

    The SQL form of what ``forum.accounts.identity`` gives each of them.
    """
    active = select(Member.id).where(Member.is_active)
    sort, _separator, number = token.partition(":")
    match sort:
        case "library":
            return active.where(Member.library_id == int(number))
        case "group":
            groups = (
                select(GroupMembership.member_id)
                .join(WorkingGroup, WorkingGroup.id == GroupMembership.group_id)
                .where(GroupMembership.group_id == int(number), WorkingGroup.closed_at.is_(None))
            )
            return active.where(Member.id.in_(groups))
        case _:
            return active
