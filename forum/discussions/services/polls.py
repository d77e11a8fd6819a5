"""Starting and changing polls, and closing them, by hand or when their time has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select, update

from forum.core.activity import record
from forum.core.clock import now
from forum.core.errors import Conflict, Forbidden, Invalid
from forum.core.outbox import Outbox, enqueue, handler
from forum.core.policy import Actor, Decision, can, deny, require
from forum.core.text import one_line
from forum.discussions.models import Poll, PollBallot, PollKind, PollOption, PollResults, PollVoice, Thread
from forum.discussions.models.polls import LABEL_LENGTH, QUESTION_LENGTH
from forum.discussions.panels import set_panel
from forum.discussions.policies import SECRET_MINIMUM, thread_audience
from forum.extensions import db
from forum.search.indexer import enqueue as enqueue_search

PANEL = "poll"
CHANNEL = "poll"
LEAST_OPTIONS, MOST_OPTIONS = 2, 20
MIN_QUESTION = 5


@dataclass(frozen=True, slots=True)
class Slot:
    """A proposed day, with hours when they matter, on the clock of the network."""

    day: date
    begins: time | None = None
    ends: time | None = None


@dataclass(frozen=True, slots=True)
class PollPlan:
    """What somebody wants to ask: ``labels`` or, for dates, ``slots``; ``max_choices`` of several, or all."""

    question: str
    kind: PollKind = PollKind.SINGLE
    labels: Sequence[str] = ()
    slots: Sequence[Slot] = ()
    max_choices: int | None = None
    voice: PollVoice = PollVoice.MEMBER
    results: PollResults = PollResults.VOTED
    is_secret: bool = False
    closes_at: datetime | None = None


def create_poll(actor: Actor, thread: Thread, plan: PollPlan, *, notify: bool = True) -> Poll:
    """Add a poll to a thread that has none; ``notify`` is off when the thread itself is new."""
    require(actor, "poll.create", thread)
    # One at a time: of two people who add a poll at once, the second reads that there is one.
    db.session.execute(select(Thread.id).where(Thread.id == thread.id).with_for_update())
    if db.session.scalar(select(Poll.id).where(Poll.thread_id == thread.id).limit(1)) is not None:
        raise Conflict(_l("This discussion has a poll already."))
    poll = Poll(thread_id=thread.id, thread=thread, created_at=now())
    options = _apply(poll, plan)
    db.session.add(poll)
    db.session.flush()
    _add_options(poll, options)
    _schedule(poll)
    set_panel(thread.id, PANEL, present=True)
    enqueue_search("post", thread.opening_post_id)
    audience = thread_audience(thread)
    record("poll.started", actor, "thread", thread.id, audience=audience, data={"poll": poll.id}, notify=notify)
    return poll


def edit_poll(actor: Actor, poll: Poll, plan: PollPlan) -> None:
    """Change everything about a poll nobody has voted in; ``Conflict`` once somebody has."""
    _open_for_change(actor, poll)
    if _voices(poll):
        raise Conflict(_l("Somebody voted in the meantime: from now on you can only add options."))
    options = _apply(poll, plan)
    db.session.execute(delete(PollOption).where(PollOption.poll_id == poll.id))
    _add_options(poll, options)
    _changed(poll)
    _after_edit(actor, poll)


def add_options(
    actor: Actor, poll: Poll, labels: Sequence[str] = (), slots: Sequence[Slot] = (), *, closes_at: datetime | None
) -> None:
    """Add options to a poll that runs, and set when it closes; what was voted for stays as it was."""
    _open_for_change(actor, poll)
    known = db.session.scalars(
        select(PollOption).where(PollOption.poll_id == poll.id).order_by(PollOption.position)
    ).all()
    new = _new_slots(slots) if poll.kind == PollKind.DATES else _new_labels(labels)
    _check_distinct([*known, *new], PollKind(poll.kind))
    _check_closing(poll, closes_at)
    poll.closes_at = closes_at
    _add_options(poll, new, after=known[-1].position if known else 0)
    _changed(poll)
    _after_edit(actor, poll)


def remove_poll(actor: Actor, poll: Poll) -> None:
    """Take away a poll nobody has voted in; a poll with votes can only be closed."""
    _open_for_change(actor, poll)
    if _voices(poll):
        raise Conflict(_l("Colleagues have voted: you can close the poll, but not take it away."))
    thread = poll.thread
    db.session.delete(poll)
    db.session.flush()
    others = db.session.scalar(select(Poll.id).where(Poll.thread_id == thread.id).limit(1))
    set_panel(thread.id, PANEL, present=others is not None)
    enqueue_search("post", thread.opening_post_id)
    record("poll.removed", actor, "thread", thread.id, audience=thread_audience(thread), notify=False)


def close_poll(actor: Actor, poll: Poll) -> None:
    """Close a poll by hand; closing a closed one changes nothing."""
    require(actor, "poll.manage", poll)
    lock_poll(poll)
    if poll.closed_at is None:
        _close(poll, actor)


def may_reopen(actor: Actor, poll: Any, voice_count: int) -> Decision:
    """Who manages it; not a secret poll whose results showed, for the difference afterwards would give votes away."""
    decision = can(actor, "poll.manage", poll)
    if decision and poll.is_secret and voice_count >= SECRET_MINIMUM:
        return deny(
            _l("A secret poll cannot be opened again: the difference with these results would show who voted what.")
        )
    return decision


def reopen_poll(actor: Actor, poll: Poll) -> None:
    """Take votes again, until it is closed by hand or gets a new closing time.

    ``Forbidden`` says why a secret poll whose results were to be seen stays closed.
    """
    require(actor, "poll.manage", poll)
    lock_poll(poll)
    if not poll.is_closed:
        return
    decision = may_reopen(actor, poll, _voices(poll))
    if not decision:
        raise Forbidden(decision.reason)
    poll.closes_at = poll.closed_at = None
    _changed(poll)
    record("poll.reopened", actor, "thread", poll.thread_id, audience=thread_audience(poll.thread), notify=False)


@handler(CHANNEL)
def close_when_due(row: Outbox) -> None:
    """Close a poll whose time has come; one that was closed, reopened or put off meanwhile is left alone."""
    poll = db.session.get(Poll, int(row.key.partition(":")[2]))
    if poll is None:
        return
    lock_poll(poll)
    if poll.closed_at is None and poll.closes_at is not None and poll.closes_at <= now():
        _close(poll, None)


def lock_poll(poll: Poll) -> None:
    """Let nobody else vote, close or change until this transaction ends, and read the poll as it is now."""
    db.session.flush()
    db.session.execute(select(Poll.id).where(Poll.id == poll.id).with_for_update())
    db.session.refresh(poll)


def raise_version(poll: Poll) -> None:
    """Readers of the thread get it anew."""
    thread = Thread.id == poll.thread_id
    db.session.execute(
        update(Thread).where(thread).values(version=Thread.version + 1).execution_options(synchronize_session=False)
    )
    db.session.expire(poll.thread, ["version"])


def _close(poll: Poll, actor: Actor | None) -> None:
    poll.closed_at = now()
    _changed(poll)
    audience = thread_audience(poll.thread)
    record("poll.closed", actor, "thread", poll.thread_id, audience=audience, data={"poll": poll.id})


def _open_for_change(actor: Actor, poll: Poll) -> None:
    require(actor, "poll.manage", poll)
    lock_poll(poll)
    if poll.is_closed:
        raise Forbidden(_l("This poll is closed. Open it again to change it."))


def _changed(poll: Poll) -> None:
    db.session.flush()
    raise_version(poll)


def _after_edit(actor: Actor, poll: Poll) -> None:
    _schedule(poll)
    enqueue_search("post", poll.thread.opening_post_id)
    record("poll.edited", actor, "thread", poll.thread_id, audience=thread_audience(poll.thread), notify=False)


def _schedule(poll: Poll) -> None:
    if poll.closes_at is not None:
        enqueue(CHANNEL, f"close:{poll.id}", not_before=poll.closes_at)


def _voices(poll: Poll) -> int:
    return db.session.scalar(select(func.count()).select_from(PollBallot).where(PollBallot.poll_id == poll.id)) or 0


def check_plan(plan: PollPlan) -> None:
    """Refuse a poll that could not be made, before there is a thread for it."""
    _apply(Poll(), plan)


def _apply(poll: Poll, plan: PollPlan) -> list[PollOption]:
    """Put a plan into a poll; gives its options. ``Invalid`` names the field that cannot be accepted."""
    question = one_line(plan.question)
    if len(question) < MIN_QUESTION:
        raise Invalid(_l("Write what you want to ask in the poll."), field="poll_question")
    if len(question) > QUESTION_LENGTH:
        message = _l("Keep the question of the poll within %(count)s characters.", count=QUESTION_LENGTH)
        raise Invalid(message, field="poll_question")
    is_dates = plan.kind == PollKind.DATES
    options = _new_slots(plan.slots) if is_dates else _new_labels(plan.labels)
    field = "poll_day" if is_dates else "poll_option"
    if len(options) < LEAST_OPTIONS:
        raise Invalid(_l("Give at least two options to choose from."), field=field)
    _check_distinct(options, plan.kind)
    if plan.is_secret and plan.voice == PollVoice.LIBRARY:
        raise Invalid(_l("The vote of a library is never secret: choose one of the two."), field="poll_secret")
    most = plan.max_choices if plan.kind == PollKind.MULTIPLE else None
    if most is not None and not 2 <= most <= len(options):
        raise Invalid(_l("Let people choose at least two, and at most all options."), field="poll_max")
    _check_closing(poll, plan.closes_at)
    poll.question, poll.kind, poll.max_choices, poll.voice = question, plan.kind.value, most, plan.voice.value
    poll.is_secret, poll.closes_at = plan.is_secret, plan.closes_at
    poll.results = (PollResults.CLOSED if plan.is_secret else plan.results).value
    return options


def _check_closing(poll: Poll, closes_at: datetime | None) -> None:
    if closes_at is not None and closes_at != poll.closes_at and closes_at <= now():
        raise Invalid(_l("Choose a closing time that is still to come."), field="poll_closes")


def _new_labels(labels: Sequence[str]) -> list[PollOption]:
    clean = [one_line(label) for label in labels]
    if any(len(label) > LABEL_LENGTH for label in clean):
        message = _l("Keep each option within %(count)s characters.", count=LABEL_LENGTH)
        raise Invalid(message, field="poll_option")
    return [PollOption(label=label) for label in clean if label]


def _new_slots(slots: Sequence[Slot]) -> list[PollOption]:
    for slot in slots:
        if slot.ends is not None and (slot.begins is None or slot.ends <= slot.begins):
            raise Invalid(_l("Let each date end later than it begins."), field="poll_day")
    return [PollOption(day=slot.day, begins=slot.begins, ends=slot.ends) for slot in slots]


def _check_distinct(options: Sequence[PollOption], kind: PollKind) -> None:
    is_dates = kind == PollKind.DATES
    field = "poll_day" if is_dates else "poll_option"
    keys = [(o.day, o.begins, o.ends) if is_dates else (o.label or "").casefold() for o in options]
    if len(set(keys)) < len(keys):
        raise Invalid(_l("The same option stands there twice."), field=field)
    if len(keys) > MOST_OPTIONS:
        raise Invalid(_l("A poll has at most %(count)s options.", count=MOST_OPTIONS), field=field)


def _add_options(poll: Poll, options: Sequence[PollOption], after: int = 0) -> None:
    for position, option in enumerate(options, after + 1):
        option.poll_id, option.position = poll.id, position
    db.session.add_all(options)
    db.session.flush()
