"""Spaces anybody may read: what they show without sign-in, and that nothing else shows."""

import pytest

from forum.accounts.identity import get_identity
from forum.attachments.services import replace_uses
from forum.discussions import services
from forum.discussions.models import PollResults, ReactionKind
from forum.discussions.queries import get_poll_view
from forum.discussions.services.acknowledgements import Wish
from forum.discussions.views.choices import audience_choices
from tests.factories import (
    actor,
    make_attachment,
    make_image,
    make_library,
    make_member,
    make_post,
    make_space,
    make_thread,
)
from tests.support.page import CheckedClient


@pytest.fixture
def public(app):
    return make_space(slug="open", title="Open huis", audience="public")


@pytest.fixture
def visitor(app):
    return CheckedClient(app)


def test_a_visitor_reads_a_public_space(public, visitor, db_session):
    author = make_member(display_name="An Peeters")
    thread = make_thread(author, public, title="Wanneer is het voorleesuur?", body="Iemand een idee?")
    reply = make_post(thread, make_member(), body="Op woensdag.")
    page = visitor.get("/spaces/open")
    assert page.h1 == "Open huis" and "Wanneer is het voorleesuur?" in page.main
    assert "Mark" not in page.main and "Mine" not in page.main and "New for you" not in page.main
    page = page.click("Wanneer is het voorleesuur?")
    assert "Op woensdag." in page.main and page.texts(".badge-new") == []
    assert page.texts("main button") == page.texts(".acts a") == [], "a visitor has nothing to press"
    assert page.link("Sign in to take part.").startswith("/login?next=")
    assert visitor.get(f"/posts/{reply.id}").url.startswith(f"/threads/{thread.id}-")


def test_polls_conclusions_and_files_show_without_their_buttons(public, visitor, db_session):
    author = make_member()
    thread = make_thread(author, public)
    plan = services.PollPlan("Welke dag past?", labels=("Maandag", "Dinsdag"), results=PollResults.ALWAYS)
    poll = services.create_poll(actor(author), thread, plan)
    voter = make_member(display_name="Wie Stemde")
    services.vote(actor(voter), poll, {get_poll_view(actor(author), poll.id).options[0].id: "yes"})
    services.write_conclusion(actor(author), thread, "We kiezen maandag.")
    attachment = make_attachment(author, data=make_image(1500, 4))
    replace_uses("post", thread.opening_post_id, [attachment.id])
    page = visitor.get(f"/threads/{thread.id}-{thread.slug}")
    assert "Welke dag past?" in page.main and "We kiezen maandag." in page.main
    assert "Wie Stemde" not in page.main and page.texts(".poll-who") == []
    assert page.texts("main button") == []
    assert visitor.raw.get(f"/attachments/{attachment.id}").status_code == 200


def test_whatever_a_discussion_holds_a_visitor_reads_it_and_presses_nothing(public, visitor, boss, db_session):
    closed = make_space(slug="dicht", title="Dichte ruimte")
    announcement = make_thread(boss(), public, kind="announcement")
    services.ask_acknowledgement(boss(), announcement, Wish(), notify=False)
    anonymous = make_thread(make_member(), public, anonymous=True)
    talk = make_thread(make_member(), public)
    reply = make_post(talk, make_member())
    make_post(talk, make_member(), parent=reply)
    services.hide_post(boss(), make_post(talk, make_member()), "Hoort hier niet.")
    services.react(actor(make_member(display_name="Wie Reageerde")), reply, ReactionKind.THANKS)
    original, duplicate = (
        make_thread(make_member(), closed, title="Dicht origineel"),
        make_thread(make_member(), public),
    )
    services.close_as_duplicate(boss(), duplicate, original)
    moved = make_thread(make_member(), closed)
    services.move_thread(boss(), moved, public, confirmed=True)
    locked = make_thread(make_member(), public)
    services.lock_thread(boss(), locked, "Afgerond.")
    for thread in (announcement, anonymous, talk, duplicate, moved, locked):
        post = thread.opening_post_id
        for query in ("", f"?reply={post}", f"?reply={post}&quote", "?sort=useful", "?last", "?unread", "?number=1"):
            page = visitor.get(f"/threads/{thread.id}-{thread.slug}{query}")
            assert page.all("main :is(button, form, textarea, input)") == [], (thread.title, query)
            for closed_to_visitors in ("Dicht origineel", "Dichte ruimte", "Wie Reageerde"):
                assert closed_to_visitors not in page.response.text, (thread.title, query)
    for show in ("new", "unanswered", "open", "solved", "announcements", "useful", "mine"):
        assert visitor.get(f"/spaces/open?show={show}").all("main :is(button, form)") == []


def test_everything_else_leads_to_the_sign_in_page_whether_it_exists_or_not(public, visitor, db_session):
    library = make_library()
    closed = make_space(slug="dicht", audience=f"library:{library.id}")
    network, private = make_thread(make_member()), make_thread(make_member(library=library), closed)
    hidden = make_thread(make_member(), public)
    hidden.hidden_at = hidden.created_at
    for path in (
        "/spaces/dicht",
        "/spaces/bestaat-niet",
        f"/threads/{network.id}-{network.slug}",
        f"/threads/{private.id}-{private.slug}",
        f"/threads/{hidden.id}-{hidden.slug}",
        "/threads/999999-weg",
        "/posts/999999",
        f"/posts/{private.opening_post_id}",
        "/attachments/999999",
        "/search?q=boek",
        "/threads/",
    ):
        answer = visitor.raw.get(path)
        assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (303, "/login"), path


def test_only_administrators_open_a_space_to_the_world(app, db_session):
    admin, coordinator = make_member(roles=("administrator",)), make_member(roles=("coordinator",))
    with app.test_request_context("/"):
        assert "public" in dict(audience_choices(get_identity(admin.id)))
        assert "public" not in dict(audience_choices(get_identity(coordinator.id)))


def test_members_take_part_in_a_public_space_as_in_any(public, as_member, db_session):
    thread = make_thread(make_member(), public)
    page = as_member(make_member()).get(f"/threads/{thread.id}-{thread.slug}")
    page = page.submit("Post", body="Ik weet het.")
    assert "Ik weet het." in page.main
