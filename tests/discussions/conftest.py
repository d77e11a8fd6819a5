"""Fixtures of the discussions: a moderator, and the texts of a thread as they are read."""

import pytest
from sqlalchemy import select

from forum.accounts.identity import bump_access
from forum.discussions.models import Post
from forum.extensions import db
from tests.factories import actor, make_member


@pytest.fixture
def moderator(app):
    """A moderator of every space, in a library of their own."""
    return make_member(roles=("moderator",))


@pytest.fixture
def boss(moderator):
    """The identity of the moderator, who moderates the spaces there are by then."""

    def now_moderating():
        bump_access([moderator.id])
        return actor(moderator)

    return now_moderating


@pytest.fixture
def bodies(app):
    """The texts of a thread in reading order, each with its depth."""

    def texts(thread):
        rows = select(Post.body, Post.depth).where(Post.thread_id == thread.id).order_by(Post.path)
        return [tuple(row) for row in db.session.execute(rows)]

    return texts
