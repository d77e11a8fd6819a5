"""Whoever wrote something hears when a moderator hides, locks or splits it, and why."""

import pytest
from sqlalchemy import select

from forum.discussions import services
from forum.extensions import db
from forum.notifications.models import Notification
from tests.factories import actor, make_member, make_post, make_space, make_thread


@pytest.fixture
def moderator(app):
    return make_member(display_name="Mo Derator")


@pytest.fixture
def author(app):
    return make_member(display_name="Anna Auteur")


@pytest.fixture
def thread(moderator, author):
    return make_thread(author, make_space(moderator), title="Te koop: fiets", kind="discussion")


def kinds_of(member) -> list[str]:
    return sorted(db.session.scalars(select(Notification.kind).where(Notification.member_id == member.id)))


def url_of(thread):
    return f"/threads/{thread.id}-{thread.slug}"


@pytest.mark.parametrize("anonymous", [False, True])
def test_the_author_of_a_hidden_discussion_reads_why(moderator, author, as_member, drain, anonymous):
    thread = make_thread(author, make_space(moderator), title="Te koop: fiets", anonymous=anonymous)
    services.hide_thread(actor(moderator), thread, "Dit is reclame")
    drain()
    assert kinds_of(author) == ["thread.hidden"]
    page = as_member(author).get("/notifications").submit("Mo Derator hid your discussion “Te koop: fiets”")
    for part in ("Your discussion is hidden", "Te koop: fiets", "Mo Derator", "Dit is reclame"):
        assert part in page.main
    assert as_member(author).get(url_of(thread)).h1 == "Your discussion is hidden"


def test_nobody_else_reads_of_a_hidden_discussion(thread, moderator, as_member, drain):
    follower, replier = make_member(), make_member(roles=("administrator",))
    make_post(thread, follower)
    services.hide_thread(actor(moderator), thread, "Dit is reclame")
    drain()
    assert "thread.hidden" not in kinds_of(follower)
    for member in (follower, make_member(), replier, moderator):
        as_member(member).get(f"/threads/{thread.id}/hidden", status=404)
    as_member(follower).get(url_of(thread), status=404)


def test_a_discussion_that_is_back_is_no_longer_said_to_be_hidden(thread, moderator, author, as_member, drain):
    services.hide_thread(actor(moderator), thread, "Dit is reclame")
    services.restore_thread(actor(moderator), thread)
    db.session.commit()
    as_member(author).get(f"/threads/{thread.id}/hidden", status=404)
    assert as_member(author).get(url_of(thread)).h1 == "Te koop: fiets"


def test_the_author_of_a_hidden_post_hears_of_it(thread, moderator, as_member, drain):
    writer = make_member()
    post = make_post(thread, writer)
    services.hide_post(actor(moderator), post, "Er staat een naam in")
    drain()
    assert kinds_of(writer) == ["post.hidden"]
    page = as_member(writer).get("/notifications").submit("Mo Derator hid your post in “Te koop: fiets”")
    assert "Er staat een naam in" in page.main


def test_the_author_of_a_locked_discussion_hears_of_it(thread, moderator, author, drain):
    services.lock_thread(actor(moderator), thread, "Afgerond")
    drain()
    assert kinds_of(author) == ["thread.locked"]


def test_whose_post_is_split_off_hears_of_it(thread, moderator, drain):
    writer = make_member()
    post = make_post(thread, writer)
    services.split_posts(actor(moderator), thread, [post.id], "Iets anders", thread.space, "discussion")
    drain()
    assert kinds_of(writer) == ["thread.split"]


def test_a_moderator_who_hides_their_own_words_hears_nothing(moderator, drain):
    own = make_thread(moderator, make_space(moderator), anonymous=True)
    services.hide_thread(actor(moderator), own, "Toch maar niet")
    drain()
    assert kinds_of(moderator) == []
