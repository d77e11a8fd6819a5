"""Who asked is reminded once, after some days, that an answer can be accepted."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from forum.core.clock import now
from forum.core.outbox import Outbox
from forum.discussions import services
from forum.discussions.reminders import CHANNEL
from forum.notifications.models import Notification
from tests.factories import actor, make_member, make_post, make_space, make_thread

KIND = "question.reminded"


@pytest.fixture
def days_pass(db_session, drain):
    """Lets the reminders fall due, and does the work."""

    def run():
        db_session.execute(update(Outbox).where(Outbox.channel == CHANNEL).values(not_before=now()))
        db_session.commit()
        drain()
        db_session.expire_all()
        reminded = select(Notification.member_id).where(Notification.kind == KIND)
        return db_session.scalars(reminded).all()

    return run


def test_the_asker_of_an_answered_question_is_reminded_once(app, days_pass):
    asker = make_member()
    thread = make_thread(asker)
    make_post(thread)
    assert days_pass() == [asker.id]
    make_post(thread)
    assert days_pass() == [asker.id]


def test_it_waits_for_the_days_of_the_setting_and_no_answer_adds_a_second(app, db_session, days_pass):
    thread = make_thread()
    for _ in range(3):
        make_post(thread)
    (due,) = db_session.scalars(select(Outbox.not_before).where(Outbox.channel == CHANNEL))
    assert timedelta(days=6, hours=23) < due - now() <= timedelta(days=7)


def test_with_0_days_nobody_is_reminded(app, db_session):
    app.config["ACCEPT_REMINDER_DAYS"] = 0
    make_post(make_thread())
    assert db_session.scalars(select(Outbox.id).where(Outbox.channel == CHANNEL)).all() == []


def test_nobody_is_reminded_of_a_question_that_is_solved_meanwhile(app, days_pass):
    asker = make_member()
    services.accept_answer(actor(asker), make_post(make_thread(asker)))
    assert days_pass() == []


@pytest.mark.parametrize("values", [{"kind": "discussion"}, {"source_name": "Een ander forum"}])
def test_nor_of_what_is_no_question_of_ours(app, days_pass, values):
    make_post(make_thread(**values))
    assert days_pass() == []


def test_nor_when_only_the_asker_answered(app, days_pass):
    asker = make_member()
    make_post(make_thread(asker), asker)
    assert days_pass() == []


@pytest.mark.parametrize("verb", [services.lock_thread, services.hide_thread])
def test_nor_when_it_can_no_longer_be_accepted_or_seen(app, days_pass, verb):
    moderator = make_member()
    thread = make_thread(space=make_space(moderator))
    make_post(thread)
    verb(actor(moderator), thread, "Afgehandeld")
    assert days_pass() == []


def test_the_reminder_is_read_in_the_list(app, as_member, days_pass):
    asker = make_member()
    thread = make_thread(asker, title="Hoe lang klaar?")
    make_post(thread)
    days_pass()
    page = as_member(asker).get("/notifications")
    assert "Did one of the answers to “Hoe lang klaar?” help?" in page.main
