"""Lists of threads: rows, not entities, in one statement whatever the size of the forum."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, String, and_, bindparam, case, func, literal_column, or_, select, tuple_
from sqlalchemy.orm import aliased

from forum.accounts.models import Member
from forum.core.clock import now
from forum.core.pagination import Page, cut, decode_cursor
from forum.core.policy import READER, Actor
from forum.core.prepared import Prepared
from forum.discussions.models import Space, SpaceRead, Thread, ThreadKind, ThreadRead
from forum.discussions.policies import prepared_values, visible_spaces
from forum.discussions.queries.acknowledgements import days_of_confirmations, must_confirm
from forum.discussions.queries.thread_lists import ASKER, LISTS, PERIODS, pinned_now
from forum.discussions.queries.unread import NEW_FOR, is_news, lively
from forum.network.models import Library

PAGE_SIZE = 25
MOST_SHOWN = 10

Statement = Select[*tuple[Any, ...]]
# By each list: a few pages of it.
ROWS_REMEMBERED = 512
# What stands for the library of somebody who has none: no asker has it.
NO_LIBRARY = -1


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
    me_too_count: int
    accepted_count: int
    language: str
    duplicate_of_id: int | None
    pinned_until: datetime | None
    is_locked: bool
    is_unread: bool
    must_confirm: bool

    @property
    def is_pinned(self) -> bool:
        return self.pinned_until is not None and self.pinned_until > now()

    @property
    def by_the_clock(self) -> bool:
        """What of a row changes without anybody changing the thread (``forum.web.kept_rows``)."""
        return self.is_pinned

    @property
    def state(self) -> str:
        """``duplicate``, ``solved``, ``unanswered``, ``open`` or, for what is not a question, its kind."""
        if self.duplicate_of_id is not None:
            return "duplicate"
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
    kind: str | None = None,
    period: str = "ever",
    cursor: str | None = None,
    limit: int = PAGE_SIZE,
    without_pinned: bool = False,
) -> Page[ThreadRow]:
    """One page of a list of threads; ``show`` is one of ``LISTS``, ``period`` (one of ``PERIODS``) goes with "useful".

    Newest activity first, but what is solved by when it was solved and the most useful by how many said so.
    ``without_pinned`` leaves out what stands on top of the list already.
    """
    values = prepared_values(actor) | {"limit": limit + 1, "new_since": now() - NEW_FOR, "now": now()}
    values |= days_of_confirmations() | {
        "space_id": space_id,
        "kind": kind,
        "library_id": actor.library_id or NO_LIBRARY,
    }
    if show == "useful" and (length := PERIODS[period]):
        show, values["useful_since"] = "useful_since", now() - length
    after = decode_cursor(cursor, int if LISTS[show].order == "useful_count" else datetime, int)
    if after:
        values |= {"after_at": after[0], "after_id": after[1]}
    statement = _statement(
        show,
        of_space=space_id is not None,
        of_kind=kind is not None,
        continued=after is not None,
        without_pinned=without_pinned,
    )
    page = cut(statement.all(values), limit, lambda pair: (pair[1], pair[0].id), after=after)
    return Page([row for row, _ in page.items], page.next_cursor, page.previous_cursor)


def list_new_for(actor: Actor, limit: int = 12) -> Sequence[ThreadRow]:
    """Threads with something the actor has not read since joining, newest first."""
    return list_threads(actor, show="news", limit=limit).items


def list_unanswered(actor: Actor, limit: int = 6) -> Sequence[ThreadRow]:
    """Questions of colleagues nobody has answered, newest first; nobody waits for an answer to an imported one."""
    return list_threads(actor, show="waiting", limit=limit).items


def list_pinned(actor: Actor, space_id: int | None = None) -> Sequence[ThreadRow]:
    """What is pinned in a space now, or with no space on everybody's start page; the one pinned longest first."""
    show = "pinned" if space_id is not None else "pinned_everywhere"
    return list_threads(actor, space_id=space_id, show=show, limit=MOST_SHOWN).items


@cache
def _statement(show: str, *, of_space: bool, of_kind: bool, continued: bool, without_pinned: bool) -> Prepared:
    """The select of a list, built once for all readers."""
    this = LISTS[show]
    order = getattr(Thread, this.order)
    # The sum keeps the database from gathering the threads of spaces one by one where a list is found another way.
    space_id = Thread.space_id if of_space and this.is_per_space else Thread.space_id + literal_column("0")
    query = _rows(READER, order, space_id).where(this.condition(READER, ASKER))
    query = query.limit(bindparam("limit", type_=Integer()))
    if of_space:
        query = query.where(space_id == bindparam("space_id"))
    if without_pinned:
        query = query.where(or_(Thread.pinned_until.is_(None), Thread.pinned_until <= pinned_now()))
    if of_kind:
        query = query.where(Thread.kind == bindparam("kind", type_=String()))
    if continued:
        after = tuple_(bindparam("after_at", type_=order.type), bindparam("after_id", type_=Integer()))
        query = query.where(tuple_(order, Thread.id) < after)
    if this.is_of_lively:
        among = lively(READER)
        query = query.join(among, among.c.id == Thread.id)
    return Prepared(query, make=_row, remember=ROWS_REMEMBERED)


# Fields that are not the thread's own column of the same name; the last two depend on the reader.
_LAST_AUTHOR = aliased(Member)
_OTHERS: dict[str, Any] = {
    "space_slug": Space.slug,
    "space_title": Space.title,
    "author_name": ASKER.display_name,
    "author_library": func.coalesce(Library.short_name, ""),
    "last_author_name": _LAST_AUTHOR.display_name,
    "is_locked": case((Thread.locked_at.is_not(None), True), else_=False),
}
_OWN = [field.name for field in fields(ThreadRow)][:-2]


def _rows(actor: Actor, order: Any, space_id: Any) -> Statement:
    """The fields of ``ThreadRow`` in their order, and what the list is ordered by."""
    own = [_OTHERS[name] if name in _OTHERS else getattr(Thread, name) for name in _OWN]
    personal = [case((condition, True), else_=False) for condition in (is_news(actor), must_confirm(actor))]
    return (
        select(*own, *personal, order.label("list_order"))
        .select_from(Thread)
        .join(Space, Space.id == space_id)
        .join(ASKER, ASKER.id == Thread.author_id)
        .join(_LAST_AUTHOR, _LAST_AUTHOR.id == Thread.last_post_author_id)
        .outerjoin(Library, Library.id == ASKER.library_id)
        .outerjoin(ThreadRead, and_(ThreadRead.thread_id == Thread.id, ThreadRead.member_id == actor.id))
        .outerjoin(SpaceRead, and_(SpaceRead.space_id == Thread.space_id, SpaceRead.member_id == actor.id))
        .where(Thread.hidden_at.is_(None), visible_spaces(actor))
        .order_by(order.desc(), Thread.id.desc())
    )


def _row(row: Sequence[Any]) -> tuple[ThreadRow, Any]:
    """A row of a list, and what the list is ordered by."""
    values: Any = (*row[:-4], *map(bool, row[-4:-1]))
    return ThreadRow(*values), row[-1]
