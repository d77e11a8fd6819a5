"""What is asked to be acknowledged, by whom, who did and who has not; each answer is one statement."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Date, and_, bindparam, case, func, literal_column, or_, select
from sqlalchemy.orm import aliased

from forum.accounts.models import Member
from forum.core import reading
from forum.core.local_time import add_months, local, today
from forum.core.policy import READER, Actor
from forum.core.prepared import Prepared
from forum.discussions.acknowledgement_policies import asked_members, is_asked
from forum.discussions.models import (
    Acknowledgement,
    AcknowledgementAudience,
    AcknowledgementRequest,
    Post,
    Space,
    Thread,
)
from forum.discussions.policies import prepared_values, visible_threads
from forum.network.models import Library


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked about a post, with what one reader last confirmed; rules accept it with its thread.

    ``current_revision`` is that of the text as it stands in ``thread``; 0 when somebody changed it meanwhile.
    """

    thread: Any
    post_id: int
    required_revision: int
    due_on: date | None
    remind_every: int
    renew_months: int
    asked_at: datetime
    closed_at: datetime | None
    paused_by: int | None
    own_revision: int | None
    own_at: datetime | None
    current_revision: int = 0
    tokens: frozenset[str] = field(default=frozenset())

    @property
    def is_open(self) -> bool:
        return self.closed_at is None and self.paused_by is None

    @property
    def is_overdue(self) -> bool:
        return self.due_on is not None and self.due_on < today()

    @property
    def is_done(self) -> bool:
        """Whether the reader's confirmation counts."""
        return counts(self, self.own_revision, self.own_at)

    @property
    def expires_on(self) -> date | None:
        """The day the reader's confirmation ends, if ever."""
        if not self.renew_months or self.own_at is None:
            return None
        return add_months(local(self.own_at).date(), self.renew_months)

    def asks(self, actor: Actor) -> bool:
        """Whether the actor is among those who must confirm."""
        return self.is_open and is_asked(actor, self.tokens, self.thread)


def counts(asked: Any, revision: int | None, moment: datetime | None) -> bool:
    """Whether a confirmation of this version at that moment is one of what is asked, and has not ended."""
    if revision is None or moment is None or revision < asked.required_revision:
        return False
    return not asked.renew_months or local(moment).date() > _ended_on(asked.renew_months, today())


def _ended_on(renew_months: int, day: date) -> date:
    """Confirmations of this day and earlier have ended, seen from ``day``."""
    return add_months(day, -renew_months)


_OWN = aliased(Acknowledgement)
_ASKED = [getattr(AcknowledgementRequest, name) for name in list(Asked.__dataclass_fields__)[1:9]]


def find_asked(actor: Actor, thread: Any) -> Asked | None:
    """What is asked about the opening post of a thread, or ``None`` when nothing ever was."""
    newest = select(func.max(Acknowledgement.id)).where(
        Acknowledgement.post_id == AcknowledgementRequest.post_id, Acknowledgement.member_id == actor.id
    )
    query = (
        select(*_ASKED, _OWN.revision, _OWN.acknowledged_at)
        .add_columns(Post.revision_count, Thread.version, AcknowledgementAudience.token)
        .join(Post, Post.id == AcknowledgementRequest.post_id)
        .join(Thread, Thread.id == Post.thread_id)
        .outerjoin(AcknowledgementAudience, AcknowledgementAudience.post_id == AcknowledgementRequest.post_id)
        .outerjoin(_OWN, _OWN.id == newest.scalar_subquery())
        .where(AcknowledgementRequest.post_id == thread.opening_post_id)
    )
    rows: Any = reading.connection().execute(query).all()
    if not rows:
        return None
    own = len(_ASKED) + 2
    revision = rows[0].revision_count if rows[0].version == thread.version else 0
    values: Any = (thread, *rows[0][:own], revision, frozenset(row.token for row in rows if row.token))
    return Asked(*values)


@dataclass(frozen=True, slots=True)
class Person:
    """A colleague who is asked, with the newest version they confirmed; ``is_done`` when that counts."""

    id: int
    name: str
    library: str
    library_slug: str
    revision: int | None
    acknowledged_at: datetime | None
    is_done: bool


def list_people(asked: Asked, libraries: frozenset[int] | None = None) -> list[Person]:
    """Everybody who is asked now, by library and name; of these libraries only, when given."""
    newest = _newest(asked.post_id).subquery()
    query = (
        select(
            Member.id,
            Member.display_name,
            func.coalesce(Library.short_name, ""),
            func.coalesce(Library.slug, ""),
            Acknowledgement.revision,
            Acknowledgement.acknowledged_at,
        )
        .outerjoin(Library, Library.id == Member.library_id)
        .outerjoin(newest, newest.c.member_id == Member.id)
        .outerjoin(Acknowledgement, Acknowledgement.id == newest.c.id)
        .where(asked_members(asked.tokens, asked.thread), _within(libraries))
        .order_by(func.coalesce(Library.short_name, ""), Member.sort_name, Member.id)
    )
    return [Person(*row, counts(asked, row[4], row[5])) for row in reading.connection().execute(query)]


def count_people(asked: Asked, libraries: frozenset[int] | None = None) -> tuple[int, int]:
    """How many are asked now, and how many of them confirmed."""
    newest = _newest(asked.post_id).subquery()
    done = and_(Acknowledgement.id.is_not(None), _counting(asked))
    query = (
        select(func.count(), func.coalesce(func.sum(case((done, 1), else_=0)), 0))
        .select_from(Member)
        .outerjoin(newest, newest.c.member_id == Member.id)
        .outerjoin(Acknowledgement, Acknowledgement.id == newest.c.id)
        .where(asked_members(asked.tokens, asked.thread), _within(libraries))
    )
    total, confirmed = reading.connection().execute(query).one()
    return total, confirmed


def list_outstanding_ids(asked: Asked) -> Sequence[int]:
    """Those who are asked now and have not confirmed."""
    done = select(Acknowledgement.member_id).where(Acknowledgement.post_id == asked.post_id, _counting(asked))
    query = select(Member.id).where(asked_members(asked.tokens, asked.thread), Member.id.not_in(done))
    return reading.connection().execute(query).scalars().all()


@dataclass(frozen=True, slots=True)
class Proof:
    """One confirmation, for the record: the library is the one of that day."""

    member_id: int
    name: str
    library: str
    revision: int
    acknowledged_at: datetime


def list_proof(asked: Asked, libraries: frozenset[int] | None = None) -> list[Proof]:
    """Every confirmation there ever was, also of earlier versions and of colleagues who left; oldest first."""
    query = (
        select(
            Member.id,
            Member.display_name,
            func.coalesce(Library.short_name, ""),
            Acknowledgement.revision,
            Acknowledgement.acknowledged_at,
        )
        .join(Acknowledgement, Acknowledgement.member_id == Member.id)
        .outerjoin(Library, Library.id == Acknowledgement.library_id)
        .where(Acknowledgement.post_id == asked.post_id, _within(libraries))
        .order_by(Acknowledgement.id)
    )
    return [Proof(*row) for row in reading.connection().execute(query)]


def _newest(post_id: int) -> Any:
    return (
        select(Acknowledgement.member_id, func.max(Acknowledgement.id).label("id"))
        .where(Acknowledgement.post_id == post_id)
        .group_by(Acknowledgement.member_id)
    )


def _counting(asked: Any) -> ColumnElement[bool]:
    """SQL form of ``counts``."""
    enough = Acknowledgement.revision >= asked.required_revision
    if asked.renew_months:
        return and_(enough, Acknowledgement.acknowledged_on > _ended_on(asked.renew_months, today()))
    return enough


def _within(libraries: frozenset[int] | None) -> ColumnElement[bool]:
    return Member.id.is_not(None) if libraries is None else Member.library_id.in_(sorted(libraries))


@dataclass(frozen=True, slots=True)
class ToAcknowledge:
    """An announcement the reader still has to confirm; ``was_done`` when an earlier version was."""

    thread_id: int
    slug: str
    title: str
    language: str
    space_title: str
    space_slug: str
    author_name: str
    due_on: date | None
    asked_at: datetime
    was_done: bool

    @property
    def is_overdue(self) -> bool:
        return self.due_on is not None and self.due_on < today()


def list_to_acknowledge(actor: Actor) -> list[ToAcknowledge]:
    """What the actor still has to confirm, the most pressing first."""
    earlier = select(Acknowledgement.id).where(*_own(actor)).exists()
    query = _outstanding(
        actor,
        Thread.id,
        Thread.slug,
        Thread.title,
        Thread.language,
        Space.title,
        Space.slug,
        Member.display_name,
        AcknowledgementRequest.due_on,
        AcknowledgementRequest.asked_at,
        case((earlier, True), else_=False),
    )
    query = query.join(Post, Post.id == AcknowledgementRequest.post_id).join(Thread, Thread.id == Post.thread_id)
    query = query.join(Space, Space.id == Thread.space_id).join(Member, Member.id == Thread.author_id)
    without_date = case((AcknowledgementRequest.due_on.is_(None), 1), else_=0)
    order = (without_date, AcknowledgementRequest.due_on, AcknowledgementRequest.asked_at, Thread.id)
    rows: Any = reading.connection().execute(query.order_by(*order), days_of_confirmations())
    items: Any = [(*row[:-1], bool(row[-1])) for row in rows]
    return [ToAcknowledge(*item) for item in items]


def count_to_acknowledge(actor: Actor) -> tuple[int, int]:
    """How many announcements the actor still has to confirm, and for how many the day has passed."""
    total, late = _outstanding_count().first(prepared_values(actor) | days_of_confirmations())
    return total, late


@cache
def _outstanding_count() -> Prepared:
    """The count of the start page, built once for all readers."""
    overdue = case((AcknowledgementRequest.due_on < bindparam("today", type_=Date()), 1), else_=0)
    return Prepared(_outstanding(READER, func.count(), func.coalesce(func.sum(overdue), 0)))


def days_of_confirmations() -> dict[str, date]:
    """The days these statements compare with."""
    return dict(_days_seen_from(today()))


@lru_cache(maxsize=2)
def _days_seen_from(day: date) -> tuple[tuple[str, date], ...]:
    return ("today", day), *((f"ended_{months}", _ended_on(months, day)) for months in RENEWALS)


# In months: as long as a confirmation can last. Each has its own first day that still counts.
RENEWALS = (6, 12, 24)


def _outstanding(actor: Actor, *columns: Any) -> Any:
    """Open requests the actor still has to confirm. They are few: the database starts from them, not from threads."""
    in_view = (
        select(Post.id)
        .join(Thread, Thread.id == Post.thread_id)
        .join(Space, Space.id == Thread.space_id)
        .where(
            Post.id == AcknowledgementRequest.post_id,
            Thread.hidden_at.is_(None),
            Thread.author_id != actor.id,
            visible_threads(actor),
        )
        .correlate(AcknowledgementRequest)
    )
    return select(*columns).select_from(AcknowledgementRequest).where(_unconfirmed(actor), in_view.exists())


def _unconfirmed(actor: Actor) -> ColumnElement[bool]:
    """Whether a request is open, asks the actor, and is not confirmed; of a thread they see and did not write."""
    asked = select(AcknowledgementAudience.post_id).where(
        AcknowledgementAudience.post_id == AcknowledgementRequest.post_id,
        AcknowledgementAudience.token.in_(actor.tokens if actor is READER else sorted(actor.tokens)),
    )
    lasting = or_(
        AcknowledgementRequest.renew_months == 0,
        *(
            and_(
                AcknowledgementRequest.renew_months == months,
                Acknowledgement.acknowledged_on > bindparam(f"ended_{months}", type_=Date()),
            )
            for months in RENEWALS
        ),
    )
    done = select(Acknowledgement.id).where(
        *_own(actor), Acknowledgement.revision >= AcknowledgementRequest.required_revision, lasting
    )
    return and_(
        AcknowledgementRequest.closed_at.is_(None),
        AcknowledgementRequest.paused_by.is_(None),
        asked.exists(),
        ~done.exists(),
    )


def must_confirm(actor: Actor) -> ColumnElement[bool]:
    """Whether the actor still has to confirm ``thread``, which they see; looked up for announcements only.

    With READER it takes ``prepared_values`` and ``days_of_confirmations`` for its parameters.
    """
    asked = select(AcknowledgementRequest.post_id).where(
        AcknowledgementRequest.post_id == Thread.opening_post_id, _unconfirmed(actor)
    )
    return and_(Thread.kind == literal_column("'announcement'"), Thread.author_id != actor.id, asked.exists())


def _own(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    return Acknowledgement.post_id == AcknowledgementRequest.post_id, Acknowledgement.member_id == actor.id


def find_next_expiry(asked: Any) -> date | None:
    """The day on which the next confirmation of one of those who are asked ends."""
    if not asked.renew_months:
        return None
    query = (
        select(func.min(Acknowledgement.acknowledged_on))
        .join(Member, Member.id == Acknowledgement.member_id)
        .where(Acknowledgement.post_id == asked.post_id, _counting(asked), asked_members(asked.tokens, asked.thread))
    )
    day = reading.connection().execute(query).scalar()
    return add_months(day, asked.renew_months) if day else None
