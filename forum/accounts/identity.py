"""Who is asking: the identity of a request, read in one statement, with tokens that are cached by version of access."""

import secrets
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache, lru_cache
from hashlib import sha256
from typing import Any

from flask import current_app
from sqlalchemy import bindparam, literal, select, update
from sqlalchemy.sql.elements import ColumnElement

from forum.accounts.models import Member, RoleGrant, SignInSession
from forum.core import reading
from forum.core.clock import now
from forum.core.errors import NotFound
from forum.core.policy import NETWORK, PUBLIC, group_token, library_token, member_token
from forum.core.prepared import Prepared
from forum.extensions import db
from forum.network.models import GroupMembership, Library, Setting, WorkingGroup
from forum.network.settings import NETWORK_NAME

TokenProvider = Callable[[int, frozenset[str], frozenset[str]], Iterable[str]]
UnreadCount = Callable[[ColumnElement[int]], ColumnElement[int]]

MOST_CACHED = 10_000
MOST_AT_WORK = 1_024


@dataclass(frozen=True, slots=True)
class Identity:
    """A member as the rest of the product knows them during a request; satisfies ``forum.core.policy.Actor``.

    `roles` holds "member" and every role held for the whole network, and "library_head" also when it is held for one
    library. A role for one library or space shows in `tokens`: `role:<role>:library:<id>`.
    """

    id: int
    display_name: str
    handle: str
    library_id: int | None
    library_name: str
    library_slug: str
    roles: frozenset[str]
    tokens: frozenset[str]
    locale: str
    theme: str
    function_title: str = ""
    network_name: str = ""
    session_id: int | None = None
    unread_notifications: int = 0
    session_token: str = field(default="", repr=False)
    seen_at: datetime | None = None

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """What Flask-Login keeps in the cookie: the opaque token of the session."""
        return self.session_token


@dataclass(frozen=True, slots=True)
class Anonymous:
    """Somebody who has not signed in."""

    id: int = 0
    display_name: str = ""
    handle: str = ""
    library_id: int | None = None
    library_name: str = ""
    library_slug: str = ""
    roles: frozenset[str] = frozenset()
    tokens: frozenset[str] = frozenset({PUBLIC})
    locale: str = ""
    theme: str = "auto"
    function_title: str = ""
    session_id: int | None = None
    unread_notifications: int = 0

    is_authenticated = False
    is_active = False
    is_anonymous = True

    def get_id(self) -> None:
        """Flask-Login asks; there is none."""
        return


@dataclass(frozen=True, slots=True)
class Access:
    """The roles and tokens of one member."""

    roles: frozenset[str]
    tokens: frozenset[str]


# Features that hand out tokens append a function (member_id, tokens, roles) -> tokens, as discussions does for the
# moderators of its spaces. What it gives is cached until `bump_access` is called for the member.
token_providers: list[TokenProvider] = []

_unread: list[UnreadCount] = []
_cached: dict[int, tuple[int, Access]] = {}


def provide_unread(count: UnreadCount) -> None:
    """Set how unread notifications are counted: from the member id column to a scalar subquery."""
    _unread[:] = [count]
    _statement.cache_clear()


def token_digest(token: str) -> str:
    """What is stored of a secret token."""
    return sha256(token.encode()).hexdigest()


def find_by_session_token(token: str) -> Identity | None:
    """The identity behind the token in a cookie, or ``None`` when its session has ended, expired or lain idle."""
    row = _statement().first({"token_hash": token_digest(token)})
    if row is None:
        return None
    end = alive_until(row.expires_at, row.last_seen_at, row.idle_seconds)
    if now() >= end:
        return None
    reading.holds_until(end)
    return _identity_of_session(row, token, current_app.config["SITE_NAME"])


@lru_cache(maxsize=MOST_AT_WORK)
def _identity_of_session(row: Any, token: str, _site_name: str) -> Identity:
    """The same object as long as the database says the same; what it holds follows from the row alone."""
    return _identity(row, row.session_id, token, row.last_seen_at)


def get_identity(member_id: int) -> Identity:
    """The identity of an active member outside a request, for commands, the worker and tests. Raises ``NotFound``."""
    table = Member.__table__
    row = reading.connection().execute(_columns().where(table.c.id == member_id, table.c.is_active)).first()
    if row is None:
        raise NotFound()
    return _identity(row)


def tokens_of(member_ids: Collection[int]) -> dict[int, frozenset[str]]:
    """The tokens of many members at once, by id; inactive ones are left out."""
    table = Member.__table__.c
    rows = db.session.execute(
        select(table.id, table.access_version, table.library_id).where(table.id.in_(member_ids), table.is_active)
    ).all()
    return {row.id: _access(row.id, row.access_version, row.library_id).tokens for row in rows}


def is_alive(expires_at: datetime, last_seen_at: datetime, idle_seconds: int, moment: datetime) -> bool:
    """Whether a session still counts."""
    return moment < alive_until(expires_at, last_seen_at, idle_seconds)


def alive_until(expires_at: datetime, last_seen_at: datetime, idle_seconds: int) -> datetime:
    """When a session ends if nobody does anything."""
    return min(expires_at, last_seen_at + timedelta(seconds=idle_seconds))


def bump_access(member_ids: Collection[int]) -> None:
    """Make the cached tokens of these members worthless in every process; call it where rights change.

    The version is random instead of counting on, so that it never returns after a restored back-up.
    """
    if member_ids:
        db.session.execute(
            update(Member)
            .where(Member.id.in_(member_ids))
            .values(access_version=new_access_version())
            .execution_options(synchronize_session=False)
        )


def new_access_version() -> int:
    """A version no member had before."""
    return secrets.randbelow(2**31 - 1)


def _columns(*extra: Any) -> Any:
    member, library = Member.__table__.c, Library.__table__.c
    unread = _unread[0](member.id) if _unread else literal(0)
    setting = Setting.__table__.c
    network_name = select(setting.value).where(setting.key == NETWORK_NAME).scalar_subquery()
    source = Member.__table__.outerjoin(Library.__table__, library.id == member.library_id)
    return select(
        member.id,
        member.display_name,
        member.handle,
        member.function_title,
        member.library_id,
        member.locale,
        member.theme,
        member.access_version,
        library.short_name.label("library_name"),
        library.slug.label("library_slug"),
        unread.label("unread"),
        network_name.label("network_name"),
        *extra,
    ).select_from(source)


@cache
def _statement() -> Prepared:
    """The select of a request, built once; whose cookie it is comes in as a parameter."""
    session, member = SignInSession.__table__.c, Member.__table__.c
    columns = session.id.label("session_id"), session.last_seen_at, session.expires_at, session.idle_seconds
    joined = _columns(*columns).join_from(Member.__table__, SignInSession.__table__, session.member_id == member.id)
    alive = joined.where(session.token_hash == bindparam("token_hash"), session.ended_at.is_(None), member.is_active)
    return Prepared(alive, named=True, remember=MOST_CACHED)


def _identity(row: Any, session_id: int | None = None, token: str = "", seen_at: datetime | None = None) -> Identity:
    access = _access(row.id, row.access_version, row.library_id)
    return Identity(
        id=row.id,
        display_name=row.display_name,
        handle=row.handle,
        library_id=row.library_id,
        library_name=row.library_name or "",
        library_slug=row.library_slug or "",
        roles=access.roles,
        tokens=access.tokens,
        locale=row.locale,
        theme=row.theme,
        function_title=row.function_title,
        network_name=row.network_name or current_app.config["SITE_NAME"],
        session_id=session_id,
        unread_notifications=row.unread,
        session_token=token,
        seen_at=seen_at,
    )


def _access(member_id: int, version: int, library_id: int | None) -> Access:
    known = _cached.get(member_id)
    if known is not None and known[0] == version:
        return known[1]
    access = _read_access(member_id, library_id)
    if len(_cached) >= MOST_CACHED:
        _cached.clear()
    _cached[member_id] = (version, access)
    return access


def _read_access(member_id: int, library_id: int | None) -> Access:
    roles, tokens = {"member"}, {PUBLIC, NETWORK, member_token(member_id), "role:member"}
    if library_id is not None:
        tokens.add(library_token(library_id))
    grants = select(RoleGrant.role, RoleGrant.scope_kind, RoleGrant.scope_id).where(RoleGrant.member_id == member_id)
    for role, scope_kind, scope_id in db.session.execute(grants):
        if scope_kind == "network" or role == "library_head":
            roles.add(role)
            tokens.add(f"role:{role}")
        if scope_kind != "network":
            tokens.add(f"role:{role}:{scope_kind}:{scope_id}")
    groups = (
        select(GroupMembership.group_id, GroupMembership.is_chair)
        .join(WorkingGroup, WorkingGroup.id == GroupMembership.group_id)
        .where(GroupMembership.member_id == member_id, WorkingGroup.closed_at.is_(None))
    )
    for group_id, is_chair in db.session.execute(groups):
        tokens.add(group_token(group_id))
        if is_chair:
            tokens.add(f"chair:group:{group_id}")
    for provider in token_providers:
        tokens.update(provider(member_id, frozenset(tokens), frozenset(roles)))
    return Access(frozenset(roles), frozenset(tokens))
