"""Publishing later: a thread kept for its author until the moment comes, then started by the same verb as any other."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from forum.accounts.identity import get_identity
from forum.core.activity import record
from forum.core.clock import now
from forum.core.errors import DomainError, Invalid, NotFound, Sentence
from forum.core.local_time import local
from forum.core.outbox import Outbox, enqueue, handler
from forum.core.policy import Actor, member_token, require
from forum.discussions.capacities import find_capacity
from forum.discussions.models import ScheduledThread, Space, Thread, ThreadKind
from forum.discussions.services.acknowledgements import Wish, ask_acknowledgement, check_wish
from forum.discussions.services.drafts import discard_new_thread
from forum.discussions.services.polls import PollPlan, check_plan, create_poll
from forum.discussions.services.scheduled_choices import keep_poll, keep_wish, poll_from, wish_from
from forum.discussions.services.threads import start_thread
from forum.discussions.services.writing import clean_title, render_body
from forum.extensions import db

CHANNEL = "publish"
LATEST = timedelta(days=366)
KINDS = (ThreadKind.DISCUSSION, ThreadKind.ANNOUNCEMENT)
_SPACE_GONE = _l("You no longer see the space it was meant for. Choose another one.")


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be published, and when; ``None`` keeps it until its author says so."""

    kind: ThreadKind
    title: str
    body: str
    publish_at: datetime | None
    wish: Wish | None = None
    poll: PollPlan | None = None
    capacity: str = ""


def schedule_thread(actor: Actor, space: Space, plan: Plan, *, draft: str = "") -> ScheduledThread:
    """Keep a discussion or announcement to be published later; ``Invalid`` names the field that cannot be accepted.

    ``draft`` is the token of the form it was written in.
    """
    scheduled = ScheduledThread(member_id=actor.id, created_at=now())
    _fill(actor, scheduled, space, plan)
    db.session.add(scheduled)
    db.session.flush()
    _plan(scheduled)
    discard_new_thread(actor, draft)
    return scheduled


def edit_scheduled(actor: Actor, scheduled: ScheduledThread, space: Space, plan: Plan) -> None:
    """Change what is to be published, where or when."""
    require(actor, "scheduled.manage", scheduled)
    before = scheduled.publish_at
    _fill(actor, scheduled, space, plan)
    db.session.flush()
    if scheduled.publish_at != before:
        _plan(scheduled)


def stop_scheduled(actor: Actor, scheduled: ScheduledThread) -> None:
    """Do not publish it by itself any more; the text stays until its author publishes it or throws it away."""
    require(actor, "scheduled.manage", scheduled)
    scheduled.publish_at = None
    db.session.flush()


def discard_scheduled(actor: Actor, scheduled: ScheduledThread) -> None:
    """Throw it away."""
    require(actor, "scheduled.manage", scheduled)
    db.session.delete(scheduled)
    db.session.flush()


def publish_scheduled(actor: Actor, scheduled: ScheduledThread) -> Thread:
    """Publish it now: the rules are asked as for any new thread."""
    require(actor, "scheduled.manage", scheduled)
    wish, poll = wish_from(scheduled.choices), poll_from(scheduled.choices)
    kind = ThreadKind(scheduled.kind)
    capacity = scheduled.choices.get("capacity", "")
    thread = start_thread(actor, scheduled.space, kind, scheduled.title, scheduled.body, capacity=capacity, draft=None)
    if wish is not None and kind == ThreadKind.ANNOUNCEMENT:
        ask_acknowledgement(actor, thread, wish, notify=False)
    if poll is not None:
        create_poll(actor, thread, poll, notify=False)
    db.session.delete(scheduled)
    db.session.flush()
    return thread


@handler(CHANNEL)
def publish_due(row: Outbox) -> None:
    """Publish what is due, as its author; what the rules refuse by now goes back to them with the reason.

    Everything is read again: the row of an earlier moment finds another one and does nothing.
    """
    number = int(row.key.partition(":")[2])
    query = select(ScheduledThread).where(ScheduledThread.id == number).with_for_update()
    scheduled = db.session.scalar(query)
    if scheduled is None or scheduled.publish_at is None or scheduled.publish_at > now():
        return
    try:
        author = get_identity(scheduled.member_id)
    except NotFound:
        # Whoever left publishes nothing; back again, they find it where it was.
        scheduled.publish_at = None
        return
    with force_locale(author.locale):
        try:
            with db.session.begin_nested():
                publish_scheduled(author, scheduled)
        except DomainError as error:
            _refuse(author, scheduled, _SPACE_GONE if isinstance(error, NotFound) else error.message)


def _refuse(author: Actor, scheduled: ScheduledThread, reason: Sentence) -> None:
    scheduled.publish_at, scheduled.refused = None, str(reason)
    db.session.flush()
    audience = {member_token(author.id)}
    record("scheduled.refused", None, "scheduled", scheduled.id, audience=audience, data={"member_id": author.id})


def _fill(actor: Actor, scheduled: ScheduledThread, space: Space, plan: Plan) -> None:
    if plan.kind not in KINDS:
        raise Invalid(_l("A question is asked at once; discussions and announcements can wait."), field="publish_on")
    require(actor, "space.post", space)
    if plan.kind == ThreadKind.ANNOUNCEMENT:
        require(actor, "space.announce", space)
    render_body(actor, plan.body)
    find_capacity(actor, space.id, plan.capacity)
    _check_moment(plan, scheduled.publish_at)
    scheduled.title, scheduled.body = clean_title(plan.title), plan.body
    scheduled.space_id, scheduled.kind = space.id, plan.kind
    scheduled.publish_at, scheduled.refused, scheduled.updated_at = plan.publish_at, None, now()
    scheduled.choices = _choices(plan)


def _choices(plan: Plan) -> dict[str, Any]:
    choices: dict[str, Any] = {"capacity": plan.capacity} if plan.capacity else {}
    if plan.wish is not None:
        check_wish(plan.wish)
        choices["wish"] = keep_wish(plan.wish)
    if plan.poll is not None:
        check_plan(plan.poll)
        choices["poll"] = keep_poll(plan.poll)
    return choices


def _check_moment(plan: Plan, before: datetime | None) -> None:
    moment = plan.publish_at
    if moment is None or moment == before:
        return
    if moment <= now():
        raise Invalid(_l("That moment has passed. Choose a later one."), field="publish_on")
    if moment > now() + LATEST:
        raise Invalid(_l("Choose a moment within a year."), field="publish_on")
    if plan.poll and plan.poll.closes_at and plan.poll.closes_at <= moment:
        raise Invalid(_l("The poll would be closed before it is published."), field="poll_closes")
    if plan.wish and plan.wish.due_on and plan.wish.due_on < local(moment).date():
        raise Invalid(_l("That is before the announcement is published. Choose a later day."), field="ack_due")


def _plan(scheduled: ScheduledThread) -> None:
    if scheduled.publish_at is not None:
        enqueue(CHANNEL, f"scheduled:{scheduled.id}", not_before=scheduled.publish_at)
