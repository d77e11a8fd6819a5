"""The benchmark seeds what it says, as the product would have stored it, and counts what pages ask of the database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import func, select

from forum.accounts.clients import Client
from forum.accounts.identity import get_identity
from forum.accounts.services import begin_session
from forum.bench import load, report
from forum.bench.installation import Installation
from forum.bench.measure import Sample
from forum.bench.seed import Seeded, Size
from forum.bench.statements import count_statements
from forum.bench.words import RARE
from forum.core.text import render
from forum.discussions import paths
from forum.discussions.models import Post, Space, Thread
from forum.extensions import db
from forum.search.current import get_engine
from forum.search.query import parse
from tests.support.memory import forget_everything

SIZE = Size(threads=40, posts=400)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Installation, Seeded]]:
    installation = Installation(tmp_path_factory.mktemp("bench"))
    seeded = installation.make(SIZE)
    installation.index()
    yield installation, seeded
    forget_everything(installation.app)


def test_seeds_what_was_asked(site: tuple[Installation, Seeded]):
    installation, seeded = site
    assert installation.count_posts() == SIZE.posts == sum(SIZE.lengths())
    with installation.app.app_context():
        sizes = db.session.execute(select(Post.thread_id, func.count()).group_by(Post.thread_id)).all()
        assert dict(map(tuple, sizes)) == dict(enumerate(SIZE.lengths(), 1))
        spaces = db.session.execute(select(Space.id, Space.thread_count)).all()
        assert sum(count for _, count in spaces) == SIZE.threads
        found = get_engine().search(parse(RARE), get_identity(1).tokens, limit=10)
    assert found.total == seeded.rare_hits


def test_posts_are_as_the_product_stores_them(site: tuple[Installation, Seeded]):
    installation, seeded = site
    with installation.app.app_context():
        posts = db.session.scalars(select(Post).where(Post.thread_id == seeded.long[0]).order_by(Post.path)).all()
        known = {post.id: post for post in posts}
        for post in posts:
            assert post.body_html == render(post.body).html and post.body_plain == render(post.body).plain
            if post.parent_id:
                parent = known[post.parent_id]
                assert post.path == paths.child_path(parent.path, post.id)
                assert (post.depth, post.root_id) == (parent.depth + 1, parent.root_id or post.id)
            assert post.reply_count == sum(other.parent_id == post.id for other in posts)
        thread = db.session.get_one(Thread, seeded.long[0])
        assert thread.reply_count == len(posts) - 1 and thread.opening_post_id == posts[0].id
        db.session.rollback()


def test_counts_the_statements_of_a_page(site: tuple[Installation, Seeded]):
    installation, seeded = site
    app = installation.app
    with app.app_context():
        token = begin_session(1, client=Client())
        db.session.commit()
    signed = SecureCookieSessionInterface().get_signing_serializer(app).dumps({"_user_id": token, "csrf_token": "x"})
    cookie = f"{app.config['SESSION_COOKIE_NAME']}={signed}"
    number, slug = seeded.twenties[0]
    warm = count_statements(app, f"/threads/{number}-{slug}", cookie)
    assert warm <= 3
    assert warm < count_statements(app, f"/threads/{number}-{slug}", cookie, cold=True) <= 5


def test_too_few_posts_are_refused():
    with pytest.raises(ValueError, match="too few posts"):
        Size(threads=100, posts=150).lengths()


def test_a_wrong_answer_is_no_sample():
    """A quick error page must never look like speed."""
    connection = load.Connection.__new__(load.Connection)
    connection.request = load.Request(b"", b"200", b"Hello")
    for answer, complaint in ((b"HTTP/1.1 200 OK\r\n\r\nHello", ""), (b"HTTP/1.1 502 Bad\r\n\r\nHello", "not status")):
        connection.room, connection.filled = bytearray(answer), len(answer)
        connection.view = memoryview(connection.room)
        assert connection.complaint().startswith(complaint) and bool(connection.complaint()) is bool(complaint)


def test_ratios_are_to_the_bare_page_with_as_many_connections():
    bare, page = Sample([0.001] * 100, 1.0, 0.1), Sample([0.004] * 25, 1.0, 0.1)
    figures = report.Figures([], {("hello", 8): bare, ("thread", 8): page}, [8])
    assert figures.ratio("thread") == pytest.approx(0.25)
    assert figures.cpu_ratio("thread") == pytest.approx(0.25)
    assert page.percentile(0.95) == pytest.approx(4.0)


def test_the_scratch_directory_must_be_empty(tmp_path: Path):
    (tmp_path / "something").touch()
    with pytest.raises(FileExistsError):
        Installation(tmp_path).make(SIZE)
