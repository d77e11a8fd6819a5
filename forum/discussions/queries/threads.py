"""Lists of threads: rows, not entities, in one statement whatever the size of the forum."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, and_, bindparam, case, func, literal_column, select, tuple_
from sqlalchemy.orm import aliased

from forum.accounts.models import Member
from forum.core.clock import now
from forum.core.orm import UtcDateTime
from forum.core.pagination import Page, cut, decode_cursor
from forum.core.policy import READER, Actor
from forum.core.prepared import Prepared
from forum.discussions.models import Space, SpaceRead, Thread, ThreadKind, ThreadRead
from forum.discussions.policies import prepared_values, visible_spaces
from forum.discussions.queries.unread import NEW_FOR, is_unread, joined_at, lively
from forum.network.models import Library

PAGE_SIZE = 25
# By each list: a few pages of it.
ROWS_REMEMBERED = 512

Statement = Select[*tuple[Any, ...]]
LISTS = ("all", "new", "unanswered", "open", "solved", "mine", "announcements")
WAITING = "waiting"
NEWS = "news"


@dataclass(frozen=True, slots=True, eq=False)
class ThreadRow:
    """A thread in a list; as long as nothing of it changes it is the same object, which its HTML is kept by."""

    id: int
    slug: str
    title: str
    kind: str
    space_slug: str
    space_title: str
    author_id: int
    author_name: str
    author_library: str
    created_at: datetime
    last_post_at: datetime
    last_author_name: str
    reply_count: int
    useful_count: int
    accepted_count: int
    language: str
    is_locked: bool
    is_unread: bool

    @property
    def state(self) -> str:
        """``solved``, ``unanswered``, ``open`` or, for what is not a question, its kind."""
        if self.kind != ThreadKind.QUESTION:
            return self.kind
        if self.accepted_count:
            return "solved"
        return "open" if self.reply_count else "unanswered"


def list_threads(
    actor: Actor,
    *,
    space_id: int | None = None,
    show: str = "all",
    cursor: str | None = None,
    limit: int = PAGE_SIZE,
) -> Page[ThreadRow]:
    """One page of threads, newest activity first; ``show`` is one of ``LISTS``."""
    after = decode_cursor(cursor, datetime, int)
    values = prepared_values(actor) | {"space_id": space_id, "limit": limit + 1, "new_since": now() - NEW_FOR}
    if after:
        values |= {"after_at": after[0], "after_id": after[1]}
    statement = _statement(show, within_space=space_id is not None, continued=after is not None)
    return cut(statement.all(values), limit, lambda row: (row.last_post_at, row.id), after=after)


def list_new_for(actor: Actor, limit: int = 12) -> Sequence[ThreadRow]:
    """Threads with something the actor has not read since joining, newest first."""
    return list_threads(actor, show=NEWS, limit=limit).items


def list_unanswered(actor: Actor, limit: int = 6) -> Sequence[ThreadRow]:
    """Questions of colleagues nobody has answered, newest first; nobody waits for an answer to an imported one."""
    return list_threads(actor, show=WAITING, limit=limit).items


@cache
def _statement(show: str, *, within_space: bool, continued: bool) -> Prepared:
    """The select of a list, built once for all readers."""
    query = _narrow(_rows(READER), READER, show).limit(bindparam("limit", type_=Integer()))
    if within_space:
        query = query.where(Thread.space_id == bindparam("space_id"))
    if continued:
        after = tuple_(bindparam("after_at", type_=UtcDateTime()), bindparam("after_id", type_=Integer()))
        query = query.where(tuple_(Thread.last_post_at, Thread.id) < after)
    return Prepared(query, make=_row, remember=ROWS_REMEMBERED)


# Written out, not as parameters: so the database sees that its index of just these threads fits.
_UNANSWERED = and_(Thread.kind == literal_column("'question'"), Thread.answer_count == literal_column("0"))

_ANNOUNCEMENT = Thread.kind == literal_column("'announcement'")


def _narrow(query: Statement, actor: Actor, show: str) -> Statement:
    question = Thread.kind == ThreadKind.QUESTION
    own = and_(Thread.last_post_author_id == actor.id, Thread.reply_count == 0)
    match show:
        case "new":
            recent = Thread.last_post_at > bindparam("new_since", type_=UtcDateTime())
            return query.where(recent, is_unread(actor), Thread.last_post_at > joined_at(actor), ~own)
        case "news":
            among = lively(actor)
            return query.join(among, among.c.id == Thread.id).where(is_unread(actor), ~own)
        case "unanswered":
            return query.where(_UNANSWERED)
        case "waiting":
            return query.where(question, Thread.answer_count == 0, Thread.source_name.is_(None))
        case "open":
            return query.where(question, Thread.accepted_count == 0)
        case "solved":
            return query.where(question, Thread.accepted_count > 0)
        case "announcements":
            return query.where(_ANNOUNCEMENT)
        case "mine":
            return query.where(Thread.author_id == actor.id)
        case _:
            return query


# Fields that are not the thread's own column of the same name; ``is_unread`` depends on the reader.
_AUTHOR, _LAST_AUTHOR = aliased(Member), aliased(Member)
_OTHERS: dict[str, Any] = {
    "space_slug": Space.slug,
    "space_title": Space.title,
    "author_name": _AUTHOR.display_name,
    "author_library": func.coalesce(Library.short_name, ""),
    "last_author_name": _LAST_AUTHOR.display_name,
    "is_locked": case((Thread.locked_at.is_not(None), True), else_=False),
}
_OWN = [field.name for field in fields(ThreadRow)][:-1]


def _rows(actor: Actor) -> Statement:
    """The fields of ``ThreadRow`` in their order."""
    unread = and_(is_unread(actor), Thread.last_post_at > joined_at(actor))
    own = [_OTHERS[name] if name in _OTHERS else getattr(Thread, name) for name in _OWN]
    return (
        select(*own, case((unread, True), else_=False))
        .join(Space, Space.id == Thread.space_id)
        .join(_AUTHOR, _AUTHOR.id == Thread.author_id)
        .join(_LAST_AUTHOR, _LAST_AUTHOR.id == Thread.last_post_author_id)
        .outerjoin(Library, Library.id == _AUTHOR.library_id)
        .outerjoin(ThreadRead, and_(ThreadRead.thread_id == Thread.id, ThreadRead.member_id == actor.id))
        .outerjoin(SpaceRead, and_(SpaceRead.space_id == Thread.space_id, SpaceRead.member_id == actor.id))
        .where(Thread.hidden_at.is_(None), visible_spaces(actor))
        .order_by(Thread.last_post_at.desc(), Thread.id.desc())
    )


def _row(row: Sequence[Any]) -> ThreadRow:
    values: Any = (*row[:-2], bool(row[-2]), bool(row[-1]))
    return ThreadRow(*values)
