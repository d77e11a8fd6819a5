"""Asking colleagues to confirm that they read an announcement, confirming it, and reminding who has not."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, exists, select

from forum.core.activity import Activity, record
from forum.core.clock import now
from forum.core.errors import Conflict, Invalid
from forum.core.local_time import local, moment_of, today
from forum.core.outbox import Outbox, enqueue, handler
from forum.core.policy import ALLOW, NETWORK, Actor, Decision, can, deny, require
from forum.core.upsert import insert_or_update
from forum.discussions.acknowledgement_policies import HEADS
from forum.discussions.models import (
    Acknowledgement,
    AcknowledgementAudience,
    AcknowledgementRequest,
    Post,
    Thread,
)
from forum.discussions.panels import set_panel
from forum.discussions.policies import thread_audience
from forum.discussions.queries.acknowledgements import (
    RENEWALS,
    Asked,
    find_asked,
    find_next_expiry,
    list_outstanding_ids,
)
from forum.discussions.services.editing import edit_post
from forum.extensions import db
from forum.network.models import Library, WorkingGroup
from forum.notifications.services import mark_subject_read

CHANNEL = "acknowledgement"
PANEL = "acknowledgement"
REMINDED = "acknowledgement.reminded"
REMIND_AT = time(8)
REMINDERS = (2, 3, 7, 14)
# So many days between reminders once the last day has passed, until nobody is asked any more.
AFTERWARDS = 7


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked: of whom (audience tokens), until which day, with reminders in days and renewal in months."""

    tokens: Collection[str] = field(default=(NETWORK,))
    due_on: date | None = None
    remind_every: int = 0
    renew_months: int = 0


def ask_acknowledgement(actor: Actor, thread: Thread, wish: Wish, *, notify: bool = True) -> None:
    """Ask colleagues to confirm that they read an announcement, or change what is asked.

    ``notify`` is off when the announcement is only being made: its own notification says it all.
    """
    require(actor, "acknowledgement.manage", thread)
    request = db.session.get(AcknowledgementRequest, thread.opening_post_id)
    check_wish(wish, request)
    is_new = request is None or not request.is_open
    revision = _current_revision(thread)
    if request is None:
        request = AcknowledgementRequest(post_id=thread.opening_post_id)
    if is_new:
        request.required_revision = revision
        request.asked_by_id, request.asked_at = actor.id, now()
        request.closed_at = request.paused_by = None
    request.due_on, request.remind_every, request.renew_months = wish.due_on, wish.remind_every, wish.renew_months
    db.session.add(request)
    db.session.flush()
    _set_audience(request.post_id, set(wish.tokens))
    _plan_reminder(request, thread)
    set_panel(thread.id, PANEL, present=True)
    _record("acknowledgement.asked" if is_new else "acknowledgement.changed", actor, thread, notify=notify and is_new)


def stop_acknowledgement(actor: Actor, thread: Thread) -> None:
    """Ask no longer; who confirmed what stays on record."""
    require(actor, "acknowledgement.manage", thread)
    request = db.session.get(AcknowledgementRequest, thread.opening_post_id)
    if request is None or not request.is_open:
        return
    request.closed_at, request.remind_at = now(), None
    set_panel(thread.id, PANEL, present=True)
    _record("acknowledgement.stopped", actor, thread, notify=False)


def acknowledge(actor: Actor, thread: Thread, revision: int) -> None:
    """Confirm to have read a version of the announcement; doing it again changes nothing.

    ``Conflict`` when the text was changed meanwhile in a way that has to be read again.
    """
    asked = find_asked(actor, thread)
    if asked is None:
        raise Invalid(_l("This announcement does not have to be confirmed."))
    require(actor, "acknowledgement.give", asked)
    if not asked.required_revision <= revision <= asked.current_revision:
        raise Conflict(_l("The text was changed meanwhile. Read the new version and confirm that one."))
    if not asked.is_done:
        moment = now()
        values = {"library_id": actor.library_id, "acknowledged_at": moment}
        keys = {"post_id": asked.post_id, "member_id": actor.id, "revision": revision}
        keys["acknowledged_on"] = local(moment).date()  # type: ignore[assignment]
        insert = insert_or_update(Acknowledgement).values(**keys, **values)
        db.session.execute(insert.on_conflict_do_nothing(index_elements=list(keys)))
    mark_subject_read(actor, "thread", thread.id)


def edit_and_ask_again(
    actor: Actor, post: Post, body: str, *, due_on: date | None, base_revision: int, **changes: Any
) -> Post:
    """Change an announcement in a way that everybody has to confirm again, until a new day if one is given."""
    thread = post.thread
    require(actor, "acknowledgement.manage", thread)
    request = db.session.get(AcknowledgementRequest, post.id)
    if request is None or not request.is_open:
        raise Invalid(_l("This announcement does not have to be confirmed."), field="ack_again")
    post = edit_post(actor, post, body, base_revision=base_revision, **changes)
    if post.revision_count == base_revision:
        raise Invalid(_l("Change the text first: colleagues confirm a version."), field="ack_again")
    if due_on != request.due_on:
        _check_day(due_on, field="ack_due")
    request.required_revision, request.asked_at, request.due_on = post.revision_count, now(), due_on
    request.remind_every = request.remind_every if due_on else 0
    db.session.flush()
    _plan_reminder(request, thread)
    set_panel(thread.id, PANEL, present=True)
    _record("acknowledgement.reopened", actor, thread)
    return post


@handler(CHANNEL)
def remind(row: Outbox) -> None:
    """Remind who has not confirmed, and plan the next time.

    Everything is read again: a row of before the day was changed finds another moment and does nothing.
    """
    post_id = int(row.key.partition(":")[2])
    query = select(AcknowledgementRequest).where(AcknowledgementRequest.post_id == post_id).with_for_update()
    request = db.session.scalar(query)
    if request is None or not request.is_open or request.remind_at is None or request.remind_at > now():
        return
    thread = db.session.get_one(Post, post_id).thread
    if thread.hidden_at is None and not _was_reminded_today(thread) and list_outstanding_ids(_asked(request, thread)):
        _record(REMINDED, None, thread)
    _plan_reminder(request, thread)


def may_remind_now(actor: Actor, thread: Thread, asked: Any) -> Decision:
    """Whoever manages what is asked, once a day, while there is somebody who has not confirmed."""
    decision = can(actor, "acknowledgement.manage", thread)
    if not decision:
        return decision
    if not asked.is_open:
        return deny(_l("This announcement no longer needs to be confirmed."))
    if _was_reminded_today(thread):
        return deny(_l("Today a reminder went to everybody who has not confirmed. The next one can go tomorrow."))
    return ALLOW if list_outstanding_ids(asked) else deny(_l("There is nobody left to remind."))


def remind_now(actor: Actor, thread: Thread) -> None:
    """Remind who has not confirmed, without waiting for the day; what is planned stays. ``Conflict`` says why not."""
    require(actor, "acknowledgement.manage", thread)
    # One at a time: of two people who press at once, the second reads that it is done.
    query = select(AcknowledgementRequest).where(AcknowledgementRequest.post_id == thread.opening_post_id)
    request = db.session.scalar(query.with_for_update())
    if request is None:
        raise Conflict(_l("This announcement does not have to be confirmed."))
    decision = may_remind_now(actor, thread, _asked(request, thread))
    if not decision:
        raise Conflict(decision.reason)
    _record(REMINDED, actor, thread)


def _was_reminded_today(thread: Thread) -> bool:
    """Whether a reminder went today, by hand or because it was planned."""
    told = exists().where(
        Activity.root_kind == "thread",
        Activity.root_id == thread.id,
        Activity.object_id == thread.opening_post_id,
        Activity.verb == REMINDED,
        Activity.created_at >= moment_of(today(), time(0)),
    )
    return bool(db.session.scalar(select(told)))


def list_those_asked(post_id: int) -> Collection[int]:
    """Whoever has to confirm a post and has not, at this moment; nobody when nothing is asked."""
    request = db.session.get(AcknowledgementRequest, post_id)
    post = db.session.get(Post, post_id)
    if request is None or post is None or not request.is_open:
        return ()
    return list_outstanding_ids(_asked(request, post.thread))


def _asked(request: AcknowledgementRequest, thread: Thread) -> Asked:
    tokens = db.session.scalars(
        select(AcknowledgementAudience.token).where(AcknowledgementAudience.post_id == request.post_id)
    )
    own = [getattr(request, name) for name in list(Asked.__dataclass_fields__)[1:9]]
    values: Any = (thread, *own, None, None, 0, frozenset(tokens))
    return Asked(*values)


def _plan_reminder(request: AcknowledgementRequest, thread: Thread) -> None:
    """Put the next reminder in the outbox; the one of before, if it is still there, will find itself out of date."""
    request.remind_at = _next_reminder(request, thread)
    db.session.flush()
    if request.remind_at is not None:
        enqueue(CHANNEL, f"post:{request.post_id}", not_before=request.remind_at)


def plan_reminder_of(request: AcknowledgementRequest) -> None:
    """The next reminder of what is asked again after it rested."""
    _plan_reminder(request, db.session.get_one(Post, request.post_id).thread)


def _next_reminder(request: AcknowledgementRequest, thread: Thread) -> datetime | None:
    """Every so many days until the last day and on that day; afterwards once a week, and when a confirmation ends."""
    moment = now()
    begin = local(request.asked_at).date()
    days: list[date] = []
    if request.due_on is not None:
        step = request.remind_every or (request.due_on - begin).days or 1
        days = [begin + timedelta(days=n) for n in range(step, (request.due_on - begin).days, step)] + [request.due_on]
        weeks = max((today() - request.due_on).days, 0) // AFTERWARDS
        days += [request.due_on + timedelta(days=AFTERWARDS * number) for number in (weeks, weeks + 1)]
    if expiry := find_next_expiry(_asked(request, thread)):
        days += [expiry, today() + timedelta(days=1)] if expiry <= today() else [expiry]
    moments = [moment_of(day, REMIND_AT) for day in sorted(days)]
    return next((later for later in moments if later > moment), None)


def _set_audience(post_id: int, tokens: set[str]) -> None:
    if NETWORK in tokens:
        tokens = {NETWORK}
    db.session.execute(delete(AcknowledgementAudience).where(AcknowledgementAudience.post_id == post_id))
    rows = [{"post_id": post_id, "token": token} for token in sorted(tokens)]
    db.session.execute(db.insert(AcknowledgementAudience), rows)


def check_wish(wish: Wish, request: AcknowledgementRequest | None = None) -> None:
    """Refuse what cannot be asked; a day that stood there before may have passed."""
    if not wish.tokens or not set(wish.tokens) <= set(possible_audience()):
        raise Invalid(_l("Choose which colleagues have to confirm."), field="ack_audience")
    if request is None or wish.due_on != request.due_on:
        _check_day(wish.due_on, field="ack_due")
    if wish.remind_every and wish.due_on is None:
        raise Invalid(_l("Fill in until when: reminders go until that day."), field="ack_due")
    if wish.remind_every not in (0, *REMINDERS) or wish.renew_months not in (0, *RENEWALS):
        raise Invalid(_l("Choose one of the possibilities."), field="ack_remind")


def _check_day(day: date | None, field: str) -> None:
    if day is not None and day < today():
        raise Invalid(_l("This day has passed. Choose a later one, or today."), field=field)
    if day is not None and day > today() + timedelta(days=3 * 366):
        raise Invalid(_l("Choose a day within three years."), field=field)


def possible_audience() -> list[str]:
    """The tokens that can be asked: everybody, the heads of libraries, each library and each working group."""
    libraries = db.session.scalars(select(Library.id).order_by(Library.name))
    groups = db.session.scalars(select(WorkingGroup.id).where(WorkingGroup.closed_at.is_(None)))
    return [NETWORK, HEADS, *(f"library:{one}" for one in libraries), *(f"group:{one}" for one in groups)]


def _current_revision(thread: Thread) -> int:
    return db.session.scalars(select(Post.revision_count).where(Post.id == thread.opening_post_id)).one()


def _record(verb: str, actor: Actor | None, thread: Thread, *, notify: bool = True) -> None:
    root = ("thread", thread.id)
    audience = thread_audience(thread)
    record(verb, actor, "post", thread.opening_post_id, root=root, audience=audience, notify=notify)
