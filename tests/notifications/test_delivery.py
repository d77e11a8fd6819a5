"""From an action to notices: who is told, once, and only of what they may see."""

import pytest
from sqlalchemy import select

from forum.core.errors import NotFound
from forum.core.policy import library_token
from forum.discussions import services
from forum.notifications import queries
from forum.notifications.models import Notification
from forum.notifications.services import add_follower, mark_all_read, mark_read, unfollow
from tests.factories import actor, make_library, make_member, make_post, make_space, make_thread


def notices(db_session):
    db_session.expire_all()
    rows = db_session.execute(select(Notification.member_id, Notification.kind, Notification.event_count))
    return {(member, kind): count for member, kind, count in rows}


def test_an_answer_a_mention_and_an_acceptance(app, db_session, drain):
    asker, expert, named = make_member(), make_member(), make_member(handle="griet")
    thread = make_thread(asker)
    answer = services.reply(actor(expert), thread, "Zo. @griet weet het ook.")
    services.accept_answer(actor(asker), answer)
    db_session.commit()
    drain()
    assert notices(db_session) == {
        (asker.id, "question.answered"): 1,
        (named.id, "post.mentioned"): 1,
        (expert.id, "answer.accepted"): 1,
    }


def test_a_member_gets_one_notice_of_an_action_the_most_important(app, db_session, drain):
    asker = make_member(handle="vrager")
    thread = make_thread(asker)
    make_post(thread, body="@vrager, kijk eens")
    db_session.commit()
    drain()
    assert notices(db_session) == {(asker.id, "post.mentioned"): 1}


def test_unread_notices_of_the_same_kind_are_merged_and_a_new_one_starts_after_reading(app, db_session, drain):
    asker, expert = make_member(), make_member()
    thread = make_thread(asker)
    for _ in range(3):
        make_post(thread, expert)
    db_session.commit()
    drain()
    assert notices(db_session) == {(asker.id, "question.answered"): 3}
    mark_all_read(actor(asker))
    make_post(thread, expert)
    db_session.commit()
    drain()
    rows = db_session.scalars(select(Notification).where(Notification.member_id == asker.id)).all()
    assert sorted((row.event_count, row.read_at is None) for row in rows) == [(1, True), (3, False)]


def test_followers_are_told_until_they_stop(app, db_session, drain):
    thread, follower = make_thread(kind="discussion"), make_member()
    add_follower(follower.id, "thread", thread.id, reason="chosen")
    make_post(thread)
    db_session.commit()
    drain()
    assert (follower.id, "thread.replied") in notices(db_session)
    mark_all_read(actor(follower))
    unfollow(actor(follower), "thread", thread.id)
    make_post(thread)
    db_session.commit()
    drain()
    unread = select(Notification).where(Notification.member_id == follower.id, Notification.read_at.is_(None))
    assert db_session.scalars(unread).all() == []


def test_a_mention_of_somebody_who_may_not_see_the_thread_reaches_nobody(app, db_session, drain):
    library = make_library()
    insider, outsider = make_member(library_id=library.id), make_member(handle="buiten")
    space = make_space(audience=library_token(library.id))
    make_thread(insider, space, body="Dag @buiten")
    db_session.commit()
    drain()
    assert notices(db_session) == {}
    assert outsider.handle == "buiten"


def test_a_notice_sent_earlier_does_not_show_a_title_one_may_no_longer_see(app, db_session, drain):
    moderator, asker = make_member(), make_member()
    thread = make_thread(asker, make_space(moderator), title="Gevoelige titel")
    make_post(thread)
    db_session.commit()
    drain()
    reader = actor(asker)
    assert [notice.title for notice in queries.list_notices(reader).items] == ["Gevoelige titel"]
    services.hide_thread(actor(moderator), thread, "Privacy")
    assert queries.list_notices(reader).items == []


def test_only_ones_own_notice_can_be_marked(app, db_session, drain):
    asker = make_member()
    make_post(make_thread(asker))
    db_session.commit()
    drain()
    notification = db_session.scalars(select(Notification)).one()
    with pytest.raises(NotFound):
        mark_read(actor(make_member()), notification.id)
    assert mark_read(actor(asker), notification.id).read_at is not None
