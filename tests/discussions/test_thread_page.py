"""Pages of a thread: every post once, in reading order, from any entrance, in a fixed number of statements."""

import random
from datetime import timedelta

import pytest
from sqlalchemy import select

from forum.accounts.models import Member
from forum.core.clock import now
from forum.core.errors import NotFound
from forum.core.policy import library_token
from forum.discussions import paths, queries, services
from forum.discussions.models import Post, Thread
from forum.discussions.queries import PAGE_SIZE, Position
from tests.factories import actor, make_library, make_member, make_post, make_space, make_thread


def grow(db_session, count, under=12):
    """A question with so many replies at random places in the tree, ``under`` the newest ones."""
    chance = random.Random(7)
    author = make_member()
    thread = make_thread(author)
    posts = [None]
    for _ in range(count):
        parent = chance.choice(posts[-under:])
        posts.append(make_post(thread, author) if parent is None else make_post(author=author, parent=parent))
    db_session.commit()
    return thread


@pytest.fixture
def long_thread(app, db_session):
    """A question with 45 replies, most of them in one branch that is folded."""
    return grow(db_session, 45)


@pytest.fixture
def broad_thread(app, db_session):
    """A question with 60 replies in branches of all sizes."""
    chance = random.Random(11)
    author = make_member()
    thread = make_thread(author)
    posts = []
    for number in range(60):
        parent = chance.choice(posts[-9:]) if posts and number % 4 else None
        posts.append(make_post(author=author, parent=parent) if parent else make_post(thread, author))
    db_session.commit()
    return thread


def in_order(db_session, thread):
    return db_session.scalars(select(Post.id).where(Post.thread_id == thread.id).order_by(Post.path)).all()


def shown(head, position=None):
    """The ids on a page, and on the pages of the branches folded on it, in reading order."""
    page = queries.get_post_page(head, position or Position())
    ids = []
    for post in page.posts:
        ids.append(post.id)
        fold = page.folds.get(post.id)
        while fold:
            rest = queries.get_post_page(head, fold.position)
            assert len(rest.posts) == min(fold.count, PAGE_SIZE)
            ids += [later.id for later in rest.posts]
            fold = rest.folds.get(rest.posts[-1].id)
    return page, ids


@pytest.mark.parametrize("which", ["long_thread", "broad_thread"])
def test_forwards_and_backwards_every_post_comes_once(request, which, db_session):
    thread = request.getfixturevalue(which)
    head = queries.get_thread_head(actor(make_member()), thread.id)
    everything = in_order(db_session, thread)
    page, forwards = shown(head)
    while page.next:
        page, more = shown(head, page.next)
        forwards += more
    assert forwards == everything
    page, backwards = shown(head, Position("before", paths.END))
    while page.previous:
        page, more = shown(head, page.previous)
        backwards = more + backwards
    assert page.is_first
    assert list(dict.fromkeys(backwards)) == everything


def test_pages_begin_with_a_direct_reply_and_keep_its_conversation_together(broad_thread, db_session):
    head = queries.get_thread_head(actor(make_member()), broad_thread.id)
    page = queries.get_post_page(head, Position())
    while page.next:
        page = queries.get_post_page(head, page.next)
        assert page.posts[0].depth == 1
        assert not page.above and not page.quotes
        assert len(page.posts) <= PAGE_SIZE


def test_a_page_says_which_post_of_how_many_it_begins_with(broad_thread, db_session):
    head = queries.get_thread_head(actor(make_member()), broad_thread.id)
    everything = in_order(db_session, broad_thread)
    page = queries.get_post_page(head, queries.get_post_page(head, Position()).next)
    assert (page.number, page.is_estimate) == (everything.index(page.posts[0].id) + 1, False)


@pytest.mark.parametrize("which", ["long_thread", "broad_thread"])
def test_a_permalink_opens_a_page_that_shows_the_post_and_what_it_stands_under(request, which, db_session):
    thread = request.getfixturevalue(which)
    head = queries.get_thread_head(actor(make_member()), thread.id)
    for post_id in in_order(db_session, thread):
        page = queries.get_post_page(head, queries.find_position(head, post_id))
        ids = [post.id for post in page.posts]
        assert post_id in ids
        assert len(ids) <= PAGE_SIZE
        (post,) = [post for post in page.posts if post.id == post_id]
        assert post.depth < 2 or post.parent_id in {*ids, *page.quotes}
        known = {*ids, *(quote.id for quote in page.above)}
        assert not page.above or paths.ancestors(page.posts[0].path)[0] in known


def test_a_post_near_the_beginning_opens_the_first_page(broad_thread, db_session):
    head = queries.get_thread_head(actor(make_member()), broad_thread.id)
    third = in_order(db_session, broad_thread)[2]
    assert queries.find_position(head, third).is_start


def test_the_line_of_a_post_elsewhere_keeps_what_is_hidden(long_thread, db_session):
    head = queries.get_thread_head(actor(make_member()), long_thread.id)
    positions = [queries.find_position(head, post_id) for post_id in in_order(db_session, long_thread)]
    deep = next(position for position in positions if queries.get_post_page(head, position).above)
    quote = queries.get_post_page(head, deep).above[-1]
    assert quote.text == "Zo doen wij het."
    db_session.get(Post, quote.id).hidden_at = now()
    db_session.flush()
    assert queries.get_post_page(head, deep).above[-1].text == ""


def test_a_post_of_another_thread_opens_the_beginning(long_thread):
    head = queries.get_thread_head(actor(make_member()), long_thread.id)
    assert queries.find_position(head, make_post().id).is_start


def test_accepted_answers_are_copied_under_the_question_and_stay_in_their_place(long_thread, db_session):
    last = in_order(db_session, long_thread)[-1]
    asker = db_session.get(Member, db_session.get(Thread, long_thread.id).author_id)
    services.accept_answer(actor(asker), db_session.get(Post, last))
    head = queries.get_thread_head(actor(make_member()), long_thread.id)
    page = queries.get_post_page(head, Position())
    assert [post.id for post in page.accepted] == [last]
    assert {post.accepted_by for post in page.accepted} == {asker.display_name}
    assert last not in [post.id for post in page.posts]


def test_deep_replies_are_drawn_at_depth_three_with_the_name_they_answer(app, db_session):
    author = make_member(display_name="Zoë")
    post = make_post(author=author)
    for _ in range(4):
        post = make_post(author=author, parent=post)
    head = queries.get_thread_head(actor(author), post.thread_id)
    deepest = queries.get_post_page(head, Position()).posts[-1]
    assert (deepest.depth, deepest.drawn_depth, deepest.parent_author) == (5, 3, "Zoë")


def test_an_invisible_thread_is_not_found(app):
    library = make_library()
    thread = make_thread(make_member(library_id=library.id), make_space(audience=library_token(library.id)))
    with pytest.raises(NotFound):
        queries.get_thread_head(actor(make_member()), thread.id)


def test_the_number_of_statements_is_fixed(broad_thread, db_session, assert_queries):
    reader = actor(make_member())
    post = in_order(db_session, broad_thread)[2]
    services.mark_useful(reader, db_session.get(Post, post))
    db_session.commit()
    thread_id = broad_thread.id
    with assert_queries(1):
        head = queries.get_thread_head(reader, thread_id)
    with assert_queries(1):
        page = queries.get_post_page(head, Position())
    with assert_queries(1):
        queries.list_useful_votes(reader, page.posts)
    # The posts, and how many stand before them.
    with assert_queries(2):
        queries.get_post_page(head, page.next)


@pytest.mark.parametrize("count", [1, 30])
def test_lists_take_one_statement_with_one_row_and_with_thirty(app, db_session, assert_queries, count):
    reader, space = actor(make_member()), make_space()
    author = make_member()
    for _ in range(count):
        make_thread(author, space)
    db_session.commit()
    space_id = space.id
    with assert_queries(1):
        page = queries.list_threads(reader, space_id=space_id)
    assert len(page.items) == min(count, 25)
    with assert_queries(1):
        queries.list_spaces(reader)
    with assert_queries(1):
        queries.list_unanswered(reader)


def test_paging_a_list_of_threads_shows_each_once(app, db_session):
    reader, author, space = actor(make_member()), make_member(), make_space()
    made = [make_thread(author, space).id for _ in range(30)]
    first = queries.list_threads(reader, space_id=space.id)
    second = queries.list_threads(reader, space_id=space.id, cursor=first.next_cursor)
    assert sorted(row.id for row in [*first.items, *second.items]) == sorted(made)
    assert second.next_cursor is None


@pytest.mark.parametrize(
    ("show", "expected"),
    [
        ("unanswered", {"bare"}),
        ("open", {"bare", "answered"}),
        ("solved", {"solved"}),
        ("all", {"bare", "answered", "solved", "talk"}),
    ],
)
def test_the_lists(app, show, expected):
    asker, space = make_member(), make_space()
    threads = {name: make_thread(asker, space) for name in ("bare", "answered", "solved")}
    threads["talk"] = make_thread(asker, space, kind="discussion")
    make_post(threads["answered"])
    services.accept_answer(actor(asker), make_post(threads["solved"]))
    rows = queries.list_threads(actor(make_member()), show=show).items
    assert {row.id for row in rows} == {threads[name].id for name in expected}


def test_a_long_thread_leads_to_the_first_unread_and_the_newest_post(broad_thread, db_session, as_member):
    thread, reader = broad_thread, make_member()
    read = sorted(db_session.scalars(select(Post.id).where(Post.thread_id == thread.id)))[:30]
    services.mark_page_read(actor(reader), thread, read, forced=0)
    page = as_member(reader).get(f"/threads/{thread.id}-{thread.slug}")
    assert page.texts(".thread-head .cluster > a") == ["To the first unread post", "To the newest post"]


def test_one_goes_to_a_post_by_its_number_or_its_day(broad_thread, db_session, as_member):
    thread, client = broad_thread, as_member(make_member())
    in_order = list(db_session.scalars(select(Post.id).where(Post.thread_id == thread.id).order_by(Post.path)))
    url = f"/threads/{thread.id}-{thread.slug}"
    last = max(in_order)
    db_session.get(Post, last).created_at = now() + timedelta(days=9)
    day = (now() + timedelta(days=5)).date().isoformat()
    db_session.commit()
    for asked, post_id in (
        ("number=1", in_order[0]),
        ("number=30", in_order[29]),
        ("number=99999999", in_order[-1]),
        (f"since={day}", last),
        ("since=2001-01-01", min(in_order)),
        ("since=9999-12-31", thread.last_post_id),
    ):
        assert client.get(f"{url}?{asked}").url.endswith(f"?at={post_id}")
    for nothing in ("number=", "number=x&since=", "since=31-12", "since=0001-01-01"):
        assert client.get(f"{url}?{nothing}").one("h1").text == thread.title
    short = make_thread()
    assert client.get(url).all(".goto") and not client.get(f"/threads/{short.id}-{short.slug}").all(".goto")


def test_who_accepted_an_answer_can_be_read(app, as_member):
    asker = make_member(display_name="Els Van Damme")
    answer = make_post(make_thread(asker))
    services.accept_answer(actor(asker), answer)
    page = as_member(make_member()).get(f"/threads/{answer.thread.id}-{answer.thread.slug}")
    assert page.texts(f"#bericht-{answer.id} .meta span") == ["Accepted answer", "by Els Van Damme"]
