"""Verbs about signing in: sessions begin and end here, passwords change here."""

import logging
import secrets
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, delete, select, update

from forum.accounts import passwords, throttle
from forum.accounts.clients import Client
from forum.accounts.identity import Identity, token_digest
from forum.accounts.models import Member, SignInSession
from forum.accounts.names import normal_email
from forum.core.activity import record
from forum.core.clock import now
from forum.core.errors import Invalid, NotFound
from forum.core.policy import Actor, require
from forum.extensions import db

log = logging.getLogger(__name__)

KEEP_ENDED = timedelta(days=30)
WRONG = _l("The e-mail address or the password is not right.")


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """How long sessions last, in seconds."""

    absolute: int = 10 * 3600
    idle: int = 2 * 3600
    shared_idle: int = 20 * 60


def sign_in(
    email: str, password: str, *, client: Client, shared: bool = False, lifetimes: Lifetimes = Lifetimes()
) -> str:
    """Check somebody's password and begin a session; returns the token for the cookie.

    Raises ``Invalid`` with one sentence whatever was wrong, after the same amount of work, and ``TooMany`` after
    repeated failures. A failure is counted in the current transaction: commit it also then. Nothing of an earlier
    transaction survives this call: the database is let go while the password is checked, which takes a while.
    """
    address = normal_email(email)
    account_key = throttle.PER_ACCOUNT.key(address, client.address)
    address_key = throttle.PER_ADDRESS.key(client.prefix)
    throttle.check(throttle.PER_ACCOUNT, account_key)
    throttle.check(throttle.PER_ADDRESS, address_key)
    found = db.session.execute(
        select(Member.id, Member.password_hash).where(Member.email == address, Member.is_active)
    ).first()
    db.session.rollback()
    if not passwords.verify(found.password_hash if found else None, password) or found is None:
        throttle.count(account_key, address_key)
        log.warning("sign-in refused", extra={"network": client.prefix})
        raise Invalid(WRONG, "password")
    throttle.forgive(account_key)
    if passwords.needs_rehash(found.password_hash):
        rehash = update(Member).where(Member.id == found.id, Member.password_hash == found.password_hash)
        db.session.execute(rehash.values(password_hash=passwords.hash_password(password)))
    return begin_session(found.id, client=client, shared=shared, lifetimes=lifetimes)


def begin_session(member_id: int, *, client: Client, shared: bool = False, lifetimes: Lifetimes = Lifetimes()) -> str:
    """Begin a session for a member whose right to it is established; returns its new 256-bit token."""
    token, moment = secrets.token_urlsafe(32), now()
    _forget_old_sessions(member_id)
    session = SignInSession(
        member_id=member_id,
        token_hash=token_digest(token),
        created_at=moment,
        last_seen_at=moment,
        expires_at=moment + timedelta(seconds=lifetimes.absolute),
        idle_seconds=lifetimes.shared_idle if shared else lifetimes.idle,
        is_shared=shared,
        device=client.device,
        ip_prefix=client.prefix,
    )
    db.session.add(session)
    db.session.flush()
    return token


def sign_out(token: str) -> None:
    """End the session this token belongs to; an unknown token is no error."""
    _end(SignInSession.token_hash == token_digest(token))


def end_session(actor: Actor, session: SignInSession) -> None:
    """Sign one of your own browsers out."""
    require(actor, "session.end", session)
    _end(SignInSession.id == session.id)


def end_other_sessions(actor: Actor, session_id: int | None) -> int:
    """Sign all your browsers out except the one with this session; returns how many that were."""
    return _end(SignInSession.member_id == actor.id, SignInSession.id != (session_id or 0))


def change_password(actor: Identity, current: str, new: str, *, client: Client) -> None:
    """Change your own password; every other browser is signed out.

    Raises ``Invalid`` on field ``current`` or ``new``, and ``TooMany`` when the current one is guessed at. A failure is
    counted in the current transaction, as in `sign_in`.
    """
    member = db.session.get_one(Member, actor.id)
    key = throttle.PER_ACCOUNT.key("change", str(member.id), client.address)
    throttle.check(throttle.PER_ACCOUNT, key)
    if not passwords.verify(member.password_hash, current):
        throttle.count(key)
        raise Invalid(_l("This is not your current password."), "current")
    check_new_password(actor, new)
    member.password_hash = passwords.hash_password(new)
    member.password_changed_at = now()
    throttle.forgive(key)
    end_other_sessions(actor, actor.session_id)
    record("member.password_changed", actor, "member", member.id, audience={f"member:{member.id}"}, notify=False)
    db.session.flush()


def replace_password(email: str, new: str) -> Member:
    """Give somebody who forgot theirs a new password; they are signed out everywhere. For the server's console.

    Raises ``NotFound`` for an unknown or closed account and ``Invalid`` for a weak password.
    """
    member = db.session.scalar(select(Member).where(Member.email == email.strip().lower(), Member.is_active))
    if member is None:
        raise NotFound(_l("No open account has this e-mail address."))
    passwords.check_strength(new, (member.display_name, member.email or ""), "new")
    member.password_hash = passwords.hash_password(new)
    member.password_changed_at = now()
    _end(SignInSession.member_id == member.id)
    record("member.password_replaced", None, "member", member.id, audience={f"member:{member.id}"}, notify=False)
    db.session.flush()
    return member


def check_new_password(actor: Identity, new: str) -> None:
    """Raise ``Invalid`` on field ``new`` when this is no password for this member."""
    member = db.session.get_one(Member, actor.id)
    passwords.check_strength(new, (member.display_name, member.email or ""), "new")


def _end(*conditions: ColumnElement[bool]) -> int:
    ending = update(SignInSession).where(*conditions, SignInSession.ended_at.is_(None)).values(ended_at=now())
    return db.session.execute(ending.execution_options(synchronize_session=False)).rowcount  # type: ignore[attr-defined]


def _forget_old_sessions(member_id: int) -> None:
    old = now() - KEEP_ENDED
    db.session.execute(
        delete(SignInSession)
        .where(SignInSession.member_id == member_id, SignInSession.expires_at < old)
        .execution_options(synchronize_session=False)
    )
