"""The start page: what is new, and for newcomers where to begin."""

from datetime import timedelta

from forum.core.clock import now
from forum.discussions import services
from forum.notifications.services import follow
from tests.factories import actor, make_member, make_space, make_thread


def steps_of(client):
    return client.get("/").texts(".first-steps li.done a")


def test_a_newcomer_sees_the_first_steps_until_they_are_done(app, as_member):
    newcomer, space = make_member(function_title=""), make_space()
    client = as_member(newcomer)
    page = client.get("/")
    assert page.texts(".first-steps li a") == [
        "Fill in your profile",
        "Follow a space",
        "Ask a question, or answer one",
    ]
    assert steps_of(client) == []
    follow(actor(newcomer), "space", space.id)
    make_thread(newcomer, space)
    assert steps_of(client) == ["Follow a space", "Ask a question, or answer one"]
    newcomer.function_title = "Bibliothecaris"
    assert not client.get("/").all(".first-steps")


def test_who_came_long_ago_is_spared_them(app, as_member):
    member = make_member(created_at=now() - timedelta(days=40))
    assert not as_member(member).get("/").all(".first-steps")


def test_they_are_not_asked_for_again_once_they_are_past(app, as_member, assert_queries):
    client = as_member(make_member(created_at=now() - timedelta(days=40)))
    client.get("/")
    with assert_queries(7):
        client.get("/")


def test_it_leads_to_the_lists(app, as_member):
    member, thread = make_member(), make_thread()
    page = as_member(member).get("/")
    assert page.texts(".rows .row-title") == [thread.title]
    assert page.click("Everything that is new").texts(".pills a[aria-current]") == ["New for you"]
    services.mark_thread_read(actor(member), thread)
    page = as_member(member).get("/")
    assert page.click("All discussions").texts(".rows .row-title") == [thread.title]
    for tab in ("Newest", "Unanswered", "Recently solved", "Most useful"):
        page.click(tab)


def test_what_is_new_opens_at_the_first_unread_post_as_in_every_list(app, as_member):
    member, thread = make_member(), make_thread()
    badge = as_member(member).get("/").one(".rows .badge-new")
    assert (badge.text, badge["href"]) == ("New", f"/threads/{thread.id}-{thread.slug}?unread")
