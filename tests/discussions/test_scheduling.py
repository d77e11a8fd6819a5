"""Publishing later: nobody sees it before, the rules are asked at the moment itself, nothing comes twice."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import func, select, update

from forum.accounts.identity import bump_access
from forum.accounts.models import RoleGrant
from forum.core.clock import now
from forum.core.errors import Forbidden, Invalid, NotFound
from forum.core.local_time import local, today
from forum.core.outbox import Outbox
from forum.core.policy import NETWORK, library_token
from forum.discussions import queries, services
from forum.discussions.models import Draft, PollKind, ScheduledThread, Thread, ThreadKind
from forum.discussions.queries.acknowledgements import count_to_acknowledge
from forum.discussions.queries.scheduled import get_scheduled, list_scheduled
from forum.discussions.services.acknowledgements import Wish
from forum.discussions.services.polls import PollPlan, Slot
from forum.discussions.services.scheduled_choices import poll_from, wish_from
from forum.discussions.services.scheduling import Plan, publish_due
from forum.notifications.queries import list_notices
from tests.factories import actor, make_library, make_member, make_space
from tests.notifications.test_delivery import notices

DISCUSSION, ANNOUNCEMENT = ThreadKind.DISCUSSION, ThreadKind.ANNOUNCEMENT


def plan_of(kind=DISCUSSION, publish_at="tomorrow", **values):
    moment = now() + timedelta(days=1) if publish_at == "tomorrow" else publish_at
    return Plan(**{"kind": kind, "title": "Voor morgen", "body": "De tekst", "publish_at": moment, **values})


def schedule(author=None, space=None, **values):
    author = author or make_member()
    return services.schedule_thread(actor(author), space or make_space(), plan_of(**values))


def let_the_moment_come(db_session):
    moment = now() - timedelta(minutes=1)
    db_session.execute(update(ScheduledThread).values(publish_at=moment))
    db_session.execute(update(Outbox).where(Outbox.channel == "publish").values(not_before=moment))
    db_session.commit()


def thread_count(db_session):
    return db_session.scalar(select(func.count()).select_from(Thread))


def test_it_is_published_by_its_author_when_the_moment_comes_and_once(app, db_session, drain):
    author, other, space = make_member(), make_member(), make_space()
    schedule(author, space)
    db_session.commit()
    drain()
    assert thread_count(db_session) == 0
    assert not queries.list_threads(actor(other))
    let_the_moment_come(db_session)
    row = db_session.scalars(select(Outbox).where(Outbox.channel == "publish")).one()
    db_session.expunge(row)
    drain()
    # Killed after the work and before the row was gone: the row comes back, and finds it done.
    publish_due(row)
    db_session.commit()
    thread = db_session.scalars(select(Thread)).one()
    assert (thread.title, thread.author_id, thread.kind) == ("Voor morgen", author.id, "discussion")
    assert thread.created_at > now() - timedelta(minutes=1)
    assert list_scheduled(actor(author)) == []


def test_an_announcement_brings_its_question_to_confirm_and_its_poll(app, db_session, drain):
    author, reader = make_member(roles=("coordinator",)), make_member()
    wish = Wish(due_on=today() + timedelta(days=9), remind_every=3)
    slots = Slot(date(2027, 1, 5), time(9)), Slot(date(2027, 1, 6))
    poll = PollPlan("Wanneer past het?", kind=PollKind.DATES, slots=slots)
    row = schedule(author, kind=ANNOUNCEMENT, wish=wish, poll=poll)
    assert wish_from(row.choices) == Wish([NETWORK], wish.due_on, 3, 0)
    assert poll_from(row.choices) == poll
    let_the_moment_come(db_session)
    drain()
    thread = db_session.scalars(select(Thread)).one()
    assert sorted(thread.panels.split()) == ["acknowledgement", "poll"]
    assert count_to_acknowledge(actor(reader)) == (1, 0)
    assert (reader.id, "acknowledgement.asked") in notices(db_session)


def test_a_draft_the_author_is_typing_meanwhile_stays(app, db_session, drain):
    author = make_member()
    schedule(author)
    services.save_draft(actor(author), "thread:new", "Iets anders", "Half af")
    let_the_moment_come(db_session)
    drain()
    assert db_session.scalars(select(Draft.body)).all() == ["Half af"]


def test_planning_takes_the_place_of_the_draft(app, db_session):
    author = make_member()
    services.save_draft(actor(author), "thread:new", "Voor morgen", "De tekst")
    schedule(author)
    assert db_session.scalars(select(Draft)).all() == []


def test_what_the_rules_refuse_by_then_comes_back_with_the_reason_and_the_text(app, db_session, drain):
    author = make_member(roles=("coordinator",))
    row = schedule(author, kind=ANNOUNCEMENT)
    db_session.execute(RoleGrant.__table__.delete())
    bump_access([author.id])
    let_the_moment_come(db_session)
    drain()
    assert thread_count(db_session) == 0
    kept = get_scheduled(actor(author), row.id)
    assert (kept.body, kept.publish_at) == ("De tekst", None)
    assert "make announcements" in kept.refused
    notice = list_notices(actor(author)).items[0]
    assert (notice.kind, notice.title, notice.url) == ("scheduled.refused", "Voor morgen", f"/scheduled/{row.id}/edit")


def test_a_space_that_was_closed_meanwhile_is_named_without_its_name(app, db_session, drain):
    library = make_library()
    author, space = make_member(), make_space()
    row = schedule(author, space)
    space.audience = library_token(library.id)
    let_the_moment_come(db_session)
    drain()
    assert "no longer see the space" in get_scheduled(actor(author), row.id).refused
    assert thread_count(db_session) == 0


def test_nothing_half_made_is_left_of_a_refusal(app, db_session, drain):
    author = make_member(roles=("coordinator",))
    row = schedule(author, kind=ANNOUNCEMENT, wish=Wish(due_on=today() + timedelta(days=3)))
    row.choices = {"wish": {**row.choices["wish"], "due_on": "2020-01-01"}}
    db_session.flush()
    let_the_moment_come(db_session)
    drain()
    assert thread_count(db_session) == 0
    assert "This day has passed" in get_scheduled(actor(author), row.id).refused


def test_who_left_publishes_nothing(app, db_session, drain):
    author = make_member()
    schedule(author)
    author.is_active = False
    let_the_moment_come(db_session)
    drain()
    assert thread_count(db_session) == 0
    assert db_session.scalars(select(ScheduledThread.body)).all() == ["De tekst"]


def test_a_later_moment_makes_the_earlier_row_do_nothing(app, db_session, drain):
    author, space = make_member(), make_space()
    row = schedule(author, space)
    services.edit_scheduled(actor(author), row, space, plan_of(publish_at=now() + timedelta(days=2)))
    db_session.execute(update(Outbox).values(not_before=now() - timedelta(minutes=1)))
    db_session.commit()
    drain()
    assert thread_count(db_session) == 0


def test_stopped_and_thrown_away_are_not_published(app, db_session, drain):
    author = make_member()
    stopped, thrown = schedule(author), schedule(author)
    services.stop_scheduled(actor(author), stopped)
    services.discard_scheduled(actor(author), thrown)
    db_session.execute(update(Outbox).values(not_before=now() - timedelta(minutes=1)))
    db_session.commit()
    drain()
    assert thread_count(db_session) == 0
    assert [row.id for row in list_scheduled(actor(author))] == [stopped.id]


def test_nobody_else_finds_or_changes_it(app, db_session):
    row = schedule()
    administrator = actor(make_member(roles=("administrator",)))
    with pytest.raises(NotFound):
        get_scheduled(administrator, row.id)
    for verb in (services.stop_scheduled, services.discard_scheduled, services.publish_scheduled):
        with pytest.raises(NotFound):
            verb(administrator, row)
    assert list_scheduled(administrator) == []


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"publish_at": datetime(2020, 1, 1, tzinfo=UTC)}, "publish_on"),
        ({"publish_at": datetime(2090, 1, 1, tzinfo=UTC)}, "publish_on"),
        ({"kind": ThreadKind.QUESTION}, "publish_on"),
        ({"title": "x"}, "title"),
        ({"body": " "}, "body"),
        ({"kind": ANNOUNCEMENT, "wish": Wish(tokens=())}, "ack_audience"),
        ({"kind": ANNOUNCEMENT, "wish": Wish(due_on="today")}, "ack_due"),
        ({"poll": PollPlan("Wat eten we?", labels=["frieten"])}, "poll_option"),
        ({"poll": PollPlan("Wat eten we?", labels=["a", "b"], closes_at="now")}, "poll_closes"),
    ],
)
def test_what_cannot_be_planned_says_why(app, values, field):
    values = dict(values)
    if field == "ack_due":
        values["wish"] = Wish(due_on=local(now()).date())
        values["publish_at"] = now() + timedelta(days=2)
    if field == "poll_closes":
        values["poll"] = PollPlan("Wat eten we?", labels=["a", "b"], closes_at=now() + timedelta(hours=1))
    with pytest.raises(Invalid) as refused:
        schedule(make_member(roles=("coordinator",)), **values)
    assert refused.value.field == field
    assert str(refused.value)


def test_an_announcement_is_planned_by_those_who_may_make_it(app):
    with pytest.raises(Forbidden):
        schedule(kind=ANNOUNCEMENT)


# --- the pages


def test_planning_changing_and_publishing_now(app, as_member, db_session):
    author, space = make_member(), make_space(title="Balie")
    client = as_member(author)
    form = client.get(f"/threads/new?kind=discussion&space={space.slug}").form(field="publish_on")
    day = (today() + timedelta(days=3)).isoformat()
    page = form.submit(title="Voor later", body="De tekst", publish_on=day, publish_clock="08:30")
    assert page.url == "/scheduled"
    assert "Voor later" in page.main
    row = db_session.scalars(select(ScheduledThread)).one()
    assert (local(row.publish_at).date().isoformat(), local(row.publish_at).time()) == (day, time(8, 30))
    form = page.click("Voor later").form(field="title")
    assert (form.values["publish_on"], form.values["publish_clock"]) == ([day], ["08:30"])
    page = form.submit(title="Een betere titel")
    assert "Een betere titel" in page.main
    thread = client.post(f"/scheduled/{row.id}/publish")
    assert thread.h1 == "Een betere titel"
    assert "Nothing planned" in client.get("/scheduled").main


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"publish_on": "2020-01-01", "publish_clock": "08:00"}, "That moment has passed."),
        ({"publish_on": "2026-12-31"}, "Fill in both a day and a time"),
        ({"publish_clock": "08:00"}, "Fill in both a day and a time"),
        ({"publish_on": "2027-03-28", "publish_clock": "02:30"}, "the clock goes forward"),
        ({"publish_on": "gisteren", "publish_clock": "08:00"}, "Fill in a date"),
        ({"publish_on": "2026-12-31", "publish_clock": "acht uur"}, "Fill in a time"),
    ],
)
def test_a_moment_that_cannot_be_comes_back_with_a_sentence(app, as_member, db_session, values, sentence):
    space = make_space()
    form = as_member(make_member()).get(f"/threads/new?kind=discussion&space={space.slug}").form(field="title")
    page = form.submit(None, 422, title="Een goede titel", body="De tekst", **values)
    assert sentence in page.main
    assert page.form(field="title").values["body"][0].strip() == "De tekst"
    assert thread_count(db_session) == 0


def test_a_question_is_not_offered_to_wait(app, as_member):
    assert not as_member(make_member()).get("/threads/new?kind=question").all("[name=publish_on]")


def test_the_buttons_of_the_list(app, as_member, db_session):
    author = make_member()
    row = schedule(author)
    client = as_member(author)
    page = client.post(f"/scheduled/{row.id}/stop")
    assert "no moment chosen" in page.main
    page = client.post(f"/scheduled/{row.id}/discard")
    assert "Nothing planned" in page.main


def test_publishing_now_against_the_rules_says_why(app, as_member, db_session):
    author = make_member(roles=("coordinator",))
    row = schedule(author, kind=ANNOUNCEMENT)
    db_session.execute(RoleGrant.__table__.delete())
    bump_access([author.id])
    page = as_member(author).post(f"/scheduled/{row.id}/publish")
    assert "make announcements" in page.text
    assert "De tekst" in str(page.soup)
