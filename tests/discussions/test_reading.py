"""Read state that can be trusted: watermarks, resuming, lists of what is new."""

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
