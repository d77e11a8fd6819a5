"""Polls, reactions and a conclusion among the demo threads."""

from datetime import time, timedelta

from sqlalchemy import select

from forum.accounts.identity import Identity, get_identity
from forum.core.clock import now
from forum.discussions import services
from forum.discussions.models import Poll, PollKind, PollOption, PollResults, PollVoice, Post, ReactionKind, Thread
from forum.discussions.services import PollPlan, Slot
from forum.extensions import db

CONCLUSION = (
    "De meeste bibliotheken houden een gereserveerd boek **zeven dagen** klaar. Wat helpt tegen klachten:\n\n"
    "- een herinnering op dag vijf\n- openingsdagen tellen in plaats van kalenderdagen\n\n"
    "Nog open: nemen we dit op in de gezamenlijke afspraken?"
)
REACTIONS: dict[str, dict[str, tuple[str, ...]]] = {
    "Tien openingsdagen": {"thanks": ("buiten", "bibliothecaris"), "same": ("collega3",)},
    "Zeven dagen, met": {"same": ("collega2", "collega4", "buiten"), "thanks": ("collega1",)},
    "Zaterdag om 10.30": {"cheers": ("collega2", "coordinator"), "watching": ("bibliothecaris",)},
    "Temse doet mee": {"agree": ("coordinator", "bibhoofd", "collega5")},
}


def make_panels(people: dict[str, Identity]) -> None:
    """Add them to their threads; there must be none yet."""
    _make_polls(people)
    for beginning, given in REACTIONS.items():
        post = db.session.scalars(select(Post).where(Post.body.startswith(beginning))).one()
        for kind, names in given.items():
            for name in names:
                services.react(people[name], post, ReactionKind(kind))
    services.write_conclusion(people["coordinator"], _thread("gereserveerde boeken"), CONCLUSION)


def _make_polls(people: dict[str, Identity]) -> None:
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
    thread = _thread(title)
    poll = services.create_poll(get_identity(thread.author_id), thread, plan, notify=False)
    options = _options(poll)
    for name, ballot in answers.items():
        services.vote(people[name], poll, {options[number]: answer for number, answer in ballot.items()})


def _thread(title: str) -> Thread:
    return db.session.scalars(select(Thread).where(Thread.title.contains(title))).one()


def _options(poll: Poll) -> list[int]:
    ids = select(PollOption.id).where(PollOption.poll_id == poll.id).order_by(PollOption.position)
    return list(db.session.scalars(ids))
