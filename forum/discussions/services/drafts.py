"""Drafts of new threads, replies and edits."""

import re
from collections.abc import Mapping
from datetime import timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import bindparam, delete, exists, func, select

from forum.core.clock import now
from forum.core.errors import Invalid
from forum.core.policy import Actor
from forum.core.prepared import PreparedWrite
from forum.core.text import MAX_PAGE
from forum.core.upsert import insert_or_update
from forum.discussions.models import ANSWER, NEW_THREAD, Draft
from forum.extensions import db

# Each form for a new thread has a draft of its own, by the token it carries.
TOKEN = re.compile(r"[A-Za-z0-9_-]{8,40}")
_KEY = re.compile(
    rf"(?P<new>thread:new(:{TOKEN.pattern})?(:answer)?)"
    r"|thread:\d{1,9}:(reply|conclusion)|post:\d{1,9}:(edit|suggest)"
)
DRAFT_TITLE_LENGTH = 300
CHOICES = re.compile(r"space|kind|parent|anonymous|capacity|started_from|field-\d{1,9}")
CHOICE_LENGTH = 2_000
MOST_CHOICES = 20
KEPT_FOR = timedelta(days=183)
MOST_NEW = 40
# All fields of a poll in one text, as a form sends them; longer than any poll can be it is left out.
POLL, POLL_LENGTH = "poll", 12_000


def new_thread_key(token: str = "") -> str:
    """The key of the draft of a new thread: the one of the form with this token."""
    return f"{NEW_THREAD}:{token}" if token else NEW_THREAD


def new_answer_key(token: str = "") -> str:
    """The key of the draft of an answer that is recorded with its question."""
    return new_thread_key(token) + ANSWER


def reply_key(thread_id: int) -> str:
    """The key of the draft of a reply in a thread."""
    return f"thread:{thread_id}:reply"


def conclusion_key(thread_id: int) -> str:
    """The key of the draft of the conclusion of a thread."""
    return f"thread:{thread_id}:conclusion"


def edit_key(post_id: int) -> str:
    """The key of the draft of a changed post."""
    return f"post:{post_id}:edit"


def suggestion_key(post_id: int) -> str:
    """The key of the draft of a suggested edit."""
    return f"post:{post_id}:suggest"


def save_draft(actor: Actor, key: str, title: str, body: str, choices: Mapping[str, str] | None = None) -> Draft | None:
    """Keep what the actor is typing; an emptied form drops the draft and gives ``None``.

    Of ``choices`` those ``CHOICES`` names and the poll are kept, so that a text comes back where it was meant to go.
    """
    if (known := _KEY.fullmatch(key)) is None:
        raise Invalid(_l("This draft has no place to belong to."))
    if not title.strip() and not body.strip():
        discard_draft(actor, key)
        return None
    # A draft may be longer than what can be posted: it is kept, and the form says what to shorten.
    if len(body) > MAX_PAGE * 2:
        raise Invalid(_l("This text is too long to keep as a draft."))
    if known["new"]:
        _make_room(actor, key)
    values = {
        "title": title[:DRAFT_TITLE_LENGTH],
        "body": body,
        "choices": _kept_choices(choices or {}),
        "updated_at": now(),
    }
    db.session.execute(
        insert_or_update(Draft)
        .values(member_id=actor.id, key=key, **values)
        .on_conflict_do_update(index_elements=["member_id", "key"], set_=values)
    )
    draft = db.session.get_one(Draft, (actor.id, key))
    db.session.refresh(draft)
    return draft


def _kept_choices(choices: Mapping[str, str]) -> dict[str, str]:
    named = [(name, value[:CHOICE_LENGTH]) for name, value in choices.items() if CHOICES.fullmatch(name)]
    kept, poll = dict(named[:MOST_CHOICES]), choices.get(POLL, "")
    return kept | {POLL: poll} if 0 < len(poll) <= POLL_LENGTH else kept


def _make_room(actor: Actor, key: str) -> None:
    """Before another draft of a new thread: those of long ago go, and there is an end to how many there can be."""
    mine = Draft.member_id == actor.id
    if db.session.scalar(select(exists().where(mine, Draft.key == key))):
        return
    db.session.execute(delete(Draft).where(mine, Draft.updated_at < now() - KEPT_FOR))
    held = select(func.count()).where(mine, Draft.key.startswith(NEW_THREAD))
    if (db.session.scalar(held) or 0) >= MOST_NEW:
        raise Invalid(_l("You have very many drafts. Throw some away under “Drafts”; then this one can be kept."))


def discard_draft(actor: Actor, key: str) -> None:
    """Drop a draft: it was posted or emptied."""
    _DISCARD.run({"member": actor.id, "draft_key": key})


def discard_new_thread(actor: Actor, token: str) -> None:
    """Drop what was kept of the form of a new thread: its text, and the answer that went with it."""
    keys = [new_thread_key(token), new_answer_key(token)]
    db.session.execute(delete(Draft).where(Draft.member_id == actor.id, Draft.key.in_(keys)))


_DISCARD = PreparedWrite(
    lambda: delete(Draft).where(Draft.member_id == bindparam("member"), Draft.key == bindparam("draft_key"))
)
