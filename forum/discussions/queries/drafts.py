"""What a member was typing: one text by its key, all of them with the form each belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, and_, bindparam, exists, func, select
from sqlalchemy.orm import aliased

from forum.core.policy import Actor
from forum.core.prepared import Prepared
from forum.discussions.models import ANSWER, NEW_THREAD, Draft, ThreadKind
from forum.extensions import db


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft in a list; ``sort`` is the kind of a new thread, or what is written: reply, conclusion, edit, suggest."""

    key: str
    title: str
    body: str
    updated_at: datetime
    sort: str
    url: str


def find_draft(actor: Actor, key: str) -> Draft | None:
    """The actor's own draft under a key."""
    return db.session.get(Draft, (actor.id, key))


def form_of(key: str) -> str:
    """The address of the form a draft belongs to; it opens with what was kept."""
    kind, number, what, *_rest = [*key.split(":"), "", ""]
    if kind == "post":
        return f"/posts/{number}/{'suggest' if what == 'suggest' else 'edit'}"
    if number == "new":
        return f"/threads/new?draft={'' if what == ANSWER[1:] else what}"
    return f"/threads/{number}/conclusion" if what == "conclusion" else f"/threads/{number}#reply"


_question = aliased(Draft)
# The answer to one's own question stands with that question, when there is one.
_WITH_ITS_QUESTION = and_(
    Draft.key.like(f"{NEW_THREAD}%{ANSWER}"),
    exists().where(_question.member_id == Draft.member_id, _question.key == func.replace(Draft.key, ANSWER, "")),
)


def _line(row: list[Any]) -> DraftLine:
    key, title, body, updated_at, choices = row
    sort = key.rpartition(":")[2]
    if key.startswith(NEW_THREAD):
        sort = choices.get("kind") or ThreadKind.QUESTION.value
    return DraftLine(key, title, body, updated_at, sort, form_of(key))


_DRAFTS = Prepared(
    select(Draft.key, Draft.title, Draft.body, Draft.updated_at, Draft.choices)
    .where(Draft.member_id == bindparam("member_id"), ~_WITH_ITS_QUESTION)
    .order_by(Draft.updated_at.desc())
    .limit(bindparam("limit", type_=Integer())),
    make=_line,
)
MOST_LISTED = 200


def list_drafts(actor: Actor, limit: int = MOST_LISTED) -> Sequence[DraftLine]:
    """The actor's drafts, newest first."""
    return _DRAFTS.all({"member_id": actor.id, "limit": limit})
