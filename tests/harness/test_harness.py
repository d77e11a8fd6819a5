"""The fixtures themselves: both databases, emptied between tests, a client that is signed in."""

import pytest
from sqlalchemy import func, select

from forum.accounts.models import Member
from tests.factories import make_member, make_post, make_space, make_thread


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_starts_with_empty_tables(db_session, turn):
    assert db_session.scalar(select(func.count()).select_from(Member)) == 0
    make_member()


def test_a_page_sees_what_the_test_made_and_the_test_what_the_page_did(as_member, client):
    member = make_member()
    assert client.get("/healthz").response.json == {"status": "ok"}
    assert as_member(member).get("/healthz").status == 200


def test_factories_make_a_thread_with_replies(db_session):
    thread = make_thread(space=make_space(title="Collectie"))
    post = make_post(parent=make_post(thread))
    db_session.refresh(thread)
    assert (thread.reply_count, post.depth) == (2, 2)


def test_statements_are_counted(db_session, assert_queries):
    make_member()
    with assert_queries(1):
        db_session.scalar(select(func.count()).select_from(Member))
    with pytest.raises(AssertionError, match="1 statements instead of 2"), assert_queries(2):
        db_session.scalar(select(func.count()).select_from(Member))


def test_the_worker_empties_the_outbox(drain):
    make_thread()
    assert drain() > 0
    assert drain() == 0
