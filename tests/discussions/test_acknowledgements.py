"""Acknowledgements: who is asked, what counts, asking again, reminders that never come twice."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select, update

from forum.accounts.identity import bump_access
from forum.accounts.models import Member
from forum.core.errors import Conflict, Forbidden, Invalid, NotFound
from forum.core.local_time import moment_of, today
from forum.core.outbox import Outbox, work_once
from forum.core.policy import NETWORK, group_token, library_token
from forum.discussions import services
from forum.discussions.acknowledgement_policies import HEADS, asked_members, is_asked
from forum.discussions.models import Acknowledgement, AcknowledgementRequest, Post, Thread
from forum.discussions.queries.acknowledgements import (
    count_people,
    count_to_acknowledge,
    find_asked,
    list_outstanding_ids,
    list_people,
    list_to_acknowledge,
)
from forum.discussions.services import acknowledgements
from forum.discussions.services.acknowledgement_companion import AcknowledgementCompanion
from forum.discussions.services.acknowledgements import Wish, remind
from forum.discussions.services.companions import Change
from forum.network.models import WorkingGroup
from tests.factories import actor, make_group, make_library, make_member, make_post, make_space, make_thread
from tests.notifications.test_delivery import notices


def announce(wish=None, space=None, author=None):
    """An announcement that has to be acknowledged, by a coordinator."""
    author = author or make_member(roles=("coordinator",))
    thread = make_thread(author, space, kind="announcement", title="De server gaat uit")
    if wish is not None:
        services.ask_acknowledgement(actor(author), thread, wish, notify=False)
    return thread


def asked_of(thread, member):
    return find_asked(actor(member), thread)


@pytest.fixture
def world(app, db_session):
    """Colleagues of every sort: in two libraries, a group, heads, somebody who left, somebody imported."""
    one, two = make_library(), make_library()
    people = {
        "one": make_member(library_id=one.id),
        "two": make_member(library_id=two.id),
        "head of one": make_member(library_id=one.id, roles=("library_head",)),
        "in group": make_member(library_id=two.id),
        "in closed group": make_member(),
        "without library": make_member(library_id=None),
        "moderator": make_member(library_id=one.id, roles=("moderator",)),
        "administrator": make_member(roles=("administrator",)),
        "left": make_member(library_id=one.id),
        "imported": make_member(library_id=one.id, source="oud forum", external_id="1"),
    }
    people["author"] = make_member(library_id=one.id)
    group = make_group(people["in group"], people["author"])
    closed = make_group(people["in closed group"])
    closed.closed_at = datetime.now(UTC)
    people["left"].is_active = False
    db_session.flush()
    bump_access([member.id for member in people.values()])
    tokens = {
        "everybody": {NETWORK},
        "one": {library_token(one.id)},
        "both": {library_token(one.id), library_token(two.id)},
        "group": {group_token(group.id)},
        "closed group": {group_token(closed.id)},
        "heads": {HEADS},
        "heads and group": {HEADS, group_token(group.id)},
    }
    spaces = {
        "network": make_space(),
        "one": make_space(audience=library_token(one.id)),
        "group": make_space(audience=group_token(group.id)),
        "public": make_space(audience="public"),
    }
    return people, tokens, spaces


def test_who_is_asked_is_the_same_in_python_and_in_sql(world, db_session):
    people, audiences, spaces = world
    author = people["author"]
    answers = set()
    for space in spaces.values():
        for hidden in (False, True):
            thread = make_thread(author, space)
            thread.hidden_at = datetime.now(UTC) if hidden else None
            db_session.flush()
            for name, tokens in audiences.items():
                by_sql = set(db_session.scalars(select(Member.id).where(asked_members(tokens, thread))))
                active = [member for member in people.values() if member.is_active and member.source is None]
                by_python = {member.id for member in active if is_asked(actor(member), tokens, thread)}
                assert by_sql & {member.id for member in people.values()} == by_python, (space.audience, name)
                answers.add((space.audience, name, len(by_python)))
    assert len({count for *_, count in answers}) > 4


def test_what_is_asked_stands_in_the_list_of_whom_it_is_asked(world, db_session):
    people, audiences, spaces = world
    audiences.pop("closed group")
    for name, tokens in audiences.items():
        thread = announce(Wish(tokens=tokens), spaces["network"])
        outstanding = set(list_outstanding_ids(asked_of(thread, people["one"])))
        active = [member for member in people.values() if member.is_active and member.source is None]
        listed = {m.id for m in active if thread.id in {item.thread_id for item in list_to_acknowledge(actor(m))}}
        assert listed == outstanding & {member.id for member in people.values()}, name


def test_confirming_counts_once_and_keeps_the_version(app, db_session):
    reader, thread = make_member(), announce(Wish())
    assert count_to_acknowledge(actor(reader)) == (1, 0)
    for _ in range(2):
        services.acknowledge(actor(reader), thread, 1)
    asked = asked_of(thread, reader)
    assert (asked.own_revision, asked.is_done) == (1, True)
    assert len(db_session.scalars(select(Acknowledgement)).all()) == 1
    assert count_to_acknowledge(actor(reader)) == (0, 0)
    assert list_to_acknowledge(actor(reader)) == []


def test_a_version_that_was_never_there_or_no_longer_counts_is_refused(app):
    reader, thread = make_member(), announce(Wish())
    for revision in (0, 2):
        with pytest.raises(Conflict):
            services.acknowledge(actor(reader), thread, revision)


def test_who_is_not_asked_cannot_confirm(app):
    library = make_library()
    thread = announce(Wish(tokens=(library_token(library.id),)))
    with pytest.raises(Forbidden):
        services.acknowledge(actor(make_member()), thread, 1)
    services.acknowledge(actor(make_member(library_id=library.id)), thread, 1)


def test_who_joins_is_asked_and_who_leaves_no_longer_counts(app, db_session):
    library = make_library()
    stays, leaves = make_member(library_id=library.id), make_member(library_id=library.id)
    thread = announce(Wish(tokens=(library_token(library.id),)))
    services.acknowledge(actor(leaves), thread, 1)
    assert count_people(asked_of(thread, stays)) == (2, 1)
    leaves.is_active = False
    db_session.flush()
    assert count_people(asked_of(thread, stays)) == (1, 0)
    joins = make_member(library_id=library.id)
    assert count_people(asked_of(thread, stays)) == (2, 0)
    assert count_to_acknowledge(actor(joins)) == (1, 0)


def edit(thread, author, body, **changes):
    post = db_get(Post, thread.opening_post_id)
    return services.edit_and_ask_again(actor(author), post, body, **{"due_on": None, "base_revision": 1, **changes})


def db_get(model, key):
    from forum.extensions import db

    return db.session.get_one(model, key)


def test_a_new_version_asks_everybody_again_and_keeps_what_was_confirmed(app, db_session, drain):
    author, reader = make_member(roles=("coordinator",)), make_member()
    thread = announce(Wish(), author=author)
    services.acknowledge(actor(reader), thread, 1)
    db_session.commit()
    drain()
    edit(thread, author, "De server gaat later uit")
    asked = asked_of(thread, reader)
    assert (asked.own_revision, asked.is_done, asked.required_revision) == (1, False, 2)
    with pytest.raises(Conflict):
        services.acknowledge(actor(reader), thread, 1)
    db_session.commit()
    drain()
    assert notices(db_session)[reader.id, "acknowledgement.reopened"] == 1
    assert [item.was_done for item in list_to_acknowledge(actor(reader))] == [True]
    services.acknowledge(actor(reader), thread, 2)
    rows = db_session.scalars(select(Acknowledgement.revision).order_by(Acknowledgement.id)).all()
    assert rows == [1, 2]


def test_a_slip_of_the_pen_asks_nobody_again(app):
    author, reader = make_member(roles=("coordinator",)), make_member()
    thread = announce(Wish(), author=author)
    services.acknowledge(actor(reader), thread, 1)
    services.edit_post(actor(author), db_get(Post, thread.opening_post_id), "Beter gespeld", base_revision=1)
    assert asked_of(thread, reader).is_done
    # Somebody who has the page of before still open confirms what they read.
    other = make_member()
    services.acknowledge(actor(other), thread, 1)
    assert asked_of(thread, other).is_done


def test_asking_again_without_a_change_is_refused(app):
    author = make_member(roles=("coordinator",))
    thread = announce(Wish(), author=author)
    with pytest.raises(Invalid) as refused:
        edit(thread, author, db_get(Post, thread.opening_post_id).body)
    assert refused.value.field == "ack_again"


def test_a_confirmation_ends_after_its_months(app, db_session):
    reader, thread = make_member(), announce(Wish(renew_months=6))
    services.acknowledge(actor(reader), thread, 1)
    assert asked_of(thread, reader).is_done
    for days, done in ((180, True), (190, False)):
        moment = datetime.now(UTC) - timedelta(days=days)
        db_session.execute(update(Acknowledgement).values(acknowledged_at=moment, acknowledged_on=moment.date()))
        assert asked_of(thread, reader).is_done is done
        assert count_people(asked_of(thread, reader))[1] == int(done)
        assert count_to_acknowledge(actor(reader)) == (int(not done), 0)
    services.acknowledge(actor(reader), thread, 1)
    assert asked_of(thread, reader).is_done
    assert len(db_session.scalars(select(Acknowledgement)).all()) == 2


def reminders(db_session):
    rows = db_session.scalars(select(Outbox.not_before).where(Outbox.channel == "acknowledgement"))
    return sorted(rows)


def at_eight(days):
    return moment_of(today() + timedelta(days=days), time(8))


def let_time_pass(db_session, days=0):
    """The reminder that is planned next is due now."""
    moment = datetime.now(UTC) - timedelta(minutes=1)
    db_session.execute(update(Outbox).where(Outbox.channel == "acknowledgement").values(not_before=moment))
    db_session.execute(update(AcknowledgementRequest).values(remind_at=moment))
    db_session.commit()


def test_reminders_go_every_so_many_days_and_on_the_last(app, db_session):
    thread = announce(Wish(due_on=today() + timedelta(days=7), remind_every=3))
    request = db_get(AcknowledgementRequest, thread.opening_post_id)
    assert request.remind_at == at_eight(3)
    assert reminders(db_session) == [at_eight(3)]
    begin = request.asked_at
    for days, following in ((4, 2), (7, 0)):
        request.asked_at = begin - timedelta(days=days)
        request.due_on = today() + timedelta(days=7 - days)
        planned = acknowledgements._next_reminder(request, thread)
        assert planned in (at_eight(following), at_eight(following + acknowledgements.AFTERWARDS))


@pytest.mark.parametrize(("late", "following"), [(1, 6), (6, 1), (8, 6), (20, 1)])
def test_after_the_last_day_reminders_go_on_once_a_week(app, late, following):
    thread = announce(Wish(due_on=today() + timedelta(days=7)))
    request = db_get(AcknowledgementRequest, thread.opening_post_id)
    request.asked_at -= timedelta(days=40)
    request.due_on = today() - timedelta(days=late)
    assert acknowledgements._next_reminder(request, thread) == at_eight(following)


def test_a_reminder_reaches_only_who_has_not_confirmed_and_only_once(app, db_session, drain):
    done, late = make_member(), make_member()
    thread = announce(Wish(due_on=today() + timedelta(days=5), remind_every=2))
    services.acknowledge(actor(done), thread, 1)
    db_session.commit()
    drain()
    let_time_pass(db_session)
    row = db_session.scalars(select(Outbox).where(Outbox.channel == "acknowledgement")).one()
    db_session.expunge(row)
    drain()
    # Killed after the work and before the row was gone: the row comes back, and finds it done.
    remind(row)
    db_session.commit()
    drain()
    told = notices(db_session)
    assert told[late.id, "acknowledgement.reminded"] == 1
    assert (done.id, "acknowledgement.reminded") not in told
    assert reminders(db_session) == [at_eight(2)]


def test_who_confirms_between_the_reminder_and_its_delivery_hears_nothing(app, db_session, drain):
    reader, thread = make_member(), announce(Wish(due_on=today() + timedelta(days=5), remind_every=2))
    db_session.commit()
    drain()
    let_time_pass(db_session)
    work_once()
    services.acknowledge(actor(reader), thread, 1)
    db_session.commit()
    drain()
    assert (reader.id, "acknowledgement.reminded") not in notices(db_session)


def test_nobody_is_reminded_of_what_is_no_longer_asked_or_hidden(app, db_session, drain):
    moderator, reader = make_member(), make_member()
    wish = Wish(due_on=today() + timedelta(days=5), remind_every=2)
    stopped, hidden = announce(wish), announce(wish, make_space(moderator))
    db_session.commit()
    drain()
    services.stop_acknowledgement(actor(make_member(roles=("administrator",))), stopped)
    services.hide_thread(actor(moderator), hidden, "Vergist")
    let_time_pass(db_session)
    drain()
    assert (reader.id, "acknowledgement.reminded") not in notices(db_session)


def test_everybody_who_is_asked_hears_of_it_once_and_confirming_clears_it(app, db_session, drain):
    author, reader, space = make_member(roles=("coordinator",)), make_member(), make_space()
    announce(Wish(), space, author)
    db_session.commit()
    drain()
    assert notices(db_session) == {
        (reader.id, "acknowledgement.asked"): 1,
    }
    thread = db_session.scalars(select(Thread)).one()
    services.acknowledge(actor(reader), thread, 1)
    assert actor(reader).unread_notifications == 0


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        (Wish(tokens=()), "ack_audience"),
        (Wish(tokens=("library:99999",)), "ack_audience"),
        (Wish(tokens=("member:1",)), "ack_audience"),
        (Wish(due_on=date(2020, 1, 1)), "ack_due"),
        (Wish(due_on=date(2090, 1, 1)), "ack_due"),
        (Wish(remind_every=3), "ack_due"),
        (Wish(renew_months=5), "ack_remind"),
    ],
)
def test_what_cannot_be_asked_says_why(app, wish, field):
    with pytest.raises(Invalid) as refused:
        announce(wish)
    assert refused.value.field == field
    assert str(refused.value)


def test_only_those_who_lead_ask(app):
    thread = announce()
    with pytest.raises(Forbidden):
        services.ask_acknowledgement(actor(make_member()), thread, Wish())
    with pytest.raises(NotFound):
        services.ask_acknowledgement(actor(make_member(roles=("administrator",))), make_thread(), Wish())


@pytest.mark.parametrize("count", [1, 30])
def test_it_costs_the_same_for_one_colleague_and_for_thirty(app, db_session, assert_queries, count):
    readers = [actor(make_member()) for _ in range(count)]
    threads = [announce(Wish()) for _ in range(3)]
    for reader in readers[1:]:
        services.acknowledge(reader, threads[0], 1)
    db_session.commit()
    thread, reader = threads[0], readers[0]
    assert thread.space.audience == NETWORK
    with assert_queries(1):
        asked = find_asked(reader, thread)
    with assert_queries(1):
        assert len(list_people(asked)) >= count
    with assert_queries(1):
        assert count_people(asked)[1] == count - 1
    with assert_queries(1):
        assert len(list_to_acknowledge(reader)) == 3
    with assert_queries(1):
        assert count_to_acknowledge(reader) == (3, 0)


def test_replies_do_not_disturb_it(app):
    reader, thread = make_member(), announce(Wish())
    make_post(thread)
    services.acknowledge(actor(reader), thread, 1)
    assert asked_of(thread, reader).is_done


def test_a_closed_group_asks_nobody(app, db_session):
    member = make_member()
    group = make_group(member)
    thread = announce(Wish(tokens=(group_token(group.id),)))
    assert count_people(asked_of(thread, member)) == (1, 0)
    db_session.execute(update(WorkingGroup).values(closed_at=datetime.now(UTC)))
    assert count_people(asked_of(thread, member)) == (0, 0)


def test_what_is_asked_rests_while_the_announcement_is_a_reply_elsewhere(app, db_session):
    reader, thread = make_member(), announce(Wish(due_on=today() + timedelta(days=5)))
    other = make_thread()
    change = Change(7, thread.id, other.id)
    companion = AcknowledgementCompanion()
    db_session.execute(
        update(Post).where(Post.thread_id == thread.id).values(thread_id=other.id, depth=1, path="00001")
    )
    companion.merged(change)
    assert count_to_acknowledge(actor(reader)) == (0, 0)
    db_session.execute(update(Post).where(Post.path == "00001").values(thread_id=thread.id, depth=0, path=""))
    db_session.expire_all()
    companion.unmerged(change)
    assert count_to_acknowledge(actor(reader)) == (1, 0)
    assert reminders(db_session)[-1] == at_eight(5)
