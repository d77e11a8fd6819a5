"""A thread of 5,000 posts with a branch of 1,000 costs what a short one costs, wherever one opens it."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from forum.core.clock import now
from forum.discussions import paths, queries
from forum.discussions.models import Post, Thread
from forum.discussions.queries import PAGE_SIZE, Position
from forum.extensions import db
from tests.factories import actor, make_member, make_thread
from tests.support.plans import plans_of

ANSWERS, BRANCH, OTHERS = 400, 1_000, 3_600


@pytest.fixture
def giant(app, db_session):
    """400 answers; under the fifth 1,000 posts one under the other in chains of ten, 9 under each other one."""
    author = make_member()
    thread = make_thread(author)
    first = thread.opening_post_id + 1
    parents = [(thread.opening_post_id, "", None) for _ in range(ANSWERS)]
    roots = [(first + number, paths.segment(first + number)) for number in range(ANSWERS)]
    place, above = first + ANSWERS, roots[4]
    for number in range(BRANCH):
        above = roots[4] if number % 10 == 0 else above
        parents.append((above[0], above[1], roots[4][0]))
        above = place + number, paths.child_path(above[1], place + number)
    parents += [(*root, root[0]) for root in (roots[:4] + roots[5:]) for _ in range(9)]
    base = {"thread_id": thread.id, "author_id": author.id, "body": "x", "body_html": "<p>x</p>", "body_plain": "x"}
    rows = []
    for number, (parent_id, path, root_id) in enumerate(parents):
        post_id = first + number
        own = paths.child_path(path, post_id)
        useful = post_id % 7 if root_id is None else 0
        rows.append(
            base
            | {"id": post_id, "parent_id": parent_id, "root_id": root_id or post_id, "path": own, "render_version": 1}
            | {"depth": paths.depth(own), "created_at": now() - timedelta(days=1), "useful_count": useful}
        )
    db_session.execute(insert(Post), rows)
    counts = {"reply_count": len(rows), "answer_count": ANSWERS, "last_post_id": rows[-1]["id"]}
    db_session.execute(update(Thread).where(Thread.id == thread.id).values(**counts))
    db_session.commit()
    return queries.get_thread_head(actor(make_member()), thread.id)


def long_root(head):
    roots = select(Post).where(Post.thread_id == head.id, Post.depth == 1).order_by(Post.path)
    return db.session.scalar(roots.offset(4).limit(1))


def places(head):
    """A post in the middle of the thread, one deep in the long branch, and the newest."""
    inside = paths.child_path(long_root(head).path, long_root(head).id + ANSWERS)[:12]
    deep = (
        select(Post.id)
        .where(Post.thread_id == head.id, Post.path > inside, Post.depth == 8)
        .order_by(Post.path)
        .offset(40)
    )
    middle = select(Post.id).where(Post.thread_id == head.id, Post.depth == 1).order_by(Post.path).offset(200)
    return [db.session.scalar(middle.limit(1)), db.session.scalar(deep.limit(1)), head.last_post_id]


@pytest.mark.sqlite
def test_the_long_branch_leaves_room_for_the_other_answers(giant):
    seen, position = [], Position()
    for _ in range(6):
        page = queries.get_post_page(giant, position)
        seen += [post for post in page.posts if post.depth == 1]
        position = page.next
        for fold in page.folds.values():
            assert fold.count == BRANCH - 8
    assert long_root(giant).id in [post.id for post in seen]
    assert len(seen) >= 8


@pytest.mark.sqlite
def test_no_page_looks_through_the_thread_and_all_take_few_statements(giant, assert_queries):
    middle, deep, newest = places(giant)
    for post_id, found, drawn in ((middle, 3, 3), (deep, 4, 4), (newest, 3, 3)):
        with assert_queries(found):
            position = queries.find_position(giant, post_id)
        with assert_queries(drawn):
            page = queries.get_post_page(giant, position)
        assert post_id in [post.id for post in page.posts]
        assert len(page.posts) <= PAGE_SIZE
    with assert_queries(4):
        last = queries.get_post_page(giant, Position("before", paths.END))
    assert newest in [post.id for post in last.posts]


@pytest.mark.sqlite
def test_every_read_of_a_thread_is_a_range_of_an_index(giant):
    positions = [queries.find_position(giant, post_id) for post_id in places(giant)]
    positions += [Position(), Position("before", paths.END), Position("useful"), Position("useful", "~", useful=3)]

    def read_all():
        for post_id in places(giant):
            queries.find_position(giant, post_id)
        for position in positions:
            queries.get_post_page(giant, position)

    steps = plans_of(db.engine, read_all)
    assert not [step for step in steps if step.startswith("SCAN post")]
    assert [step for step in steps if "ix_post_useful" in step]


@pytest.mark.sqlite
def test_the_middle_of_a_giant_thread_is_told_about_where(giant):
    middle, _, _ = places(giant)
    page = queries.get_post_page(giant, queries.find_position(giant, middle))
    assert page.is_estimate
    assert 1_000 <= page.number <= giant.reply_count


def test_the_most_useful_answers_come_first_each_once(giant):
    page, useful = queries.get_post_page(giant, Position("useful")), []
    assert page.is_first
    while True:
        useful += [post for post in page.posts if post.depth]
        if page.next is None:
            break
        page = queries.get_post_page(giant, page.next)
    assert {post.depth for post in useful} == {1}
    assert len({post.id for post in useful}) == len(useful) == ANSWERS
    counts = [post.useful_count for post in useful]
    assert counts == sorted(counts, reverse=True)
