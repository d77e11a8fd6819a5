"""Reminding who asked a question, once, that an answer can be accepted."""

from datetime import timedelta

from flask import current_app
from sqlalchemy import exists, select

from forum.core.activity import Activity, record
from forum.core.clock import now
from forum.core.outbox import Outbox, enqueue, handler
from forum.discussions.models import Post, Thread
from forum.discussions.policies import thread_audience
from forum.extensions import db

CHANNEL = "accept"
VERB = "question.reminded"


def awaits_acceptance(thread: Thread) -> bool:
    """Whether an answer to this thread could be accepted by who asked: not with what was imported."""
    return thread.is_question and not thread.is_solved and not thread.source_name


def remind_later(thread: Thread) -> None:
    """Have the asker reminded in some days, unless that waits already; to be called when a colleague answered."""
    days = current_app.config["ACCEPT_REMINDER_DAYS"]
    if days and not db.session.scalar(select(exists().where(Outbox.channel == CHANNEL, Outbox.key == _key(thread.id)))):
        enqueue(CHANNEL, _key(thread.id), not_before=now() + timedelta(days=days))


@handler(CHANNEL)
def remind(row: Outbox) -> None:
    """Tell the asker, when there are answers of others by now and none is accepted, and they were not told before."""
    thread = db.session.get(Thread, int(row.key.partition(":")[2]))
    if thread is None or not _waits(thread):
        return
    record(VERB, None, "thread", thread.id, audience=thread_audience(thread))


def _key(thread_id: int) -> str:
    return f"thread:{thread_id}"


def _waits(thread: Thread) -> bool:
    """Whether the question is still open, answered by somebody else, and its asker was not told before."""
    if not awaits_acceptance(thread) or thread.locked_at or thread.hidden_at:
        return False
    answered = exists().where(
        Post.thread_id == thread.id, Post.depth == 1, Post.hidden_at.is_(None), Post.author_id != thread.author_id
    )
    told = exists().where(Activity.root_kind == "thread", Activity.root_id == thread.id, Activity.verb == VERB)
    return bool(db.session.scalar(select(answered))) and not db.session.scalar(select(told))
