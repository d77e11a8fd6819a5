"""Pages of a thread: every post once, in reading order, from any entrance, in a fixed number of statements."""

import random

import pytest
from sqlalchemy import select

from forum.accounts.models import Member
from forum.core.errors import NotFound
from forum.core.policy import library_token
from forum.discussions import queries, services
from forum.discussions.models import Post, Thread
from forum.discussions.queries import PAGE_SIZE, Position
from tests.factories import actor, make_library, make_member, make_post, make_space, make_thread


@pytest.fixture
def long_thread(app, db_session):
    """A question with 45 replies at random places in the tree."""
    chance = random.Random(7)
    author = make_member()
    thread = make_thread(author)
    posts = [None]
    for _ in range(45):
        parent = chance.choice(posts[-12:])
        posts.append(make_post(thread, author) if parent is None else make_post(author=author, parent=parent))
    db_session.commit()
    return thread


def in_order(db_session, thread):
    return db_session.scalars(select(Post.id).where(Post.thread_id == thread.id).order_by(Post.path)).all()


def test_forwards_and_backwards_every_post_comes_once(long_thread, db_session):
    head = queries.get_thread_head(actor(make_member()), long_thread.id)
    everything = in_order(db_session, long_thread)
    position, forwards = Position(), []
    while True:
        page = queries.get_post_page(head, position)
        forwards += [post.id for post in page.posts]
        if page.next_path is None:
            break
        position = Position("after", page.next_path)
    assert forwards == everything
    backwards = [post.id for post in page.posts]
    while page.previous_path is not None:
        page = queries.get_post_page(head, Position("before", page.previous_path))
        backwards = [post.id for post in page.posts] + backwards
    assert backwards == everything


def test_a_permalink_opens_a_page_that_shows_the_post(long_thread, db_session):
    head = queries.get_thread_head(actor(make_member()), long_thread.id)
    for post_id in in_order(db_session, long_thread):
        page = queries.get_post_page(head, queries.find_position(head, post_id))
        assert post_id in [post.id for post in page.posts]
        assert len(page.posts) <= PAGE_SIZE


def test_a_post_near_the_beginning_opens_the_first_page(long_thread, db_session):
    head = queries.get_thread_head(actor(make_member()), long_thread.id)
    third = in_order(db_session, long_thread)[2]
    assert queries.find_position(head, third).is_start


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
    assert len(page.posts) == PAGE_SIZE
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


def test_the_number_of_statements_is_fixed(long_thread, db_session, assert_queries):
    reader = actor(make_member())
    post = in_order(db_session, long_thread)[30]
    services.mark_useful(reader, db_session.get(Post, post))
    db_session.commit()
    thread_id, path = long_thread.id, path_at(db_session, long_thread, 19)
    with assert_queries(1):
        head = queries.get_thread_head(reader, thread_id)
    with assert_queries(1):
        page = queries.get_post_page(head, Position("after", path))
    with assert_queries(1):
        queries.list_useful_votes(reader, page.posts)


def path_at(db_session, thread, place):
    paths = select(Post.path).where(Post.thread_id == thread.id).order_by(Post.path)
    return db_session.scalars(paths).all()[place]


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
