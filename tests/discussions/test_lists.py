"""The lists of threads: what is in them, in which order, one statement each, and found by an index."""

from datetime import timedelta

import pytest

from forum.core.clock import now
from forum.discussions import queries, services
from forum.discussions.models import Post
from forum.discussions.queries.thread_lists import LISTS, PERIODS
from forum.extensions import db
from forum.notifications.models import MUTED, Watch
from forum.notifications.services import follow
from tests.factories import actor, make_library, make_member, make_post, make_space, make_thread
from tests.support.plans import plans_of

# The index that gives a list its order already, for all spaces together and for one of them.
IN_ORDER = {
    "all": ("ix_thread_last", "ix_thread_space_last"),
    "new": ("ix_thread_last", "ix_thread_space_last"),
    "unanswered": ("ix_thread_unanswered", "ix_thread_space_unanswered"),
    "open": ("ix_thread_open", "ix_thread_space_open"),
    "solved": ("ix_thread_solved", "ix_thread_space_solved"),
    "announcements": ("ix_thread_announcement", "ix_thread_announcement"),
    "useful": ("ix_thread_useful", "ix_thread_useful"),
    "library": ("ix_thread_last", "ix_thread_space_last"),
}
# The index by which the few rows of a member or a period are gathered and then sorted.
GATHERED = {
    "pinned": "ix_thread_pinned",
    "pinned_everywhere": "ix_thread_pinned",
    "mine": "ix_thread_author",
    "answered": "ix_post_author_reply",
    "followed": "sqlite_autoindex_watch_1",
    "topics": "ix_thread_space_last",
    "unread": "ix_thread_last",
    "news": "ix_thread_last",
    "useful_since": "ix_thread_created",
}


def ids(reader, show, **options):
    return [row.id for row in queries.list_threads(actor(reader), show=show, **options).items]


def listing(show, **options):
    period = "month" if show == "useful_since" else "ever"
    reader = actor(make_member())
    db.session.commit()
    plan = lambda: queries.list_threads(reader, show=show.removesuffix("_since"), period=period, **options)  # noqa: E731
    return plans_of(db.engine, plan)


@pytest.mark.sqlite
@pytest.mark.parametrize("show", IN_ORDER)
@pytest.mark.parametrize("of_space", [False, True])
def test_a_list_walks_an_index_that_has_its_order(app, show, of_space):
    steps = listing(show, space_id=make_space().id if of_space else None)
    (walk,) = [step for step in steps if " thread USING" in step]
    assert f"USING INDEX {IN_ORDER[show][of_space]}" in walk
    assert not [step for step in steps if "TEMP B-TREE" in step]


@pytest.mark.sqlite
@pytest.mark.parametrize("show", GATHERED)
def test_a_list_of_few_starts_from_those_few(app, show):
    steps = listing(show)
    assert any(GATHERED[show] in step for step in steps)
    # What was gathered is gone through; no table is.
    assert not [step for step in steps if step.startswith("SCAN") and not step.startswith("SCAN anon_")]


def test_every_list_has_its_plan_tested():
    assert {*IN_ORDER, *GATHERED} == {*LISTS} - {"waiting"}


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize("show", ["new", "open", "mine", "answered", "followed", "topics", "library", "useful"])
def test_a_list_takes_one_statement_with_one_row_and_with_thirty(app, db_session, assert_queries, show, count):
    library = make_library()
    reader, space = make_member(library_id=library.id), make_space()
    asker = reader if show == "mine" else make_member(library_id=library.id)
    for _ in range(count):
        thread = make_thread(asker, space)
        if show == "answered":
            make_post(thread, reader)
        if show == "followed":
            follow(actor(reader), "thread", thread.id)
        if show == "topics":
            follow(actor(reader), "space", space.id)
        if show == "useful":
            services.mark_useful(actor(reader), make_post(thread))
    who = actor(reader)
    db_session.commit()
    with assert_queries(1):
        page = queries.list_threads(who, show=show)
    assert len(page.items) == min(count, 25)


def test_what_is_mine_answered_followed_and_of_my_library(app):
    library = make_library()
    me, colleague = make_member(library_id=library.id), make_member(library_id=library.id)
    mine, hers, other = make_thread(me), make_thread(colleague), make_thread(make_member())
    make_post(other, me)
    make_thread(colleague, kind="discussion")
    follow(actor(me), "thread", hers.id)
    assert ids(me, "mine") == [mine.id]
    assert ids(me, "answered") == [other.id]
    assert ids(me, "followed") == [other.id, hers.id, mine.id]
    assert ids(me, "library") == [hers.id, mine.id]


def test_my_topics_are_what_is_said_lately_in_the_spaces_one_follows(app):
    me, followed = make_member(), make_space()
    follow(actor(me), "space", followed.id)
    here, muted, long_ago = (make_thread(space=followed) for _ in range(3))
    make_thread()
    db.session.add(Watch(member_id=me.id, kind="thread", object_id=muted.id, level=MUTED))
    long_ago.last_post_at = now() - timedelta(days=90)
    db.session.flush()
    assert ids(me, "topics") == [here.id]
    assert ids(make_member(), "topics") == []


def test_somebody_without_a_library_gets_nobodys_questions(app):
    make_thread(make_member(library_id=None))
    assert ids(make_member(library_id=None), "library") == []


def test_an_own_question_one_answers_oneself_is_not_among_the_answered(app):
    me = make_member()
    make_post(make_thread(me), me)
    assert ids(me, "answered") == []


def test_a_hidden_answer_does_not_count_as_answered(app):
    me, moderator = make_member(), make_member()
    thread = make_thread(space=make_space(moderator))
    services.hide_post(actor(moderator), make_post(thread, me), "Hoort hier niet")
    assert ids(me, "answered") == []


def test_unread_is_where_one_was_before_and_new_is_everything(app):
    me = make_member()
    opened, unopened = make_thread(), make_thread()
    services.mark_page_read(actor(me), opened, [opened.opening_post_id])
    make_post(opened)
    assert set(ids(me, "new")) == {opened.id, unopened.id}
    assert ids(me, "unread") == [opened.id]


@pytest.mark.parametrize("kind", ["thread", "space"])
def test_what_is_muted_is_not_new(app, kind):
    me, muted = make_member(), make_thread()
    heard = make_thread()
    object_id = muted.id if kind == "thread" else muted.space_id
    db.session.add(Watch(member_id=me.id, kind=kind, object_id=object_id, level=MUTED))
    db.session.flush()
    assert ids(me, "new") == [heard.id]
    assert {row.id: row.new_count for row in queries.list_spaces(actor(me))} == {muted.space_id: 0, heard.space_id: 1}


def test_a_thread_one_follows_in_a_muted_space_stays_new(app):
    me, thread = make_member(), make_thread()
    db.session.add(Watch(member_id=me.id, kind="space", object_id=thread.space_id, level=MUTED))
    follow(actor(me), "thread", thread.id)
    assert ids(me, "new") == [thread.id]


def test_recently_solved_is_in_the_order_of_solving(app):
    asker = make_member()
    first, second = make_thread(asker), make_thread(asker)
    for thread in (second, first):
        services.accept_answer(actor(asker), make_post(thread))
    make_post(second)
    assert ids(make_member(), "solved") == [first.id, second.id]


def test_taking_back_the_only_acceptance_takes_it_from_the_list(app):
    asker = make_member()
    post = make_post(make_thread(asker))
    services.accept_answer(actor(asker), post)
    services.unaccept_answer(actor(asker), post)
    assert ids(make_member(), "solved") == []
    assert ids(make_member(), "open") == [post.thread_id]


def test_the_most_useful_of_a_period(app, db_session):
    threads = [make_thread() for _ in range(3)]
    for number, thread in enumerate(threads):
        for _ in range(number):
            services.mark_useful(actor(make_member()), db_session.get_one(Post, thread.opening_post_id))
    threads[2].created_at = now() - timedelta(days=90)
    db_session.flush()
    found = {period: ids(make_member(), "useful", period=period) for period in PERIODS}
    assert found["month"] == [threads[1].id]
    assert found["year"] == found["ever"] == [threads[2].id, threads[1].id]


@pytest.mark.parametrize("show", ["useful", "solved", "mine"])
def test_paging_shows_each_thread_once(app, show):
    me = make_member()
    for _ in range(7):
        thread = make_thread(me)
        post = make_post(thread)
        services.accept_answer(actor(me), post)
        services.mark_useful(actor(me), post)
    seen, cursor = [], None
    while True:
        page = queries.list_threads(actor(me), show=show, cursor=cursor, limit=3)
        seen += [row.id for row in page.items]
        if (cursor := page.next_cursor) is None:
            break
    assert len(seen) == len(set(seen)) == 7


def test_a_list_of_one_kind_and_one_space(app):
    space = make_space()
    question, talk = make_thread(space=space), make_thread(space=space, kind="discussion")
    make_thread()
    reader = make_member()
    assert set(ids(reader, "all", space_id=space.id)) == {question.id, talk.id}
    assert ids(reader, "all", space_id=space.id, kind="discussion") == [talk.id]
    assert ids(reader, "all", kind="discussion") == [talk.id]


def test_what_one_may_not_see_is_in_no_list(app):
    library = make_library()
    insider, outsider = make_member(library_id=library.id), make_member()
    thread = make_thread(insider, make_space(audience=f"library:{library.id}"))
    services.mark_useful(actor(make_member(library_id=library.id)), make_post(thread, insider))
    follow(actor(insider), "thread", thread.id)
    db.session.add(Watch(member_id=outsider.id, kind="thread", object_id=thread.id))
    db.session.flush()
    for show in LISTS.keys() - {"useful_since"}:
        assert ids(outsider, show) == []
    assert ids(outsider, "useful", period="month") == []
    assert ids(insider, "all") == [thread.id]


def test_hiding_the_newest_post_gives_the_thread_back_its_place(app):
    moderator, reader = make_member(), make_member()
    thread = make_thread(space=make_space(moderator))
    before = thread.last_post_id
    services.mark_page_read(actor(reader), thread, [before])
    post = make_post(thread)
    assert ids(reader, "new") == [thread.id]
    services.hide_post(actor(moderator), post, "Reclame")
    assert ids(reader, "new") == []
    assert thread.last_post_id == before
    services.restore_post(actor(moderator), post)
    assert ids(reader, "new") == [thread.id]


@pytest.mark.parametrize("show", ["subjects", "unsolved", "waiting"])
def test_a_list_that_does_not_exist_is_not_found(app, as_member, show):
    client, space = as_member(make_member()), make_space()
    client.get(f"/threads/?show={show}", status=404)
    client.get(f"/spaces/{space.slug}?show={show}", status=404)
    assert client.get("/threads/?show=").texts(".pills a[aria-current]") == ["New for you"]
