"""Demo colleagues: the six documented logins and some company for them, spread over the starter libraries."""

from datetime import timedelta

from sqlalchemy import select

from forum.accounts.identity import bump_access
from forum.accounts.models import Member, RoleGrant
from forum.accounts.names import fold
from forum.accounts.services.members import create_member
from forum.core.clock import now
from forum.extensions import db
from forum.network.models import GroupMembership, Library, Pillar, WorkingGroup

PASSWORD = "demo-boekenkast"  # noqa: S105 - documented, and only ever loaded by `forum demo`

# mail name, name, function, library, roles for the network
LOGINS = (
    ("bibliothecaris", "An Peeters", "Bibliothecaris volwassenen", "Sint-Niklaas", ()),
    ("expert", "Wim De Backer", "Medewerker collecties en catalogus", "Sint-Niklaas", ("expert",)),
    ("coordinator", "Katrien Van Hoof", "Netwerkcoördinator", "Sint-Niklaas", ("coordinator",)),
    ("bibhoofd", "Luc Verhaegen", "Hoofdbibliothecaris", "Sint-Niklaas", ()),
    ("beheerder", "Sofie Maes", "Digitale bibliotheek en beheer", "Sint-Niklaas", ("administrator", "moderator")),
    ("buiten", "Joris Claes", "Bibliothecaris", "Temse", ()),
)
COLLEAGUES = (
    ("Els Van Damme", "Jeugdbibliothecaris", "Beveren"),
    ("Bart Smet", "Baliemedewerker", "Beveren"),
    ("Hilde Van Goethem", "Hoofdbibliothecaris", "Kruibeke"),
    ("Nadia El Amrani", "Educatief medewerker", "Lokeren"),
    ("Peter Rombaut", "Medewerker collecties", "Lokeren"),
    ("Griet De Wilde", "Bibliotheekmedewerker", "Moerbeke"),
    ("Tom Heyrman", "Bibliothecaris", "Sint-Gillis-Waas"),
    ("Marleen Baert", "Medewerker interbibliothecair leenverkeer", "Sint-Niklaas"),
    ("Yasmine Aydin", "Jeugdbibliothecaris", "Sint-Niklaas"),
    ("Dirk Vermeulen", "Hoofdbibliothecaris", "Stekene"),
    ("Lien Cools", "Medewerker communicatie", "Temse"),
    ("Zoë D'Hondt", "Medewerker digitale dienstverlening", "Temse"),
    ("Rita Van Puyvelde", "Bibliotheekmedewerker", "Waasmunster"),
    ("Kristof Segers", "Bibliothecaris", "Zwijndrecht"),
)
GROUP = "Werkgroep collecties"


def load() -> None:
    """Add the demo members that are not there yet, with a working group over several libraries."""
    libraries = {name: id_ for id_, name in db.session.execute(select(Library.id, Library.short_name))}
    password_hash: str | None = None
    # What was written before somebody came is not news to them; the demo discussions are.
    joined = now() - timedelta(days=60)
    for login, name, function, place, roles in LOGINS:
        email = f"{login}@demo.example"
        if _find(email) is None:
            member = create_member(
                None,
                display_name=name,
                email=email,
                password=PASSWORD if password_hash is None else None,
                library_id=libraries.get(place),
                function_title=function,
                roles=roles,
            )
            # One hash serves all: hashing is slow on purpose, and this password is public.
            password_hash = member.password_hash = password_hash or member.password_hash
            member.created_at = joined
    for name, function, place in COLLEAGUES:
        email = _address(name)
        if _find(email) is None:
            colleague = create_member(
                None, display_name=name, email=email, library_id=libraries.get(place), function_title=function
            )
            colleague.created_at = joined
    _head_of_library("bibhoofd@demo.example")
    _working_group()
    db.session.flush()


def _head_of_library(email: str) -> None:
    head = _find(email)
    if head is None or head.library_id is None:
        return
    held = select(RoleGrant.id).where(RoleGrant.member_id == head.id, RoleGrant.role == "library_head")
    if db.session.scalar(held) is None:
        db.session.add(
            RoleGrant(member_id=head.id, role="library_head", scope_kind="library", scope_id=head.library_id)
        )
        bump_access([head.id])


def _working_group() -> None:
    if db.session.scalar(select(WorkingGroup.id).where(WorkingGroup.name == GROUP)) is not None:
        return
    pillar_id = db.session.scalar(select(Pillar.id).order_by(Pillar.position).limit(1))
    group = WorkingGroup(slug="werkgroep-collecties", name=GROUP, purpose="Afspraken over collecties voorbereiden.")
    group.pillar_id = pillar_id
    db.session.add(group)
    db.session.flush()
    for email in ("expert@demo.example", "coordinator@demo.example", _address("Peter Rombaut")):
        member = _find(email)
        if member is not None:
            membership = GroupMembership(group_id=group.id, member_id=member.id)
            membership.is_chair = email.startswith("expert")
            db.session.add(membership)
            bump_access([member.id])


def _find(email: str) -> Member | None:
    return db.session.scalar(select(Member).where(Member.email == email))


def _address(name: str) -> str:
    return f"{fold(name).replace(' ', '.').replace(chr(39), '')}@demo.example"
