"""Tables of accounts: members, their roles, signed-in sessions, invitations and throttled attempts."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core.clock import now
from forum.core.orm import Model, PathText, UtcDateTime
from forum.network.models import Library

ROLES = ("member", "expert", "coordinator", "library_head", "moderator", "administrator")
SCOPES = ("network", "library", "space")
THEMES = ("auto", "light", "dark")
LOCALES = ("nl", "en")


class Member(Model):
    """A colleague. Without `password_hash` nobody signs in as them; imported authors are inactive, without e-mail.

    `email` and `handle` are stored in lower case; `sort_name` is the display name folded to plain lower-case ASCII, for
    search and for paging in the same order on every database. `access_version` grows with every change of rights.
    """

    __tablename__ = "member"
    __table_args__ = (UniqueConstraint("source", "external_id"), Index("ix_member_sort", "sort_name", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    display_name: Mapped[str] = mapped_column(String(100))
    sort_name: Mapped[PathText]
    handle: Mapped[str] = mapped_column(String(40), unique=True)
    function_title: Mapped[str] = mapped_column(String(100), default="")
    library_id: Mapped[int | None] = mapped_column(ForeignKey("library.id"), index=True)
    locale: Mapped[str] = mapped_column(String(8), default="nl")
    theme: Mapped[str] = mapped_column(String(8), default="auto")
    password_hash: Mapped[str | None] = mapped_column(String(200))
    password_changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_active: Mapped[bool] = mapped_column(default=True)
    access_version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    deactivated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    source: Mapped[str | None] = mapped_column(String(60))
    external_id: Mapped[str | None] = mapped_column(String(60))

    library: Mapped[Library | None] = relationship(lazy="raise")


class RoleGrant(Model):
    """A role within a scope; `scope_id` is 0 when the scope is the whole network."""

    __tablename__ = "role_grant"
    __table_args__ = (
        UniqueConstraint("member_id", "role", "scope_kind", "scope_id"),
        CheckConstraint("scope_kind IN ('network', 'library', 'space')", name="scope_kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    role: Mapped[str] = mapped_column(String(20))
    scope_kind: Mapped[str] = mapped_column(String(10), default="network")
    scope_id: Mapped[int] = mapped_column(default=0)
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))


class SignInSession(Model):
    """One signed-in browser. Only the SHA-256 of the token in its cookie is kept."""

    __tablename__ = "sign_in_session"
    __table_args__ = (Index("ix_sign_in_session_member", "member_id", "ended_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    idle_seconds: Mapped[int]
    is_shared: Mapped[bool] = mapped_column(default=False)
    device: Mapped[str] = mapped_column(String(80), default="")
    ip_prefix: Mapped[str] = mapped_column(String(45), default="")
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Invitation(Model):
    """A link that lets one person in, once, into a library and with a role chosen by the inviter."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    display_name: Mapped[str] = mapped_column(String(100), default="")
    function_title: Mapped[str] = mapped_column(String(100), default="")
    library_id: Mapped[int | None] = mapped_column(ForeignKey("library.id"))
    role: Mapped[str] = mapped_column(String(20), default="member")
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))


class ThrottleEvent(Model):
    """One counted attempt; `key` is a digest of what is counted, so that no address is kept."""

    __tablename__ = "throttle_event"
    __table_args__ = (Index("ix_throttle_event_key", "key", "happened_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
    happened_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, index=True)
