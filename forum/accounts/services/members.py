"""Verbs about members: creating, changing and closing accounts, and their roles."""

from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select, update

from forum.accounts import passwords
from forum.accounts.identity import bump_access, new_access_version
from forum.accounts.models import LOCALES, ROLES, SCOPES, THEMES, Member, RoleGrant, SignInSession
from forum.accounts.names import clean, fold, free_handle, normal_email
from forum.accounts.policies import ADMINISTRATORS
from forum.core import searchable
from forum.core.activity import record
from forum.core.clock import now
from forum.core.errors import Conflict, Invalid
from forum.core.policy import Actor, require
from forum.extensions import db
from forum.network.models import Library


def create_member(
    actor: Actor | None,
    *,
    display_name: str,
    email: str | None,
    password: str | None = None,
    library_id: int | None = None,
    function_title: str = "",
    locale: str = "nl",
    roles: tuple[str, ...] = (),
) -> Member:
    """Make an account. `actor` is ``None`` for commands and set-up; otherwise it must be an administrator.

    Raises ``Invalid`` for an address that is taken or not well-formed and for a weak password.
    """
    if actor is not None:
        require(actor, "member.invite", (library_id, "administrator"))
    name = check_name(display_name)
    address = check_email(email) if email else None
    if password is not None:
        passwords.check_strength(password, (name, address or ""))
    member = Member(
        display_name=name,
        sort_name=fold(name),
        handle=free_handle(name),
        email=address,
        library_id=check_library(library_id),
        function_title=clean(function_title)[:100],
        locale=locale if locale in LOCALES else LOCALES[0],
        access_version=new_access_version(),
        password_hash=passwords.hash_password(password) if password else None,
        password_changed_at=now() if password else None,
    )
    db.session.add(member)
    db.session.flush()
    for role in roles:
        _grant(actor, member, role, "network", 0)
    searchable.enqueue("member", member.id)
    record("member.created", actor, "member", member.id, audience=ADMINISTRATORS, notify=False)
    return member


def edit_profile(
    actor: Actor, member: Member, *, display_name: str, function_title: str, locale: str, theme: str
) -> Member:
    """Change what colleagues see of somebody, and how the site looks to them."""
    require(actor, "member.edit", member)
    member.display_name = check_name(display_name)
    member.sort_name = fold(member.display_name)
    member.function_title = clean(function_title)[:100]
    member.locale = locale if locale in LOCALES else member.locale
    member.theme = theme if theme in THEMES else member.theme
    searchable.enqueue("member", member.id)
    db.session.flush()
    return member


def set_display(actor: Actor, *, theme: str = "", locale: str = "") -> None:
    """Change only how the site looks or speaks to the actor; an unknown value changes nothing."""
    member = db.session.get_one(Member, actor.id)
    member.theme = theme if theme in THEMES else member.theme
    member.locale = locale if locale in LOCALES else member.locale
    db.session.flush()


def move_to_library(actor: Actor, member: Member, library_id: int | None) -> Member:
    """Let a member work in another library; what they see follows at once."""
    require(actor, "member.grant_role", member)
    member.library_id = check_library(library_id)
    bump_access([member.id])
    searchable.enqueue_authors([member.id])
    record("member.moved", actor, "member", member.id, audience=ADMINISTRATORS, notify=False)
    db.session.flush()
    return member


def grant_role(actor: Actor, member: Member, role: str, scope_kind: str = "network", scope_id: int = 0) -> None:
    """Give a role within a scope; giving it twice changes nothing. Raises ``Invalid`` for an unknown role or scope."""
    require(actor, "member.grant_role", member)
    if role not in ROLES or scope_kind not in SCOPES or (scope_kind == "network") != (scope_id == 0):
        raise Invalid(_l("This role does not exist."), "role")
    if role == "library_head" and scope_kind == "network":
        raise Invalid(_l("A head of library needs a library."), "role")
    if not _has(member, role, scope_kind, scope_id):
        _grant(actor, member, role, scope_kind, scope_id)


def revoke_role(actor: Actor, member: Member, role: str, scope_kind: str = "network", scope_id: int = 0) -> None:
    """Take a role back. Raises ``Conflict`` when nobody would be left to administer the network."""
    require(actor, "member.grant_role", member)
    if role == "administrator" and scope_kind == "network":
        _keep_an_administrator(member)
    grant = _has(member, role, scope_kind, scope_id)
    if grant is None:
        return
    db.session.delete(grant)
    bump_access([member.id])
    _record_role("member.role_revoked", actor, member, role, scope_kind, scope_id)


def deactivate_member(actor: Actor, member: Member) -> None:
    """Close an account: all its sessions end, what the colleague wrote stays."""
    require(actor, "member.deactivate", member)
    _keep_an_administrator(member)
    member.is_active = False
    member.deactivated_at = now()
    open_sessions = update(SignInSession).where(SignInSession.member_id == member.id, SignInSession.ended_at.is_(None))
    db.session.execute(open_sessions.values(ended_at=now()).execution_options(synchronize_session=False))
    bump_access([member.id])
    searchable.enqueue("member", member.id)
    record("member.deactivated", actor, "member", member.id, audience=ADMINISTRATORS, notify=False)
    db.session.flush()


def reactivate_member(actor: Actor, member: Member) -> None:
    """Open a closed account again."""
    require(actor, "member.deactivate", member)
    if member.source is not None:
        raise Invalid(_l("The author of imported texts has no account to open."))
    member.is_active = True
    member.deactivated_at = None
    searchable.enqueue("member", member.id)
    record("member.reactivated", actor, "member", member.id, audience=ADMINISTRATORS, notify=False)
    db.session.flush()


def check_name(display_name: str) -> str:
    """The cleaned name; raises ``Invalid`` when nothing is left or it is too long."""
    name = clean(display_name)
    if not name:
        raise Invalid(_l("Fill in a name."), "display_name")
    if len(name) > 100:
        raise Invalid(_l("A name can have %(count)s characters at most.", count=100), "display_name")
    return name


def check_email(email: str, *, taken: bool = True) -> str:
    """The address as stored; raises ``Invalid`` when it is not well-formed or, with `taken`, already in use."""
    try:
        address = validate_email(email.strip(), check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        raise Invalid(_l("This is not a valid e-mail address."), "email") from None
    address = normal_email(address)
    if taken and db.session.scalar(select(Member.id).where(Member.email == address)) is not None:
        raise Invalid(_l("There is already an account with this e-mail address."), "email")
    return address


def check_library(library_id: int | None) -> int | None:
    """The id when it is a library that exists; raises ``Invalid`` otherwise."""
    if library_id is not None and db.session.get(Library, library_id) is None:
        raise Invalid(_l("Choose a library from the list."), "library_id")
    return library_id


def _has(member: Member, role: str, scope_kind: str, scope_id: int) -> RoleGrant | None:
    wanted = (RoleGrant.role == role, RoleGrant.scope_kind == scope_kind, RoleGrant.scope_id == scope_id)
    return db.session.scalar(select(RoleGrant).where(RoleGrant.member_id == member.id, *wanted))


def _grant(actor: Actor | None, member: Member, role: str, scope_kind: str, scope_id: int) -> None:
    grant = RoleGrant(member_id=member.id, role=role, scope_kind=scope_kind, scope_id=scope_id)
    grant.granted_by_id = actor.id if actor else None
    db.session.add(grant)
    bump_access([member.id])
    _record_role("member.role_granted", actor, member, role, scope_kind, scope_id)


def _record_role(verb: str, actor: Actor | None, member: Member, role: str, scope_kind: str, scope_id: int) -> None:
    data = {"role": role, "scope": scope_kind, "scope_id": scope_id}
    record(verb, actor, "member", member.id, audience=ADMINISTRATORS, data=data, notify=False)


def _keep_an_administrator(leaving: Member) -> None:
    others = (
        select(func.count())
        .select_from(RoleGrant)
        .join(Member, Member.id == RoleGrant.member_id)
        .where(RoleGrant.role == "administrator", RoleGrant.scope_kind == "network")
        .where(Member.is_active, Member.id != leaving.id)
    )
    if _has(leaving, "administrator", "network", 0) and not db.session.scalar(others):
        raise Conflict(_l("This is the last administrator: make somebody else administrator first."))
