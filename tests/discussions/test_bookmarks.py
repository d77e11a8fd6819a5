"""Bookmarks: one's own list with notes, and reminders that come once, if at all."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from forum.core.clock import now
from forum.core.errors import Invalid, NotFound
from forum.core.local_time import local, today
from forum.core.outbox import Outbox
from forum.core.policy import library_token
from forum.discussions import queries, services
from forum.discussions.models import Bookmark, Post
from forum.discussions.queries.bookmarks import list_bookmarks, list_kept_posts
from forum.discussions.services.bookmarks import BookmarkCompanion, remind_of_bookmark
from forum.discussions.services.companions import Change
from forum.extensions import db
from forum.notifications.services import mark_all_read
from tests.factories import actor, make_library, make_member, make_post, make_space, make_thread
from tests.notifications.test_delivery import notices

TOMORROW = timedelta(days=1)


def let_the_moment_come(db_session):
    moment = now() - timedelta(minutes=1)
    db_session.execute(update(Bookmark).where(Bookmark.remind_at.is_not(None)).values(remind_at=moment))
    db_session.execute(update(Outbox).where(Outbox.channel == "bookmark").values(not_before=moment))
    db_session.commit()


def kept(member):
    return [item.post_id for item in list_bookmarks(actor(member)).items]


def test_a_post_is_kept_once_with_its_newest_note(app, db_session):
    reader, post = make_member(), make_post()
    services.keep_post(actor(reader), post, "Voor  maandag")
    services.keep_post(actor(reader), post, "Voor dinsdag", now() + TOMORROW)
    item = list_bookmarks(actor(reader)).items[0]
    assert (item.note, item.depth, item.text) == ("Voor dinsdag", 1, "Zo doen wij het.")
    assert item.remind_at is not None
    assert kept(make_member()) == []
    services.drop_bookmark(actor(reader), post)
    assert kept(reader) == []


def test_the_reminder_comes_once(app, db_session, drain):
    reader, post = make_member(), make_post()
    services.keep_post(actor(reader), post, "", now() + TOMORROW)
    db_session.commit()
    drain()
    assert (reader.id, "bookmark.due") not in notices(db_session)
    let_the_moment_come(db_session)
    row = db_session.scalars(select(Outbox).where(Outbox.channel == "bookmark")).one()
    db_session.expunge(row)
    drain()
    remind_of_bookmark(row)
    db_session.commit()
    drain()
    assert notices(db_session)[reader.id, "bookmark.due"] == 1
    assert kept(reader) == [post.id]


@pytest.mark.parametrize("why", ["gone", "hidden", "closed", "left", "later", "withdrawn"])
def test_a_reminder_is_dropped_when_it_no_longer_makes_sense(app, db_session, drain, why):
    moderator, reader = make_member(), make_member()
    space = make_space(moderator)
    post = make_post(make_thread(space=space))
    services.keep_post(actor(reader), post, "", now() + TOMORROW)
    db_session.commit()
    drain()
    let_the_moment_come(db_session)
    if why == "gone":
        services.drop_bookmark(actor(reader), post)
    elif why == "hidden":
        services.hide_post(actor(moderator), post, "Reclame")
    elif why == "closed":
        space.audience = library_token(make_library().id)
    elif why == "left":
        reader.is_active = False
    elif why == "later":
        services.keep_post(actor(reader), post, "", now() + TOMORROW)
    else:
        services.keep_post(actor(reader), post)
    db_session.commit()
    drain()
    assert (reader.id, "bookmark.due") not in notices(db_session)


def test_what_one_may_no_longer_see_is_not_in_the_list(app, db_session):
    moderator, reader = make_member(), make_member()
    space = make_space(moderator)
    post, other = make_post(make_thread(space=space)), make_post()
    for one in (post, other):
        services.keep_post(actor(reader), one)
    services.hide_post(actor(moderator), post, "Reclame")
    assert kept(reader) == [other.id]
    services.drop_bookmark(actor(reader), post)


def test_what_one_may_not_see_cannot_be_kept(app):
    library = make_library()
    inside = make_member(library_id=library.id)
    post = make_post(make_thread(inside, make_space(audience=library_token(library.id))), inside)
    with pytest.raises(NotFound):
        services.keep_post(actor(make_member()), post)


@pytest.mark.parametrize(
    ("note", "moment", "field"),
    [("x" * 301, None, "note"), ("", -TOMORROW, "remind_on"), ("", 3 * 366 * TOMORROW, "remind_on")],
)
def test_bad_input_says_why(app, note, moment, field):
    with pytest.raises(Invalid) as refused:
        services.keep_post(actor(make_member()), make_post(), note, now() + moment if moment else None)
    assert refused.value.field == field


def test_bookmarks_follow_their_post_to_another_thread(app, db_session):
    reader, post, other = make_member(), make_post(), make_thread()
    services.keep_post(actor(reader), post)
    source = post.thread_id
    db_session.execute(update(Post).where(Post.id == post.id).values(thread_id=other.id))
    BookmarkCompanion().split(Change(1, source, other.id))
    assert not queries.get_thread_head(actor(reader), source).keeps
    assert list_kept_posts(actor(reader), queries.get_thread_head(actor(reader), other.id)) == [post.id]


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_is_one_statement_and_pages(app, db_session, assert_queries, count):
    reader, thread = make_member(), make_thread()
    posts = [make_post(thread) for _ in range(count)]
    for post in posts:
        services.keep_post(actor(reader), post)
    db_session.commit()
    who = actor(reader)
    with assert_queries(1):
        page = list_bookmarks(who)
    rest = list_bookmarks(who, page.next_cursor).items if page.next_cursor else []
    assert [item.post_id for item in [*page.items, *rest]] == [post.id for post in reversed(posts)]


def test_who_keeps_nothing_here_pays_nothing(app, db_session, assert_queries):
    reader, post = make_member(), make_post()
    other = make_post()
    services.keep_post(actor(reader), other)
    db_session.commit()
    who, thread_id, other_id = actor(reader), post.thread_id, other.thread_id
    heads = queries.get_thread_head(who, thread_id), queries.get_thread_head(who, other_id)
    kept_id = other.id
    with assert_queries(0):
        assert list_kept_posts(who, heads[0]) == ()
    with assert_queries(1):
        assert list_kept_posts(who, heads[1]) == [kept_id]


# --- the pages


def test_saving_and_removing_on_the_pages(app, as_member, db_session):
    reader, post = make_member(), make_post(body="Een **handig** antwoord")
    client = as_member(reader)
    url = f"/threads/{post.thread_id}-{post.thread.slug}"
    form = client.get(f"/posts/{post.id}/actions").click("Save for later").form(field="note")
    page = form.submit(note="Voor de vergadering", remind_on=(today() + TOMORROW).isoformat())
    assert page.texts(".acts a.kept") == ["Saved"]
    bookmark = db_session.scalars(select(Bookmark)).one()
    assert local(bookmark.remind_at).hour == 9
    listing = client.get("/bookmarks")
    assert "Voor de vergadering" in listing.main
    assert "Een handig antwoord" in listing.main
    form = listing.click(f"Note and reminder : {post.thread.title}").form(field="note")
    assert form.values["note"] == ["Voor de vergadering"]
    page = client.post(f"/posts/{post.id}/bookmark/remove?from=list")
    assert "Nothing saved yet" in page.main
    assert client.get(url).texts(".acts a.kept") == []


def test_another_reader_of_the_kept_page_does_not_see_what_one_keeps(app, as_member):
    reader, other, post = make_member(), make_member(), make_post()
    services.keep_post(actor(reader), post)
    url = f"/threads/{post.thread_id}-{post.thread.slug}"
    assert as_member(reader).get(url).texts(".acts a.kept") == ["Saved"]
    assert as_member(other).get(url).texts(".acts a.kept") == []


def test_an_unchanged_page_changes_with_what_one_keeps(app, as_member):
    reader, post = make_member(), make_post()
    client = as_member(reader)
    url = f"/threads/{post.thread_id}-{post.thread.slug}"
    etag = client.get(url).response.headers["ETag"]
    services.keep_post(actor(reader), post)
    assert client.get(url, headers={"If-None-Match": etag}).texts(".acts a.kept") == ["Saved"]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"remind_on": "2020-01-01"}, "That moment has passed."),
        ({"remind_clock": "08:00"}, "Fill in a day too."),
        ({"remind_on": "straks"}, "Fill in a date"),
        ({"note": "x" * 400}, "Keep the note within 300 characters."),
    ],
)
def test_a_refused_bookmark_comes_back_filled(app, as_member, values, sentence):
    post = make_post()
    form = as_member(make_member()).get(f"/posts/{post.id}/bookmark").form(field="note")
    page = form.submit(None, 422, **{"note": "Mijn aantekening", **values})
    assert sentence in page.main
    assert db.session.scalars(select(Bookmark)).all() == []


def test_reading_everything_leaves_the_list(app):
    reader, post = make_member(), make_post()
    services.keep_post(actor(reader), post)
    mark_all_read(actor(reader))
    assert kept(reader) == [post.id]
