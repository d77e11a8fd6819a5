"""Members for tests, and the identity with which they act."""

from functools import cache
from itertools import count
from typing import Any

from forum.accounts.identity import Identity, bump_access, get_identity
from forum.accounts.models import Member, RoleGrant
from forum.accounts.names import fold
from forum.accounts.passwords import hash_password
from tests.factories.network import add, make_library

_numbers = count(1)
# Hashing is slow on purpose; nothing in a test depends on the salt.
_hash = cache(hash_password)


def make_member(*, roles: tuple[str, ...] = (), password: str | None = None, **values: Any) -> Member:
    """An active member who reads English, in a library of their own unless `library_id` is given.

    `roles` are held for the whole network, "library_head" for the member's library. Without `password`
    nobody can sign in with one; `as_member` needs none.
    """
    number = next(_numbers)
    values.setdefault("display_name", f"Colleague {number}")
    values.setdefault("email", f"colleague{number}@bib.example")
    values.setdefault("handle", f"colleague.{number}")
    values.setdefault("sort_name", fold(values["display_name"]))
    values.setdefault("locale", "en")
    if "library" not in values and "library_id" not in values:
        values["library_id"] = make_library().id
    if password is not None:
        values["password_hash"] = _hash(password)
    member: Member = add(Member(**values))
    for role in roles:
        grant_role(member, role)
    return member


def grant_role(member: Member, role: str, scope_kind: str = "network", scope_id: int = 0) -> None:
    """Give a role without asking who may."""
    if role == "library_head" and scope_kind == "network":
        scope_kind, scope_id = "library", member.library_id or 0
    add(RoleGrant(member_id=member.id, role=role, scope_kind=scope_kind, scope_id=scope_id))
    bump_access([member.id])


def actor(member: Member) -> Identity:
    """The identity with which a member calls services."""
    return get_identity(member.id)
