"""Read state that can be trusted: watermarks, resuming, lists of what is new."""

import random
from datetime import timedelta

import pytest

from forum.core.clock import now
from forum.core.errors import NotFound
from forum.discussions import queries, services
from forum.discussions.services.reading import get_watermark
from tests.factories import actor, make_member, make_post, make_space, make_thread


def test_the_end_of_a_page_marks_what_was_on_it(app):
    reader, thread = actor(make_member()), make_thread()
    posts = [make_post(thread) for _ in range(3)]
    assert services.mark_page_read(reader, thread, [thread.opening_post_id, posts[0].id]) == posts[0].id
    assert services.mark_page_read(reader, thread, [p.id for p in posts]) == posts[2].id


def test_the_mark_stops_before_an_unread_post_that_was_not_on_the_page(app):
    reader, thread = actor(make_member()), make_thread()
    first = make_post(thread)
    elsewhere = make_post(thread)
    late_child = make_post(parent=first)
    seen = [thread.opening_post_id, first.id, late_child.id]
    assert services.mark_page_read(reader, thread, seen) == first.id
    assert services.mark_page_read(reader, thread, [elsewhere.id, late_child.id]) == late_child.id


def test_the_mark_never_goes_down_and_never_beyond_the_thread(app):
    reader, thread = actor(make_member()), make_thread()
    post = make_post(thread)
    services.mark_page_read(reader, thread, [thread.opening_post_id, post.id, 999_999])
    services.mark_page_read(reader, thread, [thread.opening_post_id])
    assert get_watermark(reader.id, thread.id) == post.id


def test_a_post_of_another_thread_does_not_move_the_mark(app):
    reader, thread = actor(make_member()), make_thread()
    make_post(thread)
    other = make_thread()
    last = make_post(thread)
    reached = services.mark_page_read(reader, thread, [other.opening_post_id])
    assert reached < other.opening_post_id < last.id


def test_ones_own_reply_is_not_news(app):
    author, reader = actor(make_member()), actor(make_member())
    thread = make_thread()
    services.mark_page_read(reader, thread, [thread.opening_post_id])
    services.reply(reader, thread, "Mijn antwoord")
    assert [row.id for row in queries.list_new_for(reader)] == []
    services.reply(author, thread, "Een ander antwoord")
    assert [row.id for row in queries.list_new_for(reader)] == [thread.id]


def test_a_reply_does_not_mark_what_one_skipped(app):
    reader, thread = actor(make_member()), make_thread()
    services.mark_page_read(reader, thread, [thread.opening_post_id])
    skipped = make_post(thread)
    services.reply(reader, thread, "Mijn antwoord")
    head = queries.get_thread_head(reader, thread.id)
    assert queries.find_first_unread(head) == skipped.id


def test_all_read_in_a_space(app):
    reader, space = actor(make_member()), make_space()
    for _ in range(2):
        make_thread(space=space)
    assert queries.list_spaces(reader)[0].new_count == 2
    services.mark_space_read(reader, space)
    assert queries.list_spaces(reader)[0].new_count == 0
    make_thread(space=space)
    assert queries.list_spaces(reader)[0].new_count == 1


def test_what_was_written_before_one_came_is_not_new(app, db_session):
    thread = make_thread()
    db_session.commit()
    newcomer = actor(make_member())
    assert not queries.list_new_for(newcomer)
    make_post(thread)
    assert [row.id for row in queries.list_new_for(newcomer)] == [thread.id]


def head_of(reader, thread):
    return queries.get_thread_head(reader, thread.id)


def read_all(reader, thread):
    services.mark_page_read(reader, thread, [thread.opening_post_id, *range(1, thread.last_post_id + 1)])


def test_set_to_unread_from_a_post_on(app):
    reader, thread = actor(make_member()), make_thread()
    posts = [make_post(thread) for _ in range(3)]
    read_all(reader, thread)
    services.mark_unread_from(reader, thread, posts[1].id)
    assert queries.find_first_unread(head_of(reader, thread)) == posts[1].id
    assert [row.id for row in queries.list_new_for(reader)] == [thread.id]


def test_a_page_drawn_before_does_not_undo_it_and_one_drawn_after_does(app):
    reader, thread = actor(make_member()), make_thread()
    posts = [make_post(thread) for _ in range(3)]
    everything = [post.id for post in posts]
    read_all(reader, thread)
    services.mark_unread_from(reader, thread, posts[1].id)
    assert services.mark_page_read(reader, thread, everything) == posts[0].id
    assert services.mark_page_read(reader, thread, everything[:2], forced=posts[1].id) == posts[1].id
    forced = head_of(reader, thread).forced
    assert services.mark_page_read(reader, thread, everything[:2], forced=posts[1].id) == posts[1].id
    assert services.mark_page_read(reader, thread, everything, forced=forced) == posts[2].id
    assert head_of(reader, thread).forced == 0


def test_what_comes_after_one_set_it_to_unread_is_unread_too(app):
    reader, thread = actor(make_member()), make_thread()
    post = make_post(thread)
    read_all(reader, thread)
    services.mark_unread_from(reader, thread, post.id)
    late = make_post(thread)
    assert services.mark_page_read(reader, thread, [late.id], forced=post.id) == post.id - 1
    assert services.mark_page_read(reader, thread, [post.id, late.id], forced=post.id) == late.id


def test_an_old_thread_set_to_unread_is_to_be_read_on_in(app, db_session):
    reader, thread = actor(make_member()), make_thread()
    read_all(reader, thread)
    thread.last_post_at = now() - timedelta(days=900)
    services.mark_unread_from(reader, thread)
    assert [row.id for row in queries.list_threads(reader, show="unread").items] == [thread.id]


@pytest.mark.parametrize("verb", ["thread", "space"])
def test_all_read_takes_it_back(app, verb):
    reader, thread = actor(make_member()), make_thread()
    make_post(thread)
    services.mark_unread_from(reader, thread, thread.opening_post_id)
    if verb == "thread":
        services.mark_thread_read(reader, thread)
    else:
        services.mark_space_read(reader, thread.space)
    assert not head_of(reader, thread).has_unread


def test_a_post_of_another_thread_cannot_be_where_unread_begins(app):
    reader, thread = actor(make_member()), make_thread()
    with pytest.raises(NotFound):
        services.mark_unread_from(reader, thread, make_thread().opening_post_id)


def test_a_hidden_post_is_not_waited_for(app):
    moderator, reader = make_member(), actor(make_member())
    thread = make_thread(space=make_space(moderator))
    hidden, last = make_post(thread), make_post(thread)
    services.hide_post(actor(moderator), hidden, "Reclame")
    assert services.mark_page_read(reader, thread, [thread.opening_post_id, last.id]) == last.id


def test_marks_that_arrive_late_or_twice_never_move_it_back(app):
    reader, thread = actor(make_member()), make_thread()
    posts = [make_post(thread) for _ in range(30)]
    beacons = [[thread.opening_post_id, *(post.id for post in posts[:number])] for number in range(30)]
    random.Random(3).shuffle(beacons)
    highest = 0
    for seen in beacons:
        reached = services.mark_page_read(reader, thread, seen)
        assert reached >= highest
        highest = reached
    assert highest == posts[28].id


def test_looking_marks_nothing(app, as_member):
    member, thread = make_member(), make_thread()
    post = make_post(thread)
    client = as_member(member)
    for address in (
        f"/threads/{thread.id}-{thread.slug}",
        f"/threads/{thread.id}-{thread.slug}?at={post.id}",
        f"/posts/{post.id}",
        "/threads/?show=new",
        f"/spaces/{thread.space.slug}",
        "/search?q=aanpak",
    ):
        client.get(address)
    assert get_watermark(member.id, thread.id) == 0


def test_setting_to_read_and_unread_from_a_list(app, as_member):
    member, thread = make_member(), make_thread()
    client = as_member(member)
    page = client.get("/threads/")
    page = page.submit(f"Mark as read : {thread.title}")
    assert page.h1 == "Discussions"
    assert "You are up to date" in page.main
    page = client.get("/threads/?show=all").submit(f"Mark as unread : {thread.title}")
    assert page.url.endswith("/threads/?show=all")
    assert page.texts(".unread .row-title") == [thread.title]
