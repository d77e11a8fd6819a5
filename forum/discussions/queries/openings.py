"""For administrators: which names of anonymous colleagues were opened; the names themselves stay sealed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from forum.accounts.models import Member
from forum.core.activity import Activity
from forum.core.pagination import Page, cut, decode_cursor
from forum.discussions import sealed
from forum.extensions import db

PAGE_SIZE = 40


@dataclass(frozen=True, slots=True)
class OpeningRow:
    """One look at a name: who looked, when, in which discussion, why, and whether it was the first time."""

    id: int
    created_at: datetime
    moderator: str
    is_first: bool
    title: str
    thread_id: int
    reason: str


def list_openings(cursor: str | None = None) -> Page[OpeningRow]:
    """Every look at the name of an anonymous colleague, newest first. The caller has asked the policy."""
    after = decode_cursor(cursor, int)
    query = (
        select(Activity.id, Activity.created_at, Member.display_name, Activity.verb, Activity.data)
        .join(Member, Member.id == Activity.actor_id)
        .where(Activity.verb.in_((sealed.OPENED, sealed.VIEWED)))
        .order_by(Activity.id.desc())
        .limit(PAGE_SIZE + 1)
    )
    if after:
        query = query.where(Activity.id < after[0])
    rows = [
        OpeningRow(
            number,
            moment,
            name,
            verb == sealed.OPENED,
            str(data.get("title", "")),
            int(data.get("thread", 0)),
            str(data.get("reason", "")),
        )
        for number, moment, name, verb, data in db.session.execute(query)
    ]
    return cut(rows, PAGE_SIZE, lambda row: (row.id,), after=after)
