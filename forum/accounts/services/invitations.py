"""Verbs about invitations: a link that works once, for a week, for one person."""

import secrets
from datetime import timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, select, update

from forum.accounts import throttle
from forum.accounts.identity import token_digest
from forum.accounts.models import ROLES, Invitation, Member, RoleGrant
from forum.accounts.names import clean
from forum.accounts.policies import ADMINISTRATORS
from forum.accounts.services.members import check_email, check_library, create_member
from forum.core.activity import record
from forum.core.clock import now
from forum.core.errors import Invalid, NotFound
from forum.core.policy import Actor, require
from forum.extensions import db

DAYS = 7


def invite_member(
    actor: Actor | None,
    *,
    email: str,
    library_id: int | None,
    role: str = "member",
    display_name: str = "",
    function_title: str = "",
    days: int = DAYS,
) -> str:
    """Invite somebody; returns the token of the link, which cannot be read back later. `actor` is ``None`` in commands.

    An earlier open invitation of the same address stops working. Raises ``Invalid`` for an address that already has an
    account, ``TooMany`` after very many invitations in a day.
    """
    library_id = library_id or None
    if role not in ROLES:
        raise Invalid(_l("This role does not exist."), "role")
    if role == "library_head" and not library_id:
        raise Invalid(_l("A head of library needs a library."), "library_id")
    if actor is not None:
        require(actor, "member.invite", (library_id, role))
        key = throttle.PER_INVITER.key(str(actor.id))
        throttle.check(throttle.PER_INVITER, key)
        throttle.count(key)
    address, token, moment = check_email(email), secrets.token_urlsafe(32), now()
    _withdraw(Invitation.email == address)
    invitation = Invitation(
        token_hash=token_digest(token),
        email=address,
        display_name=clean(display_name)[:100],
        function_title=clean(function_title)[:100],
        library_id=check_library(library_id),
        role=role,
        invited_by_id=actor.id if actor else None,
        created_at=moment,
        expires_at=moment + timedelta(days=days),
    )
    db.session.add(invitation)
    db.session.flush()
    record("member.invited", actor, "invitation", invitation.id, audience=ADMINISTRATORS, notify=False)
    return token


def find_invitation(token: str) -> Invitation:
    """The invitation that can still be accepted with this token; raises ``NotFound`` for any other."""
    invitation = db.session.scalar(select(Invitation).where(Invitation.token_hash == token_digest(token), *_open()))
    if invitation is None:
        raise NotFound(_l("This invitation does not exist, has expired or was already used. Ask for a new one."))
    return invitation


def accept_invitation(
    token: str, *, display_name: str, function_title: str, password: str, locale: str = "nl"
) -> Member:
    """Make the account the invitation is for; of two who use the link at once, one succeeds.

    Raises ``NotFound`` for a link that no longer works, ``Invalid`` for a name or password.
    """
    invitation = find_invitation(token)
    # Claimed before anything else: who comes second waits here and then finds it used.
    _use(invitation.id, accepted_at=now())
    member = create_member(
        None,
        display_name=display_name,
        email=invitation.email,
        password=password,
        library_id=invitation.library_id,
        function_title=function_title,
        locale=locale,
        roles=() if invitation.role in ("member", "library_head") else (invitation.role,),
    )
    if invitation.role == "library_head" and invitation.library_id:
        head = RoleGrant(member_id=member.id, role="library_head", scope_kind="library", scope_id=invitation.library_id)
        db.session.add(head)
    invitation.member_id = member.id
    db.session.flush()
    return member


def withdraw_invitation(actor: Actor, invitation: Invitation) -> None:
    """Make the link of an invitation worthless."""
    require(actor, "member.invite", (invitation.library_id, invitation.role))
    _withdraw(Invitation.id == invitation.id)


def _open() -> tuple[ColumnElement[bool], ...]:
    unused = (Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None))
    return (*unused, Invitation.expires_at > now())


def _use(invitation_id: int, **values: object) -> None:
    used = update(Invitation).where(Invitation.id == invitation_id, *_open()).values(**values)
    result = db.session.execute(used.execution_options(synchronize_session=False))
    if result.rowcount != 1:  # type: ignore[attr-defined]
        raise NotFound()


def _withdraw(which: ColumnElement[bool]) -> None:
    db.session.execute(
        update(Invitation)
        .where(which, Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None))
        .values(withdrawn_at=now())
        .execution_options(synchronize_session=False)
    )
