"""Polls: who votes, what is counted, when it shows, and what a secret one keeps to itself."""

from datetime import date, time, timedelta
from threading import Barrier, Thread

import pytest
from flask_babel import force_locale
from sqlalchemy import func, select, update

from forum.core.activity import Activity
from forum.core.clock import now
from forum.core.errors import Conflict, Forbidden, Invalid, NotFound
from forum.core.outbox import Outbox, enqueue
from forum.core.policy import library_token
from forum.discussions import queries, services
from forum.discussions.models import Poll, PollBallot, PollChoice, PollKind, PollResults, PollVoice
from forum.discussions.services import PollPlan, Slot
from forum.extensions import db
from forum.notifications.models import Notification
from tests.factories import actor, make_library, make_member, make_space, make_thread


@pytest.fixture(autouse=True)
def _english(app):
    """Refusals are compared by their words."""
    with force_locale("en"):
        yield


def make_poll(author=None, thread=None, **plan):
    author = author or make_member()
    thread = thread or make_thread(author)
    plan = {"question": "Welke kleur?", "labels": ("Rood", "Groen", "Blauw"), **plan}
    return services.create_poll(actor(author), thread, PollPlan(**plan))


def options_of(poll):
    return [option.id for option in view(poll, make_member()).options]


def view(poll, reader):
    return queries.get_poll_view(actor(reader), poll.id)


def counts(poll, reader):
    return [(option.yes, option.maybe, option.no) for option in view(poll, reader).options]


def vote(member, poll, *numbers):
    ids = options_of(poll)
    services.vote(actor(member), poll, {ids[number]: "yes" for number in numbers})


def test_everybody_has_one_vote_and_can_change_or_withdraw_it(app):
    poll, one, two = make_poll(results=PollResults.ALWAYS), make_member(), make_member()
    vote(one, poll, 0)
    vote(two, poll, 0)
    assert counts(poll, one) == [(2, 0, 0), (0, 0, 0), (0, 0, 0)]
    vote(one, poll, 2)
    assert counts(poll, one) == [(1, 0, 0), (0, 0, 0), (1, 0, 0)]
    services.withdraw_vote(actor(one), poll)
    assert counts(poll, one) == [(1, 0, 0), (0, 0, 0), (0, 0, 0)]
    assert view(poll, one).voice_count == 1


def test_of_several_options_one_chooses_no_more_than_may_be(app):
    poll, voter = make_poll(kind=PollKind.MULTIPLE, max_choices=2, results=PollResults.ALWAYS), make_member()
    vote(voter, poll, 0, 2)
    assert counts(poll, voter) == [(1, 0, 0), (0, 0, 0), (1, 0, 0)]
    with pytest.raises(Invalid, match="at most 2"):
        vote(voter, poll, 0, 1, 2)


def test_a_single_choice_is_one_choice(app):
    with pytest.raises(Invalid, match="at most 1"):
        vote(make_member(), make_poll(), 0, 1)


@pytest.mark.parametrize("answers", [{}, {0: "yes"}, {"own": "maybe"}, {"own": "often"}])
def test_a_ballot_that_makes_no_sense_is_refused(app, answers):
    poll = make_poll()
    first = options_of(poll)[0]
    with pytest.raises(Invalid):
        services.vote(actor(make_member()), poll, {first if k == "own" else k: v for k, v in answers.items()})
    assert db.session.scalar(select(func.count()).select_from(PollBallot)) == 0


def test_dates_take_yes_if_need_be_and_no(app):
    slots = (Slot(date(2027, 1, 4)), Slot(date(2027, 1, 5), time(10), time(12)))
    poll = make_poll(kind=PollKind.DATES, slots=slots, results=PollResults.ALWAYS)
    first, second = options_of(poll)
    one, two = make_member(), make_member()
    services.vote(actor(one), poll, {first: "yes", second: "maybe"})
    services.vote(actor(two), poll, {first: "no", second: "yes"})
    assert counts(poll, one) == [(1, 0, 1), (1, 1, 0)]
    assert view(poll, one).best == {second}


def test_a_library_has_one_vote_and_the_last_of_its_colleagues_decides(app):
    library = make_library()
    one, two = make_member(library_id=library.id, display_name="An"), make_member(library_id=library.id)
    elsewhere = make_member()
    poll = make_poll(voice=PollVoice.LIBRARY, results=PollResults.ALWAYS)
    vote(one, poll, 0)
    vote(elsewhere, poll, 0)
    assert view(poll, two).own.member_name == "An"
    vote(two, poll, 1)
    assert counts(poll, one) == [(1, 0, 0), (1, 0, 0), (0, 0, 0)]
    assert view(poll, one).voice_count == 2


def test_what_the_head_of_a_library_decided_only_a_head_changes(app):
    library = make_library()
    head = make_member(library_id=library.id, roles=("library_head",))
    colleague = make_member(library_id=library.id)
    poll = make_poll(voice=PollVoice.LIBRARY, results=PollResults.ALWAYS)
    vote(colleague, poll, 0)
    vote(head, poll, 1)
    with pytest.raises(Forbidden, match="head of your library"):
        vote(colleague, poll, 0)
    with pytest.raises(Forbidden, match="head of your library"):
        services.withdraw_vote(actor(colleague), poll)
    vote(head, poll, 2)
    assert counts(poll, head) == [(0, 0, 0), (0, 0, 0), (1, 0, 0)]


def test_who_belongs_to_no_library_has_no_vote_where_libraries_vote(app):
    with pytest.raises(Forbidden, match="do not belong to a library"):
        vote(make_member(library_id=None), make_poll(voice=PollVoice.LIBRARY), 0)


@pytest.mark.parametrize(
    ("results", "before", "after", "closed"),
    [
        (PollResults.ALWAYS, True, True, True),
        (PollResults.VOTED, False, True, True),
        (PollResults.CLOSED, False, False, True),
    ],
)
def test_results_show_from_the_moment_that_was_chosen(app, results, before, after, closed):
    author, reader, other = make_member(), make_member(), make_member()
    poll = make_poll(author, results=results)
    vote(other, poll, 0)
    assert (counts(poll, reader)[0] == (1, 0, 0)) is before
    vote(reader, poll, 0)
    assert (counts(poll, reader)[0] == (2, 0, 0)) is after
    services.close_poll(actor(author), poll)
    assert (counts(poll, reader)[0] == (2, 0, 0)) is closed


def test_a_secret_poll_shows_nothing_until_it_is_over_and_three_have_voted(app):
    author, voters = make_member(), [make_member() for _ in range(3)]
    poll = make_poll(author, is_secret=True, results=PollResults.ALWAYS)
    for voter in voters[:2]:
        vote(voter, poll, 0)
    for reader in (author, *voters):
        assert counts(poll, reader) == [(0, 0, 0)] * 3
    services.close_poll(actor(author), poll)
    assert counts(poll, author) == [(0, 0, 0)] * 3
    services.reopen_poll(actor(author), poll)
    vote(voters[2], poll, 1)
    services.close_poll(actor(author), poll)
    assert counts(poll, author) == [(2, 0, 0), (1, 0, 0), (0, 0, 0)]
    assert queries.list_voters(view(poll, author)) == {}


def test_a_secret_poll_with_results_is_not_opened_again(app):
    author = make_member()
    poll = make_poll(author, is_secret=True)
    for _ in range(3):
        vote(make_member(), poll, 0)
    services.close_poll(actor(author), poll)
    with pytest.raises(Forbidden, match="who voted what"):
        services.reopen_poll(actor(author), poll)


def test_votes_are_in_no_list_of_activities(app):
    poll = make_poll()
    before = db.session.scalar(select(func.count()).select_from(Activity))
    vote(make_member(), poll, 0)
    assert db.session.scalar(select(func.count()).select_from(Activity)) == before


def test_who_voted_what_is_shown_of_a_poll_that_is_not_secret(app):
    poll, voter = make_poll(results=PollResults.ALWAYS), make_member(display_name="Zoë")
    vote(voter, poll, 1)
    shown = queries.list_voters(view(poll, make_member()))
    assert {key: [v.name for v in people] for key, people in shown.items()} == {(options_of(poll)[1], "yes"): ["Zoë"]}


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        ({"question": " "}, "poll_question"),
        ({"question": "x" * 201}, "poll_question"),
        ({"labels": ("Een",)}, "poll_option"),
        ({"labels": ("Een", "een ")}, "poll_option"),
        ({"labels": [f"Keuze {n}" for n in range(21)]}, "poll_option"),
        ({"labels": ("Een", "x" * 121)}, "poll_option"),
        ({"kind": PollKind.DATES, "slots": (Slot(date(2027, 1, 4)),)}, "poll_day"),
        ({"kind": PollKind.DATES, "slots": (Slot(date(2027, 1, 4)),) * 2}, "poll_day"),
        (
            {"kind": PollKind.DATES, "slots": (Slot(date(2027, 1, 4), time(12), time(10)), Slot(date(2027, 1, 5)))},
            "poll_day",
        ),
        ({"kind": PollKind.MULTIPLE, "max_choices": 9}, "poll_max"),
        ({"kind": PollKind.MULTIPLE, "max_choices": 1}, "poll_max"),
        ({"is_secret": True, "voice": PollVoice.LIBRARY}, "poll_secret"),
        ({"closes_at": now() - timedelta(hours=1)}, "poll_closes"),
    ],
)
def test_a_poll_that_cannot_work_is_refused_at_its_field(app, plan, field):
    with pytest.raises(Invalid) as refused:
        make_poll(**plan)
    assert refused.value.field == field


def test_a_thread_has_one_poll(app):
    author = make_member()
    poll = make_poll(author)
    with pytest.raises(Conflict, match="already"):
        make_poll(author, poll.thread)


def test_options_change_until_the_first_vote_and_are_only_added_afterwards(app):
    author = make_member()
    poll = make_poll(author, results=PollResults.ALWAYS)
    services.edit_poll(actor(author), poll, PollPlan("Een andere vraag", labels=("Ja", "Nee")))
    assert [option.label for option in view(poll, author).options] == ["Ja", "Nee"]
    vote(author, poll, 0)
    with pytest.raises(Conflict):
        services.edit_poll(actor(author), poll, PollPlan("Weer een andere", labels=("A", "B")))
    services.add_options(actor(author), poll, ["Misschien"], closes_at=None)
    assert [(o.label, o.yes) for o in view(poll, author).options] == [("Ja", 1), ("Nee", 0), ("Misschien", 0)]
    with pytest.raises(Invalid, match="twice"):
        services.add_options(actor(author), poll, ["ja"], closes_at=None)
    with pytest.raises(Conflict):
        services.remove_poll(actor(author), poll)


def test_a_poll_without_votes_can_be_taken_away(app):
    author = make_member()
    poll = make_poll(author)
    head = queries.get_thread_head(actor(author), poll.thread_id)
    assert head.panels == "poll"
    services.remove_poll(actor(author), poll)
    head = queries.get_thread_head(actor(author), head.id)
    assert (head.panels, queries.list_polls(actor(author), head)) == ("", [])


def test_nobody_votes_in_a_closed_locked_or_hidden_discussion(app):
    moderator, author = make_member(), make_member()
    thread = make_thread(author, make_space(moderator))
    poll = make_poll(author, thread)
    services.close_poll(actor(author), poll)
    with pytest.raises(Forbidden, match="closed"):
        vote(author, poll, 0)
    services.reopen_poll(actor(author), poll)
    services.lock_thread(actor(moderator), thread, "Klaar")
    with pytest.raises(Forbidden, match="locked"):
        vote(author, poll, 0)
    services.unlock_thread(actor(moderator), thread)
    services.hide_thread(actor(moderator), thread, "Dubbel")
    ids = [option.id for option in view(poll, moderator).options]
    with pytest.raises(Forbidden, match="hidden"):
        services.vote(actor(moderator), poll, {ids[0]: "yes"})
    with pytest.raises(NotFound):
        services.vote(actor(author), poll, {ids[0]: "yes"})


def test_an_outsider_does_not_find_the_poll(app):
    library = make_library()
    author = make_member(library_id=library.id)
    poll = make_poll(author, make_thread(author, make_space(audience=library_token(library.id))))
    for ask in (queries.get_poll, queries.get_poll_view):
        with pytest.raises(NotFound):
            ask(actor(make_member()), poll.id)


def test_others_do_not_manage_a_poll(app):
    poll, stranger = make_poll(), actor(make_member())
    for refused in (
        lambda: services.close_poll(stranger, poll),
        lambda: services.reopen_poll(stranger, poll),
        lambda: services.remove_poll(stranger, poll),
        lambda: services.edit_poll(stranger, poll, PollPlan("Een vraag", labels=("A", "B"))),
        lambda: services.create_poll(stranger, make_thread(), PollPlan("Een vraag", labels=("A", "B"))),
    ):
        with pytest.raises(Forbidden):
            refused()


def test_a_poll_closes_at_its_time_and_tells_followers_and_voters_once(app, drain):
    author, voter, follower = make_member(), make_member(), make_member()
    poll = make_poll(author, closes_at=now() + timedelta(hours=1))
    vote(voter, poll, 0)
    drain()
    assert view(poll, author).closed_at is None
    moment = now() - timedelta(seconds=1)
    db.session.execute(update(Poll).values(closes_at=moment))
    db.session.execute(update(Outbox).values(not_before=moment))
    drain()
    enqueue("poll", f"close:{poll.id}")
    drain()
    assert view(poll, author).closed_at is not None
    told = db.session.execute(
        select(Notification.member_id, Notification.event_count).where(Notification.kind == "poll.closed")
    ).all()
    assert sorted(told) == sorted([(author.id, 1), (voter.id, 1)])
    assert follower.id not in dict(told)


def test_a_poll_that_was_put_off_does_not_close_at_its_first_time(app, drain):
    author = make_member()
    poll = make_poll(author, closes_at=now() + timedelta(hours=1))
    services.add_options(actor(author), poll, closes_at=now() + timedelta(hours=2))
    db.session.execute(update(Outbox).where(Outbox.channel == "poll").values(not_before=now()))
    drain()
    assert view(poll, author).closed_at is None


def test_question_and_options_are_found_with_the_opening_post(app):
    from forum.search.documents import read_documents

    poll = make_poll(labels=("Zeepkistenrace", "Speurtocht"))
    key = f"post:{poll.thread.opening_post_id}"
    words = " ".join(read_documents([key])[key].labels)
    assert "Welke kleur?" in words and "Zeepkistenrace" in words


@pytest.mark.parametrize("count", [1, 20])
def test_a_poll_is_read_in_a_fixed_number_of_statements(app, assert_queries, count):
    poll, reader = make_poll(), actor(make_member())
    for _ in range(count):
        vote(make_member(), poll, 0)
    db.session.commit()
    head = queries.get_thread_head(reader, poll.thread_id)
    with assert_queries(2):
        polls = queries.list_polls(reader, head)
    with assert_queries(1):
        queries.list_voters(polls[0])


def test_votes_at_the_same_moment_are_all_counted_once(app):
    """Eight voters of which four share a voice: five ballots, five choices, whatever the order."""
    library = make_library()
    poll = make_poll(voice=PollVoice.LIBRARY, results=PollResults.ALWAYS)
    sharing = [actor(make_member(library_id=library.id)) for _ in range(4)]
    voters = [*sharing, *(actor(make_member()) for _ in range(4))]
    ids, poll_id = options_of(poll), poll.id
    db.session.commit()
    start, failed = Barrier(len(voters)), []

    def cast(number, voter):
        with app.app_context():
            start.wait()
            try:
                for turn in range(3):
                    mine = queries.get_poll(voter, poll_id)
                    services.vote(voter, mine, {ids[(number + turn) % 3]: "yes"})
                    db.session.commit()
            except Exception as error:
                failed.append(error)
                db.session.rollback()

    threads = [Thread(target=cast, args=pair) for pair in enumerate(voters)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    db.session.rollback()
    assert failed == []
    assert db.session.scalar(select(func.count()).select_from(PollBallot)) == 5
    assert db.session.scalar(select(func.count()).select_from(PollChoice)) == 5
    shown = queries.get_poll_view(voters[0], poll_id)
    assert sum(option.yes for option in shown.options) == shown.voice_count == 5


def test_an_anonymous_asker_adds_a_poll_without_a_name(app, drain):
    asker = make_member()
    thread = make_thread(asker, anonymous=True)
    poll = make_poll(asker, thread)
    services.close_poll(actor(asker), poll)
    drain()
    rows = db.session.scalars(select(Activity.actor_id).where(Activity.verb.startswith("poll."))).all()
    assert len(rows) == 2
    assert asker.id not in rows
