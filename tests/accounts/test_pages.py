"""The pages of accounts through the browser's eyes: colleagues, settings, invitations, set-up, administration."""

from typing import Any

import pytest
from sqlalchemy import select, update

from forum.accounts import identity, services, setup
from forum.accounts.clients import Client
from forum.accounts.models import Invitation, Member, RoleGrant, SignInSession
from forum.core import outbox
from forum.core.clock import now
from forum.core.errors import Conflict, Forbidden, NotFound
from forum.extensions import db
from forum.network import settings
from tests.factories.accounts import actor, grant_role, make_member
from tests.factories.network import make_group, make_library

PASSWORD = "drie rustige woorden"


@pytest.fixture
def library(app: Any) -> Any:
    return make_library(name="Bibliotheek Temse", short_name="Temse", slug="temse")


@pytest.fixture
def an(library: Any) -> Any:
    return make_member(display_name="An Peeters", handle="an.peeters", library_id=library.id, password=PASSWORD)


@pytest.fixture
def administrator(library: Any) -> Any:
    return make_member(display_name="Sofie Maes", library_id=library.id, roles=("administrator",), password=PASSWORD)


@pytest.fixture
def head(library: Any) -> Any:
    return make_member(display_name="Luc Verhaegen", library_id=library.id, roles=("library_head",))


def test_colleagues_are_found_by_name_without_accents_function_and_library(
    as_member: Any, an: Any, library: Any
) -> None:
    make_member(display_name="Zoë D'Hondt", function_title="Jeugdbibliothecaris", library_id=library.id)
    make_member(display_name="Joris Claes")
    make_member(display_name="Iemand van elders", source="stack-exchange:bicycles", external_id="1", is_active=False)
    client = as_member(an)
    assert client.get("/members/").texts(".person a") == ["An Peeters", "Joris Claes", "Zoë D'Hondt"]
    assert client.get("/members/?q=zoe").texts(".person a") == ["Zoë D'Hondt"]
    assert client.get("/members/?q=JEUGD").texts(".person a") == ["Zoë D'Hondt"]
    assert client.get("/members/?library=temse").texts(".person a") == ["An Peeters", "Zoë D'Hondt"]
    assert "Nobody found" in client.get("/members/?q=%25%00_").main


def test_the_list_pages_both_ways(as_member: Any, an: Any, library: Any) -> None:
    for number in range(110):
        make_member(display_name=f"Collega {number:03}", library_id=library.id)
    client = as_member(an)
    first = client.get("/members/")
    second = first.click("Next page")
    third = second.click("Next page")
    names = [*first.texts(".person a"), *second.texts(".person a"), *third.texts(".person a")]
    assert names == ["An Peeters", *(f"Collega {number:03}" for number in range(110))]
    assert third.click("Previous page").texts(".person a") == second.texts(".person a")
    assert client.get("/members/?after=rubbish").texts(".person a") == first.texts(".person a")


@pytest.mark.parametrize("people", [1, 30])
def test_the_lists_cost_the_same_however_many_there_are(
    as_member: Any, administrator: Any, library: Any, assert_queries: Any, people: int
) -> None:
    for _ in range(people):
        make_member(library_id=library.id, roles=("coordinator",))
    client = as_member(administrator)
    client.get("/members/")
    with assert_queries(3):
        client.get("/members/")
    with assert_queries(4):
        client.get("/admin/members")
    with assert_queries(6):
        client.get("/libraries/temse")


def test_the_page_of_a_colleague(as_member: Any, an: Any, head: Any) -> None:
    client = as_member(an)
    page = client.get(f"/members/{head.id}")
    assert page.h1 == "Luc Verhaegen"
    assert "Head of library, Temse" in page.main
    assert "@bib.example" not in page.main, "the address is for its owner and for administrators"
    assert client.get("/members/@an.peeters").h1 == "An Peeters"
    client.get("/members/999999", status=404)
    client.get("/members/@nobody", status=404)


def test_suggestions_are_active_colleagues_only_and_at_most_eight(as_member: Any, an: Any) -> None:
    for number in range(12):
        make_member(display_name=f"Anke {number}")
    make_member(display_name="Anton", is_active=False)
    found = as_member(an).get("/members/suggest?q=an").response.json
    assert len(found) == 8
    assert found[0] == {"handle": "an.peeters", "name": "An Peeters", "about": "Temse"}
    assert all(person["name"] != "Anton" for person in found)


def test_suggestions_end_with_working_groups_that_still_meet(as_member: Any, an: Any) -> None:
    make_group(an, make_member(), slug="werkgroep-jeugd", name="Werkgroep Jeugd")
    make_group(slug="werkgroep-oud", name="Werkgroep Jeugdboeken 1990", closed_at=now())
    found = as_member(an).get("/members/suggest?q=jeugd").response.json
    assert found == [{"handle": "werkgroep-jeugd", "name": "Werkgroep Jeugd", "about": "working group, 2 colleagues"}]


def test_the_profile_comes_back_filled_after_an_error(as_member: Any, an: Any) -> None:
    client = as_member(an)
    page = client.get("/settings/").submit("Save", 400, display_name="   ", function_title="Jeugd")
    assert page.one("#function_title")["value"] == "Jeugd"
    assert page.title.startswith("Error:")
    page = page.submit("Save", display_name="An  Peeters-Claes", function_title="Jeugd", locale="nl", theme="dark")
    assert page.soup.html["data-theme"] == "dark"
    assert page.soup.html["lang"] == "nl"
    assert (an.display_name, an.sort_name) == ("An Peeters-Claes", "an peeters-claes")


def test_appearance_and_language_change_from_any_page(as_member: Any, client: Any, an: Any) -> None:
    signed_in = as_member(an)
    signed_in.post("/settings/display", {"theme": "dark"})
    assert signed_in.get("/members/").soup.html["data-theme"] == "dark"
    client.post("/settings/display", {"locale": "en"})
    assert client.get("/login").soup.html["lang"] == "en"
    signed_in.post("/settings/display", {"theme": "<script>", "locale": "xx"})
    assert signed_in.get("/members/").soup.html["data-theme"] == "dark"


def test_a_new_password_signs_the_other_devices_out(as_member: Any, an: Any) -> None:
    here, there = as_member(an), as_member(an)
    page = here.get("/settings/password")
    assert "not your current password" in page.submit("Change the password", 400, current="x", new=PASSWORD).main
    assert "at least 12" in page.submit("Change the password", 400, current=PASSWORD, new="kort").main
    both = page.submit("Change the password", 400, current="x", new="kort").main
    assert "not your current password" in both
    assert "at least 12" in both
    page.submit("Change the password", current=PASSWORD, new="vier heel andere woorden")
    assert here.get("/members/").h1 == "Colleagues"
    assert there.get("/members/").h1 == "Sign in"
    services.sign_in(an.email, "vier heel andere woorden", client=Client("127.0.0.1"))


def test_guessing_the_current_password_has_to_wait(as_member: Any, an: Any) -> None:
    page = as_member(an).get("/settings/password")
    for _ in range(5):
        page.submit("Change the password", 400, current="x", new="vier heel andere woorden")
    page.submit("Change the password", 429, current=PASSWORD, new="vier heel andere woorden")


def test_a_member_ends_sessions_and_only_their_own(as_member: Any, an: Any, head: Any) -> None:
    here, there, other = as_member(an), as_member(an), as_member(head)
    page = here.get("/settings/sessions")
    assert page.main.count("This device") == 1
    page.submit("Sign out this device")
    assert there.get("/members/").h1 == "Sign in"
    foreign = db.session.scalars(select(SignInSession.id).where(SignInSession.member_id == head.id)).one()
    here.post(f"/settings/sessions/{foreign}/end", status=404)
    assert other.get("/members/").h1 == "Colleagues"
    third = as_member(an)
    here.get("/settings/sessions").submit("Sign out everywhere else")
    assert third.get("/members/").h1 == "Sign in"
    assert here.get("/members/").h1 == "Colleagues"


def test_an_invitation_works_once(as_member: Any, client: Any, administrator: Any, library: Any) -> None:
    page = as_member(administrator).get("/admin/invitations")
    page = page.submit(
        "Make an invitation",
        email="Nieuw@bib.example",
        display_name="Nele Nieuw",
        library_id=library.id,
        role="coordinator",
    )
    link = str(page.one("#link")["value"]).removeprefix("http://localhost")
    assert link.removeprefix("/invitations/") not in page.client.get("/admin/invitations").response.text
    form = client.get(link)
    assert "nieuw@bib.example" in form.main
    assert form.headers["Referrer-Policy"] == "no-referrer"
    assert form.submit("Make my account", 400, password="kort").one("#display_name")["value"] == "Nele Nieuw"
    assert form.submit("Make my account", password=PASSWORD, function_title="Balie").url == "/"
    member = db.session.scalars(select(Member).where(Member.email == "nieuw@bib.example")).one()
    assert (member.library_id, member.function_title) == (library.id, "Balie")
    assert "coordinator" in actor(member).roles
    client.get(link, status=404)


def test_the_inviter_chooses_a_library_or_says_that_there_is_none(as_member: Any, administrator: Any) -> None:
    page = as_member(administrator).get("/admin/invitations")
    assert "Choose a library." in page.submit("Make an invitation", 400, email="nieuw@bib.example").main
    page.submit("Make an invitation", email="nieuw@bib.example", library_id=0)
    assert db.session.scalars(select(Invitation.library_id)).all() == [None]


@pytest.mark.parametrize("ending", ["expired", "withdrawn", "replaced"])
def test_an_invitation_that_ended_opens_nothing(client: Any, administrator: Any, ending: str) -> None:
    asker = actor(administrator)
    token = services.invite_member(asker, email="nieuw@bib.example", library_id=None)
    if ending == "expired":
        db.session.execute(update(Invitation).values(expires_at=now()))
    elif ending == "withdrawn":
        services.withdraw_invitation(asker, db.session.scalars(select(Invitation)).one())
    else:
        services.invite_member(asker, email="nieuw@bib.example", library_id=None)
    client.get(f"/invitations/{token}", status=404)
    with pytest.raises(NotFound):
        services.accept_invitation(token, display_name="X", function_title="", password=PASSWORD)


def test_a_head_of_library_invites_only_into_their_own(as_member: Any, head: Any, library: Any) -> None:
    other = make_library()
    page = as_member(head).get("/admin/invitations")
    assert page.texts("#library_id option") == ["Temse"]
    assert page.texts("#role option") == ["Colleague"]
    page.submit("Make an invitation", email="nieuw@bib.example")
    for place, role in ((other.id, "member"), (library.id, "administrator"), (None, "member")):
        with pytest.raises(Forbidden):
            services.invite_member(actor(head), email="x@bib.example", library_id=place, role=role)


def test_an_empty_form_names_each_field(client: Any) -> None:
    page = client.get("/login").submit("Sign in", 400)
    assert page.texts(".summary li") == ["Fill in your e-mail address.", "Fill in your password."]


def test_set_up_makes_the_first_administrator_and_closes(client: Any) -> None:
    client.get("/setup", status=404)
    assert "has not been set up yet" in client.get("/login").text
    token = setup.make_token()
    client.get("/setup?token=wrong", status=404)
    page = client.get(f"/setup?token={token}")
    values = {"network_name": "Bibliotheken Waasland", "display_name": "Sofie Maes", "email": "sofie@bib.example"}
    bad = page.submit("Start the network", 400, password="kort", **values)
    assert bad.one("#network_name")["value"] == "Bibliotheken Waasland"
    page.submit("Start the network", password=PASSWORD, **values)
    assert settings.network_name() == "Bibliotheken Waasland"
    assert client.get("/").texts(".brand") == ["Bibliotheken Waasland"]
    assert len(client.get("/libraries/").texts("main .rows a")) == 10
    assert client.get("/admin/").h1 == "Administration"
    client.get(f"/setup?token={token}", status=404)
    assert setup.make_token() is None


def test_set_up_is_closed_where_somebody_can_sign_in(client: Any, an: Any) -> None:
    assert setup.make_token() is None
    client.get("/setup?token=x", status=404)


def test_an_administrator_gives_and_takes_roles(as_member: Any, administrator: Any, an: Any, library: Any) -> None:
    client = as_member(administrator)
    page = client.get(f"/admin/members/{an.id}")
    assert "Choose the whole network" in page.submit("Give this role", 400, role="library_head").main
    assert "needs a library" in page.submit("Give this role", 400, role="library_head", library_id=0).main
    page = page.submit("Give this role", role="library_head", library_id=library.id)
    assert f"role:library_head:library:{library.id}" in actor(an).tokens
    page.submit("Take back Head of library")
    assert "library_head" not in actor(an).roles
    page = page.submit("Move to this library", library_id=0)
    assert actor(an).library_id is None


def test_the_last_administrator_stays(as_member: Any, administrator: Any) -> None:
    with pytest.raises(Conflict):
        services.revoke_role(actor(administrator), administrator, "administrator")
    page = as_member(administrator).post(
        f"/admin/members/{administrator.id}/roles/administrator/network/0/revoke", status=409
    )
    assert page.h1 == "Sofie Maes"
    assert "This is the last administrator" in page.one(".summary").text


def test_closing_an_account_signs_out_everywhere(as_member: Any, administrator: Any, an: Any) -> None:
    client, theirs = as_member(administrator), as_member(an)
    page = client.get(f"/admin/members/{an.id}").submit("Close this account")
    assert "This account is closed." in page.main
    assert theirs.get("/members/").h1 == "Sign in"
    assert an.id not in identity.tokens_of([an.id])
    assert "no longer works with us" in client.get(f"/members/{an.id}").main
    page.submit("Open this account again")
    assert an.id in identity.tokens_of([an.id])
    own = client.get(f"/admin/members/{administrator.id}")
    assert "You cannot close your own account" in own.main
    client.post(f"/admin/members/{administrator.id}/deactivate", status=403)


def test_rights_that_change_are_felt_at_once(as_member: Any, an: Any) -> None:
    client = as_member(an)
    client.get("/admin/", status=404)
    grant_role(an, "administrator")
    assert client.get("/admin/").h1 == "Administration"
    db.session.query(RoleGrant).delete()
    identity.bump_access([an.id])
    client.get("/admin/", status=404)


def test_failed_work_is_shown_tried_again_and_removed(as_member: Any, administrator: Any) -> None:
    for number in (1, 2):
        db.session.add(
            outbox.Outbox(channel="notify", key=f"activity:{number}", attempts=8, last_error="Boom", dead_at=now())
        )
    client = as_member(administrator)
    assert "2 pieces of work failed" in client.get("/admin/").main
    rows = db.session.scalars(select(outbox.Outbox.id).order_by(outbox.Outbox.id)).all()
    page = client.get("/admin/outbox")
    assert "activity:1" in page.main
    assert "Boom" in page.main
    client.post(f"/admin/outbox/{rows[0]}/retry")
    client.post(f"/admin/outbox/{rows[1]}/discard")
    client.post(f"/admin/outbox/{rows[1]}/discard", status=404)
    left = db.session.scalars(select(outbox.Outbox)).all()
    assert [(row.id, row.dead_at, row.attempts) for row in left] == [(rows[0], None, 0)]


def test_each_page_is_well_formed(as_member: Any, administrator: Any, head: Any, an: Any) -> None:
    paths = ["/settings/profile", "/settings/password", "/settings/sessions", "/members/", f"/members/{an.id}"]
    for path in (*paths, "/admin/", "/admin/members", "/admin/invitations", "/admin/outbox", f"/admin/members/{an.id}"):
        as_member(administrator).get(path)
    for path in (*paths, "/admin/", "/admin/members", "/admin/invitations", f"/admin/members/{an.id}"):
        as_member(head).get(path)
    for path in ("/admin/", "/admin/members", "/admin/outbox"):
        as_member(an).get(path, status=404)
