"""Identities: one statement, tokens cached until rights change, roles with their scope, and the rules of accounts."""

from typing import Any

import pytest

from forum.accounts import identity, services
from forum.accounts.clients import Client
from forum.accounts.identity import Anonymous, find_by_session_token, get_identity, tokens_of
from forum.accounts.models import SignInSession
from forum.core.errors import Forbidden, Invalid, NotFound
from forum.core.policy import can
from tests.factories.accounts import actor, grant_role, make_member
from tests.factories.network import make_group, make_library

PASSWORD = "drie rustige woorden"


def test_an_identity_costs_one_statement(app: Any, assert_queries: Any) -> None:
    token = services.begin_session(make_member(roles=("coordinator",)).id, client=Client("::1"))
    find_by_session_token(token)
    with assert_queries(1):
        found = find_by_session_token(token)
    assert found is not None
    assert (found.session_id is not None, found.unread_notifications, "coordinator" in found.roles) == (True, 0, True)
    assert token not in repr(found)


def test_tokens_come_from_library_groups_and_roles(app: Any) -> None:
    library, other = make_library(), make_library()
    member = make_member(library_id=library.id, roles=("coordinator",))
    group = make_group(member)
    grant_role(member, "library_head", "library", other.id)
    grant_role(member, "moderator", "space", 77)
    found = actor(member)
    assert found.roles == {"member", "coordinator", "library_head"}
    assert found.tokens >= {
        "public",
        "network",
        f"member:{member.id}",
        f"library:{library.id}",
        f"group:{group.id}",
        "role:coordinator",
        f"role:library_head:library:{other.id}",
        "role:moderator:space:77",
    }
    assert "role:moderator" not in found.tokens
    assert tokens_of([member.id, 999_999]) == {member.id: found.tokens}


def test_tokens_change_when_rights_do_and_not_before(app: Any, assert_queries: Any) -> None:
    member, administrator = make_member(), make_member(roles=("administrator",))
    actor(member)
    with assert_queries(1):
        actor(member)
    services.grant_role(actor(administrator), member, "moderator")
    assert "role:moderator" in actor(member).tokens
    services.move_to_library(actor(administrator), member, None)
    assert not [token for token in actor(member).tokens if token.startswith("library:")]


def test_the_closed_and_the_unknown_have_no_identity(app: Any) -> None:
    closed = make_member(is_active=False)
    for member_id in (closed.id, 999_999):
        with pytest.raises(NotFound):
            get_identity(member_id)
    token = services.begin_session(closed.id, client=Client())
    assert find_by_session_token(token) is None
    assert find_by_session_token("") is None
    assert tokens_of([closed.id]) == {}
    assert Anonymous().tokens == {"public"}


WHO = ("anonymous", "member", "coordinator", "library_head", "moderator", "administrator")
# action: who may, in the order of WHO; "-" means that the thing does not exist for them.
TABLE = {
    "admin.see": "-  - y y - y",
    "admin.members": "-  - n y - y",
    "admin.outbox": "-  - n n - y",
    "network.edit": "n  n y n n y",
    "pillar.edit": "n  n y n n y",
    "member.invite": "n  n n y n y",
}
ABOUT_ANOTHER = {
    "member.edit": "n  n n n n y",
    "member.deactivate": "n  n n n n y",
    "member.grant_role": "n  n n n n y",
}


def who(name: str) -> Any:
    if name == "anonymous":
        return Anonymous()
    return actor(make_member(roles=() if name == "member" else (name,)))


@pytest.mark.parametrize("action", [*TABLE, *ABOUT_ANOTHER])
def test_who_may_what(app: Any, action: str) -> None:
    subject = make_member() if action in ABOUT_ANOTHER else None
    for name, expected in zip(WHO, (TABLE | ABOUT_ANOTHER)[action].split(), strict=True):
        decision = can(who(name), action, subject)
        answer = "y" if decision else "-" if decision.hidden else "n"
        assert answer == expected, f"{name} {action}"
        assert decision or str(decision.reason), f"{name} {action}: a refusal needs a reason"


@pytest.mark.parametrize("name", WHO[1:])
def test_one_may_change_oneself_but_not_close_ones_own_account(app: Any, name: str) -> None:
    member = make_member(roles=() if name == "member" else (name,))
    assert can(actor(member), "member.edit", member)
    assert not can(actor(member), "member.deactivate", member)


def test_sessions_of_others_do_not_exist(app: Any) -> None:
    own, other = make_member(), make_member(roles=("administrator",))
    session = SignInSession(member_id=own.id)
    assert can(actor(own), "session.end", session)
    assert can(actor(other), "session.end", session).hidden


@pytest.mark.parametrize(
    ("role", "scope"),
    [
        ("emperor", ("network", 0)),
        ("moderator", ("planet", 1)),
        ("moderator", ("network", 3)),
        ("library_head", ("network", 0)),
    ],
)
def test_roles_that_do_not_exist_are_refused(app: Any, role: str, scope: tuple[str, int]) -> None:
    with pytest.raises(Invalid):
        services.grant_role(actor(make_member(roles=("administrator",))), make_member(), role, *scope)


def test_members_cannot_raise_themselves(app: Any) -> None:
    member = make_member()
    with pytest.raises(Forbidden):
        services.grant_role(actor(member), member, "administrator")
    with pytest.raises(Forbidden):
        services.move_to_library(actor(member), member, make_library().id)


def test_handles_are_unique_and_readable(app: Any) -> None:
    handles = [
        services.create_member(None, display_name=name, email=None).handle
        for name in ("An Peeters", "An  Peeters", "Zoë D'Hondt", "李小龍", "an.peeters")
    ]
    assert handles == ["an.peeters", "an.peeters.2", "zoe.d.hondt", "collega", "an.peeters.3"]


@pytest.mark.parametrize("email", ["geen adres", "a@b@c.be", "a b@c.be", "@c.be", "a@", "a\x00@c.be"])
def test_addresses_that_are_none_are_refused(app: Any, email: str) -> None:
    with pytest.raises(Invalid):
        services.create_member(None, display_name="An", email=email)


def test_an_address_belongs_to_one_account(app: Any) -> None:
    services.create_member(None, display_name="An", email="An@Bib.example")
    with pytest.raises(Invalid):
        services.create_member(None, display_name="An", email="an@bib.example")


def test_what_is_kept_of_a_browser(app: Any) -> None:
    firefox = Client("192.0.2.77", "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0")
    assert (firefox.device, firefox.prefix) == ("Firefox · Windows", "192.0.2.0/24")
    assert Client("2001:db8:1:2:3:4:5:6").prefix == "2001:db8:1::/48"
    assert (Client("nonsense", "curl").device, Client("nonsense").prefix) == ("", "")


def test_the_cache_never_serves_another_version(app: Any) -> None:
    member = make_member()
    first = member.access_version
    identity.bump_access([member.id])
    from forum.extensions import db

    db.session.refresh(member)
    assert member.access_version != first
