"""Numbers that drifted from the posts are told, and set right."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from forum.core.clock import now
from forum.core.outbox import Outbox
from forum.discussions import services
from forum.discussions.cli import recount as command
from forum.discussions.models import Space, Thread
from forum.discussions.services import recount
from tests.factories import actor, make_member, make_post, make_space, make_thread


def drift():
    return [str(one) for one in recount.find_drift()]


def test_the_verbs_keep_the_numbers_right(app):
    moderator, asker = make_member(), make_member()
    thread = make_thread(asker, make_space(moderator))
    posts = [make_post(thread) for _ in range(4)]
    make_post(parent=posts[0])
    services.accept_answer(actor(asker), posts[1])
    for post in posts[:2]:
        services.mark_useful(actor(make_member()), post)
    services.hide_post(actor(moderator), posts[1], "Reclame")
    services.mark_useful(actor(make_member()), posts[0])
    services.hide_post(actor(moderator), posts[3], "Dubbel")
    services.restore_post(actor(moderator), posts[3])
    services.hide_thread(actor(moderator), make_thread(space=thread.space), "Dubbel")
    assert drift() == []
    assert (thread.reply_count, thread.useful_count, thread.accepted_count) == (4, 2, 0)


@pytest.fixture
def wrong(app, db_session):
    """A thread and a space whose numbers are off."""
    thread = make_thread()
    make_post(thread)
    db_session.execute(update(Thread).where(Thread.id == thread.id).values(reply_count=7, answer_count=0))
    db_session.execute(update(Space).where(Space.id == thread.space_id).values(thread_count=3))
    db_session.commit()
    return thread


def test_what_differs_is_told_by_name_and_number(wrong):
    assert drift() == [
        f"thread {wrong.id}: reply_count 7 instead of 1, answer_count 0 instead of 1",
        f"space {wrong.space_id}: thread_count 3 instead of 1",
    ]


def test_the_worker_tells_and_repairs_at_night_and_plans_the_next(wrong, db_session, drain, caplog):
    version = wrong.version
    db_session.execute(update(Outbox).where(Outbox.channel == recount.CHANNEL).values(not_before=now()))
    db_session.commit()
    drain()
    told = [record for record in caplog.records if record.getMessage() == "a counter had drifted"]
    assert [record.levelname for record in told] == ["ERROR", "ERROR"]
    assert drift() == []
    db_session.expire_all()
    assert db_session.get(Thread, wrong.id).version == version + 1
    (due,) = db_session.scalars(select(Outbox.not_before).where(Outbox.channel == recount.CHANNEL))
    assert due > now()


def test_it_is_planned_once_for_the_coming_night(app, db_session):
    for _ in range(3):
        make_thread()
    (due,) = db_session.scalars(select(Outbox.not_before).where(Outbox.channel == recount.CHANNEL))
    assert due.hour == recount.HOUR and due > datetime.now(UTC)


def test_the_command_tells_and_with_repair_sets_right(wrong, app):
    runner = app.test_cli_runner()
    told = runner.invoke(command)
    assert told.exit_code == 1 and "reply_count 7 instead of 1" in told.output
    assert runner.invoke(command, ["--repair"]).exit_code == 0
    assert "All numbers are right." in runner.invoke(command).output
