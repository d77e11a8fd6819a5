"""The outbox: leases, retries with pauses, dead rows, and a worker killed at every step."""

import os
import signal
from datetime import timedelta

import pytest
from sqlalchemy import event, func, select, update

from forum.accounts.identity import get_identity
from forum.core import outbox
from forum.core.clock import now
from forum.core.errors import NotFound
from forum.core.outbox import Outbox, discard_dead, enqueue, lag_seconds, list_dead, retry_dead, work_once
from forum.discussions import services
from forum.discussions.models import Thread
from forum.extensions import db
from forum.notifications.models import Notification
from forum.notifications.services import mark_all_read
from forum.search.current import get_engine
from forum.search.query import parse
from tests.factories import actor, make_member, make_thread

MOST_STEPS = 200


@pytest.fixture
def channel(monkeypatch):
    """A channel "probe" whose handler notes what it was given and fails for keys in ``failing``."""
    seen, failing = [], set()

    def handle(row):
        seen.append(row.key)
        if row.key in failing:
            raise RuntimeError(f"cannot do {row.key}")

    monkeypatch.setitem(outbox._row_handlers, "probe", handle)
    return seen, failing


def make_due():
    db.session.execute(update(Outbox).values(not_before=now() - timedelta(seconds=1), lease_until=None))
    db.session.commit()


def test_a_row_is_handled_once_and_removed(app, channel):
    seen, _ = channel
    enqueue("probe", "a")
    enqueue("probe", "b")
    db.session.commit()
    assert work_once() == 2
    assert work_once() == 0
    assert seen == ["a", "b"]


def test_the_worker_steps_aside_as_long_as_a_row_took(app, channel, monkeypatch):
    clock, pauses, took = [0.0], [], {"quick": 0.001, "long": 0.1, "endless": 9.0}
    monkeypatch.setattr(outbox.time, "perf_counter", lambda: clock[0])
    monkeypatch.setattr(outbox.time, "sleep", pauses.append)

    def handle(row):
        clock[0] += took[row.key]

    monkeypatch.setitem(outbox._row_handlers, "probe", handle)
    for key in took:
        enqueue("probe", key)
    db.session.commit()
    assert work_once(step_aside=0.015) == 3
    assert pauses == pytest.approx([0.015, 0.1, outbox.LONGEST_STEP_ASIDE])
    enqueue("probe", "long")
    db.session.commit()
    assert work_once() == 1
    assert len(pauses) == 3


def test_a_row_for_later_waits(app, channel):
    seen, _ = channel
    enqueue("probe", "later", not_before=now() + timedelta(hours=1))
    db.session.commit()
    assert work_once() == 0
    assert seen == []
    assert lag_seconds() == 0


def test_a_failing_row_pauses_longer_each_time_and_holds_up_nobody(app, channel):
    seen, failing = channel
    failing.add("bad")
    enqueue("probe", "bad")
    enqueue("probe", "good")
    db.session.commit()
    pauses = []
    for _ in range(3):
        work_once()
        row = db.session.scalars(select(Outbox)).one()
        pauses.append(row.not_before - now())
        assert "cannot do bad" in row.last_error
        make_due()
    assert seen.count("good") == 1
    assert pauses[0] < pauses[1] < pauses[2]


def test_after_the_last_attempt_it_is_dead_and_an_administrator_can_try_again_or_discard(app, channel):
    seen, failing = channel
    failing.add("bad")
    enqueue("probe", "bad")
    db.session.commit()
    for _ in range(outbox.MAX_ATTEMPTS):
        work_once()
        make_due()
    assert work_once() == 0
    [dead] = list_dead()
    assert dead.attempts == outbox.MAX_ATTEMPTS == len(seen)
    failing.clear()
    retry_dead(dead.id)
    db.session.commit()
    assert work_once() == 1
    assert not list_dead()
    with pytest.raises(NotFound):
        discard_dead(dead.id)


def test_a_batch_with_one_bad_row_goes_on_without_it(app, monkeypatch):
    done = []

    def handle(rows):
        if any(row.key == "bad" for row in rows):
            raise RuntimeError("bad row")
        done.extend(row.key for row in rows)

    monkeypatch.setitem(outbox._batch_handlers, "probes", handle)
    for key in ("a", "bad", "b"):
        enqueue("probes", key)
    db.session.commit()
    work_once()
    assert done == ["a", "b"]
    assert db.session.scalars(select(Outbox.key)).all() == ["bad"]


def test_a_worker_that_lost_its_lease_undoes_what_it_did(app, monkeypatch):
    def slow(row):
        enqueue("elsewhere", "effect", not_before=now() + timedelta(hours=1))
        db.session.execute(update(Outbox).where(Outbox.id == row.id).values(lease_token="another worker"))

    monkeypatch.setitem(outbox._row_handlers, "probe", slow)
    enqueue("probe", "a")
    db.session.commit()
    work_once()
    assert db.session.scalars(select(Outbox.key)).all() == ["a"]


def _work_and_die(app, step):
    """In a child process, run the worker and kill -9 it at its ``step``-th statement or commit; whether it died."""
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        return os.WIFSIGNALED(status)
    count = 0

    def tick(*_):
        nonlocal count
        count += 1
        if count == step:
            os.kill(os.getpid(), signal.SIGKILL)

    db.engine.dispose(close=False)
    event.listen(db.engine, "before_cursor_execute", tick)
    event.listen(db.engine, "commit", tick)
    try:
        work_once()
    finally:
        os._exit(0)


def test_a_worker_killed_at_every_step_loses_nothing_and_tells_nobody_twice(app, db_session, drain):
    asker, expert = make_member(), actor(make_member())
    thread_id, asker_id = make_thread(asker).id, asker.id
    db_session.commit()
    drain()
    for step in range(1, MOST_STEPS):
        mark_all_read(get_identity(asker_id))
        word = f"stapwoord{step}"
        services.reply(expert, db_session.get(Thread, thread_id), f"Antwoord met {word}")
        db_session.commit()
        db_session.close()
        died = _work_and_die(app, step)
        db_session.execute(update(Outbox).values(lease_until=now() - timedelta(seconds=1)))
        db_session.commit()
        drain()
        unread = db_session.execute(
            select(func.count(), func.sum(Notification.event_count)).where(Notification.read_at.is_(None))
        ).one()
        assert tuple(unread) == (1, 1), f"killed at step {step}"
        found = get_engine().search(parse(word), audience=frozenset({"network"}))
        assert found.total == 1, f"killed at step {step}"
        due = select(func.count()).select_from(Outbox).where(Outbox.not_before <= now())
        assert db_session.scalar(due) == 0
        if not died:
            break
    else:
        pytest.fail("the worker never finished by itself")
    assert step > 8
