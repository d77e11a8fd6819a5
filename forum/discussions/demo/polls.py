"""Polls among the demo threads: one vote a colleague, one vote a library, and a date to find."""

from datetime import time, timedelta

from sqlalchemy import select

from forum.accounts.identity import Identity, get_identity
from forum.core.clock import now
from forum.discussions import services
from forum.discussions.models import Poll, PollKind, PollOption, PollResults, PollVoice, Thread
from forum.discussions.services import PollPlan, Slot
from forum.extensions import db


def make_polls(people: dict[str, Identity]) -> None:
    """Add the polls to their threads; there must be none yet."""
    soon = now() + timedelta(days=9)
    monday = now().date() + timedelta(days=7 - now().date().weekday())
    poster = PollPlan(
        "Nemen we één gezamenlijke affiche?",
        labels=("Ja, één ontwerp voor iedereen", "Ja, met ons eigen logo erop", "Nee, elk een eigen affiche"),
        voice=PollVoice.LIBRARY,
        results=PollResults.ALWAYS,
        closes_at=soon,
    )
    _poll("Samen één affiche", poster, people, {"bibhoofd": {1: "yes"}, "buiten": {0: "yes"}, "collega5": {1: "yes"}})
    reading = PollPlan(
        "Wanneer houden jullie het voorleesuurtje?",
        labels=("Woensdagnamiddag", "Zaterdagochtend", "Zondagochtend", "Op een ander moment"),
    )
    votes = ("collega4", 1), ("bibliothecaris", 0), ("collega5", 1), ("expert", 1), ("buiten", 0), ("collega6", 3)
    _poll("voorleesuurtje", reading, people, {name: {number: "yes"} for name, number in votes})
    meeting = PollPlan(
        "Wanneer zitten we samen over het inwerkplan?",
        kind=PollKind.DATES,
        slots=[
            Slot(monday + timedelta(days=day), time(hour), time(hour + 2)) for day, hour in ((1, 10), (2, 14), (3, 10))
        ],
        results=PollResults.ALWAYS,
    )
    answers = {
        "bibhoofd": {0: "yes", 1: "no", 2: "maybe"},
        "coordinator": {0: "yes", 1: "yes", 2: "no"},
        "collega3": {0: "maybe", 1: "no", 2: "yes"},
        "expert": {0: "yes", 1: "maybe", 2: "maybe"},
    }
    _poll("Inwerkplan", meeting, people, answers)


def _poll(title: str, plan: PollPlan, people: dict[str, Identity], answers: dict[str, dict[int, str]]) -> None:
    thread = db.session.scalars(select(Thread).where(Thread.title.contains(title))).one()
    poll = services.create_poll(get_identity(thread.author_id), thread, plan, notify=False)
    options = _options(poll)
    for name, ballot in answers.items():
        services.vote(people[name], poll, {options[number]: answer for number, answer in ballot.items()})


def _options(poll: Poll) -> list[int]:
    ids = select(PollOption.id).where(PollOption.poll_id == poll.id).order_by(PollOption.position)
    return list(db.session.scalars(ids))
