"""Polls and conclusions go along when threads are merged, and come back when that is undone."""

import pytest

from forum.discussions import queries, services
from forum.discussions.models import Thread
from forum.discussions.services import PollPlan
from forum.discussions.services.companions import Change
from forum.discussions.services.panel_companion import PanelCompanion
from forum.extensions import db
from tests.factories import actor, make_member, make_thread


@pytest.fixture
def two(app):
    """A thread with a poll that has a vote, and a conclusion; and another thread."""
    author = make_member()
    source, target = make_thread(author), make_thread(author)
    poll = services.create_poll(actor(author), source, PollPlan("Welke dag?", labels=("Ma", "Di")))
    options = queries.get_poll_view(actor(author), poll.id).options
    services.vote(actor(author), poll, {options[0].id: "yes"})
    services.write_conclusion(actor(author), source, "Maandag.")
    return actor(author), source, target


def seen(reader, thread):
    """What stands in a thread: its panels, its polls with their votes, its conclusion."""
    head = queries.get_thread_head(reader, thread.id)
    conclusion = queries.find_conclusion_view(thread.id)
    polls = [(poll.question, poll.voice_count) for poll in queries.list_polls(reader, head)]
    return set(head.panels.split()), polls, conclusion and conclusion.body_html.strip()


NOTHING = (set(), [], None)
EVERYTHING = ({"poll", "conclusion"}, [("Welke dag?", 1)], "<p>Maandag.</p>")


def test_they_go_along_and_come_back(two):
    reader, source, target = two
    change = Change(7, source.id, target.id)
    PanelCompanion().merged(change)
    assert (seen(reader, source), seen(reader, target)) == (NOTHING, EVERYTHING)
    PanelCompanion().unmerged(change)
    assert (seen(reader, source), seen(reader, target)) == (EVERYTHING, NOTHING)


def test_two_polls_stand_beside_each_other_and_the_conclusion_that_is_there_stays(two):
    reader, source, target = two
    services.create_poll(reader, target, PollPlan("Welke plaats?", labels=("Hier", "Daar")))
    services.write_conclusion(reader, target, "Hier.")
    change = Change(7, source.id, target.id)
    PanelCompanion().merged(change)
    assert seen(reader, target) == (
        {"poll", "conclusion"},
        [("Welke dag?", 1), ("Welke plaats?", 0)],
        "<p>Hier.</p>",
    )
    PanelCompanion().unmerged(change)
    assert seen(reader, source) == EVERYTHING
    assert seen(reader, target)[1:] == ([("Welke plaats?", 0)], "<p>Hier.</p>")


def test_what_was_made_after_a_split_goes_along_when_it_is_undone(two):
    reader, made, original = two
    PanelCompanion().unsplit(Change(8, original.id, made.id))
    assert (seen(reader, made), seen(reader, original)) == (NOTHING, EVERYTHING)


def test_threads_without_panels_are_left_as_they_are(app):
    source, target = make_thread(), make_thread()
    versions = [db.session.get(Thread, thread.id).version for thread in (source, target)]
    PanelCompanion().merged(Change(7, source.id, target.id))
    assert [db.session.get(Thread, thread.id).version for thread in (source, target)] == versions
