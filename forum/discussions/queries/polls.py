"""Polls as one reader sees them; results are counted from the ballots, in the same statement that reads the options."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Integer, and_, bindparam, case, exists, func, or_, select, true
from sqlalchemy.orm import contains_eager

from forum.accounts.models import Member
from forum.core import reading
from forum.core.errors import NotFound
from forum.core.policy import Actor, may_see
from forum.core.prepared import Prepared
from forum.discussions.acknowledgement_policies import holding
from forum.discussions.models import Answer, Poll, PollBallot, PollChoice, PollKind, PollOption, PollVoice, Thread
from forum.discussions.models.polls import is_over
from forum.discussions.policies import may_see_results, space_audience, thread_audience
from forum.discussions.queries.thread_head import Statement, ThreadHead, get_thread_head
from forum.extensions import db
from forum.network.models import Library

MOST_VOTERS = 300


@dataclass(frozen=True, slots=True)
class OwnBallot:
    """The ballot the reader fills in, their own or that of their library: who cast it and when."""

    member_id: int
    member_name: str
    cast_at: datetime
    by_head: bool


@dataclass(frozen=True, slots=True)
class OptionView:
    """An option with how many said what, and what the reader's own ballot says (``None``: nothing)."""

    id: int
    label: str
    day: date | None
    begins: time | None
    ends: time | None
    yes: int
    maybe: int
    no: int
    own: str | None


@dataclass(frozen=True, slots=True)
class PollView:
    """A poll as it is drawn; the rules of ``policies`` accept it."""

    id: int
    question: str
    kind: str
    max_choices: int | None
    voice: str
    results: str
    is_secret: bool
    closes_at: datetime | None
    closed_at: datetime | None
    voice_count: int
    own: OwnBallot | None
    options: tuple[OptionView, ...]
    thread: ThreadHead

    @property
    def is_closed(self) -> bool:
        return is_over(self.closes_at, self.closed_at)

    @property
    def is_about_dates(self) -> bool:
        return self.kind == PollKind.DATES

    @property
    def best(self) -> frozenset[int]:
        """The ids of the options most can agree to; of dates, "if need be" decides between equals."""
        score = max(((option.yes, option.maybe) for option in self.options if option.yes), default=None)
        return frozenset(option.id for option in self.options if (option.yes, option.maybe) == score)


def list_polls(actor: Actor, head: ThreadHead) -> list[PollView]:
    """The polls of a thread (more than one only after threads were merged), in two statements."""
    keys = {"thread_id": head.id, "member_id": actor.id, "library_id": actor.library_id or 0}
    options: dict[int, list[OptionView]] = {}
    for poll_id, *values in _OPTIONS.all(keys):
        options.setdefault(poll_id, []).append(OptionView(*values))
    polls = []
    for row in _POLLS.all(keys):
        own = OwnBallot(row.own_id, row.own_name, row.own_at, bool(row.own_by_head)) if row.own_id else None
        fields: Any = (*row[:10], own, tuple(options.get(row.id, ())), head)
        poll = PollView(*fields)
        if poll.closes_at is not None and not poll.is_closed:
            reading.holds_until(poll.closes_at)
        polls.append(poll if may_see_results(actor, poll) else _without_results(poll))
    return polls


def _without_results(poll: PollView) -> PollView:
    """The poll with every count at nought: what may not be shown yet goes no further than here."""
    return replace(poll, options=tuple(replace(option, yes=0, maybe=0, no=0) for option in poll.options))


def get_poll_view(actor: Actor, poll_id: int) -> PollView:
    """One poll for a page of its own; ``NotFound`` when the actor may not see its thread."""
    thread_id = db.session.scalar(select(Poll.thread_id).where(Poll.id == poll_id))
    if thread_id is None:
        raise NotFound()
    head = get_thread_head(actor, thread_id)
    return next(poll for poll in list_polls(actor, head) if poll.id == poll_id)


def get_poll(actor: Actor, poll_id: int) -> Poll:
    """The poll with its thread and space, for a verb; ``NotFound`` when the actor may not see the thread."""
    poll = db.session.scalar(
        select(Poll)
        .join(Poll.thread)
        .join(Thread.space)
        .options(contains_eager(Poll.thread).contains_eager(Thread.space))
        .where(Poll.id == poll_id)
    )
    if poll is None or not may_see(actor, thread_audience(poll.thread)):
        raise NotFound()
    return poll


@dataclass(frozen=True, slots=True)
class Voter:
    """Who voted; of a library's vote also who cast it."""

    name: str
    library: str


def list_voters(poll: PollView, limit: int = MOST_VOTERS) -> Mapping[tuple[int, str], Sequence[Voter]]:
    """By option and answer, by name; nothing at all for a secret poll. The caller has asked for the results."""
    if poll.is_secret:
        return {}
    rows = _VOTERS.all({"poll_id": poll.id, "limit": limit})
    voters: dict[tuple[int, str], list[Voter]] = {}
    for option_id, answer, name, library in rows:
        voters.setdefault((option_id, answer), []).append(Voter(name, library))
    return voters


def list_absent_libraries(head: ThreadHead) -> Mapping[int, Sequence[str]]:
    """By poll in which libraries vote: the names of those that could and have not, whoever may read that.

    A library can vote through any active colleague who sees the space; in a poll that is over, who joined in time.
    """
    voters = exists().where(
        Member.library_id == Library.id,
        Member.is_active,
        Member.source.is_(None),
        or_(Poll.closed_at.is_(None), Member.created_at <= Poll.closed_at),
        holding(space_audience(head.space)),
    )
    voted = exists().where(PollBallot.poll_id == Poll.id, PollBallot.voice_id == Library.id)
    query = (
        select(Poll.id, Library.short_name)
        .join(Library, true())
        .where(Poll.thread_id == head.id, Poll.voice == PollVoice.LIBRARY.value, voters, ~voted)
        .order_by(Library.short_name, Library.id)
    )
    absent: dict[int, list[str]] = {}
    for poll_id, name in reading.connection().execute(query):
        absent.setdefault(poll_id, []).append(name)
    return absent


def has_ballots(poll: Poll) -> bool:
    """Whether somebody voted."""
    return db.session.scalar(select(PollBallot.poll_id).where(PollBallot.poll_id == poll.id).limit(1)) is not None


def _own_voice() -> Any:
    """The voice of the reader in a poll: of the member, or of the library."""
    return or_(
        and_(Poll.voice == PollVoice.MEMBER.value, PollBallot.voice_id == bindparam("member_id")),
        and_(Poll.voice == PollVoice.LIBRARY.value, PollBallot.voice_id == bindparam("library_id")),
    )


def _polls() -> Statement:
    voices = select(func.count()).select_from(PollBallot).where(PollBallot.poll_id == Poll.id)
    everybody = voices.correlate(Poll).scalar_subquery()
    return (
        select(
            Poll.id,
            Poll.question,
            Poll.kind,
            Poll.max_choices,
            Poll.voice,
            Poll.results,
            Poll.is_secret,
            Poll.closes_at,
            Poll.closed_at,
            everybody.label("voice_count"),
            PollBallot.member_id.label("own_id"),
            Member.display_name.label("own_name"),
            PollBallot.cast_at.label("own_at"),
            PollBallot.by_head.label("own_by_head"),
        )
        .outerjoin(PollBallot, and_(PollBallot.poll_id == Poll.id, _own_voice()))
        .outerjoin(Member, Member.id == PollBallot.member_id)
        .where(Poll.thread_id == bindparam("thread_id"))
        .order_by(Poll.id)
    )


def _options() -> Statement:
    def how_many(answer: Answer) -> Any:
        return func.coalesce(func.sum(case((PollChoice.answer == answer.value, 1), else_=0)), 0)

    own = (
        select(PollChoice.answer)
        .join(PollBallot, and_(PollBallot.poll_id == PollChoice.poll_id, PollBallot.voice_id == PollChoice.voice_id))
        .where(PollChoice.option_id == PollOption.id, PollBallot.poll_id == Poll.id, _own_voice())
        .correlate(PollOption, Poll)
        .scalar_subquery()
    )
    return (
        select(
            PollOption.poll_id,
            PollOption.id,
            PollOption.label,
            PollOption.day,
            PollOption.begins,
            PollOption.ends,
            how_many(Answer.YES),
            how_many(Answer.MAYBE),
            how_many(Answer.NO),
            own,
        )
        .join(Poll, Poll.id == PollOption.poll_id)
        .outerjoin(PollChoice, PollChoice.option_id == PollOption.id)
        .where(Poll.thread_id == bindparam("thread_id"))
        .group_by(PollOption.id, Poll.id)
        .order_by(PollOption.position, PollOption.id)
    )


def _voters() -> Statement:
    return (
        select(PollChoice.option_id, PollChoice.answer, Member.display_name, func.coalesce(Library.short_name, ""))
        .join(PollBallot, and_(PollBallot.poll_id == PollChoice.poll_id, PollBallot.voice_id == PollChoice.voice_id))
        .join(Poll, Poll.id == PollChoice.poll_id)
        .join(Member, Member.id == PollBallot.member_id)
        .outerjoin(Library, Library.id == func.coalesce(PollBallot.library_id, Member.library_id))
        .where(PollChoice.poll_id == bindparam("poll_id"), Poll.is_secret.is_(False))
        .order_by(Member.sort_name, Member.id)
        .limit(bindparam("limit", type_=Integer()))
    )


_POLLS = Prepared(_polls(), named=True)
_OPTIONS = Prepared(_options())
_VOTERS = Prepared(_voters())
