"""Who may do what with members, roles, invitations and the administration."""

from typing import Any

from flask_babel import lazy_gettext as _l

from forum.accounts.models import Member, SignInSession
from forum.core.policy import ALLOW, INVISIBLE, NETWORK, Actor, Decision, deny, rule

ADMINISTRATOR = "administrator"
COORDINATOR = "coordinator"
LIBRARY_HEAD = "library_head"
ADMINISTRATION_ROLES = frozenset({ADMINISTRATOR, COORDINATOR, LIBRARY_HEAD})

# The audience of what only administrators are to read.
ADMINISTRATORS = frozenset({"role:administrator"})
ADMINISTRATORS_ONLY = _l("Only an administrator can do this.")


def audience(member: Member) -> frozenset[str]:
    """Every signed-in colleague sees every colleague, also those who have left."""
    return frozenset({NETWORK})


def is_administrator(actor: Actor) -> bool:
    """Whether the actor administers the network."""
    return ADMINISTRATOR in actor.roles


def heads(actor: Actor, library_id: int | None) -> bool:
    """Whether the actor is head of this library."""
    return library_id is not None and f"role:{LIBRARY_HEAD}:library:{library_id}" in actor.tokens


@rule("admin.see")
def may_see_admin(actor: Actor, _subject: Any) -> Decision:
    """Open the administration; for the others it does not exist."""
    return ALLOW if actor.roles & ADMINISTRATION_ROLES else INVISIBLE


@rule("admin.outbox")
def may_manage_outbox(actor: Actor, _subject: Any) -> Decision:
    """See work that failed, try it again or drop it."""
    return _administrators_only(actor)


@rule("admin.members")
def may_see_members_admin(actor: Actor, _subject: Any) -> Decision:
    """Open the list of members with their roles."""
    return ALLOW if actor.roles & {ADMINISTRATOR, LIBRARY_HEAD} else _administrators_only(actor)


@rule("member.invite")
def may_invite(actor: Actor, invitation: tuple[int | None, str] | None) -> Decision:
    """Invite somebody into a library with a role; `None` asks whether the actor can invite anybody at all."""
    if is_administrator(actor):
        return ALLOW
    if LIBRARY_HEAD not in actor.roles:
        return deny(_l("Only an administrator or the head of a library can invite colleagues."))
    if invitation is None or (heads(actor, invitation[0]) and invitation[1] == "member"):
        return ALLOW
    return deny(_l("As head of a library you can invite colleagues of your own library, without further roles."))


@rule("member.edit")
def may_edit(actor: Actor, member: Member) -> Decision:
    """Change the profile: your own, or anybody's as administrator."""
    if actor.id == member.id or is_administrator(actor):
        return ALLOW
    return deny(_l("You can only change your own profile."))


@rule("member.deactivate")
def may_deactivate(actor: Actor, member: Member) -> Decision:
    """Close the account of somebody else."""
    if actor.id == member.id:
        return deny(_l("You cannot close your own account; ask another administrator."))
    if is_administrator(actor):
        return ALLOW
    return deny(ADMINISTRATORS_ONLY)


@rule("member.grant_role")
def may_grant_role(actor: Actor, _member: Member) -> Decision:
    """Give or take a role."""
    return ALLOW if is_administrator(actor) else deny(ADMINISTRATORS_ONLY)


@rule("session.end")
def may_end_session(actor: Actor, session: SignInSession) -> Decision:
    """Sign a browser out: only one of your own; those of others do not exist for you."""
    return ALLOW if session.member_id == actor.id else INVISIBLE


def _administrators_only(actor: Actor) -> Decision:
    if is_administrator(actor):
        return ALLOW
    return deny(ADMINISTRATORS_ONLY) if may_see_admin(actor, None) else INVISIBLE
