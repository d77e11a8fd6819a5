"""Who asks to confirm an announcement reminds who has not, by hand, once a day."""

from datetime import time, timedelta

import pytest
from sqlalchemy import update

from forum.core.activity import Activity
from forum.core.errors import Conflict, Forbidden
from forum.core.local_time import moment_of, today
from forum.discussions import services
from forum.discussions.services import acknowledgements
from forum.discussions.services.acknowledgements import Wish
from tests.discussions.test_acknowledgements import announce, asked_of, at_eight, let_time_pass, reminders
from tests.factories import actor, make_member
from tests.notifications.test_delivery import notices


def test_it_reaches_who_has_not_confirmed_and_goes_at_most_once_a_day(app, db_session, drain):
    author, done, late = make_member(roles=("coordinator",)), make_member(), make_member()
    thread = announce(Wish(), author=author)
    services.acknowledge(actor(done), thread, 1)
    acknowledgements.remind_now(actor(author), thread)
    with pytest.raises(Conflict, match="Vandaag kreeg iedereen"):
        acknowledgements.remind_now(actor(author), thread)
    db_session.commit()
    drain()
    told = notices(db_session)
    assert told[late.id, "acknowledgement.reminded"] == 1
    assert (done.id, "acknowledgement.reminded") not in told


def test_the_next_day_it_can_go_again(app, db_session):
    author, _late = make_member(roles=("coordinator",)), make_member()
    thread = announce(Wish(), author=author)
    acknowledgements.remind_now(actor(author), thread)
    db_session.execute(update(Activity).values(created_at=moment_of(today(), time(0)) - timedelta(seconds=1)))
    assert acknowledgements.may_remind_now(actor(author), thread, asked_of(thread, author))
    acknowledgements.remind_now(actor(author), thread)


def test_what_is_planned_for_the_same_day_is_left_out_and_the_next_one_planned(app, db_session, drain):
    author, late = make_member(roles=("coordinator",)), make_member()
    thread = announce(Wish(due_on=today() + timedelta(days=5), remind_every=2), author=author)
    acknowledgements.remind_now(actor(author), thread)
    let_time_pass(db_session)
    drain()
    assert notices(db_session)[late.id, "acknowledgement.reminded"] == 1
    assert reminders(db_session) == [at_eight(2)]


def test_with_nobody_left_or_nothing_asked_it_says_so(app):
    author, reader = make_member(roles=("coordinator",)), make_member()
    thread, other = announce(Wish(), author=author), announce(author=author)
    services.acknowledge(actor(reader), thread, 1)
    with pytest.raises(Conflict, match="niemand meer om te herinneren"):
        acknowledgements.remind_now(actor(author), thread)
    services.stop_acknowledgement(actor(author), thread)
    with pytest.raises(Conflict, match="niet meer"):
        acknowledgements.remind_now(actor(author), thread)
    with pytest.raises(Conflict, match="niet bevestigd"):
        acknowledgements.remind_now(actor(author), other)


@pytest.mark.parametrize("roles", [(), ("library_head",)])
def test_only_who_manages_it_reminds(app, roles):
    with pytest.raises(Forbidden):
        acknowledgements.remind_now(actor(make_member(roles=roles)), announce(Wish()))
