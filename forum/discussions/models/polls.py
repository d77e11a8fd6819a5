"""Polls: a question to colleagues inside a thread, its options, and one ballot a voice."""

from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core.clock import now
from forum.core.orm import Model, PrimaryKey
from forum.discussions.models.threads import Thread


class PollKind(StrEnum):
    """What voters do: pick one option, pick several, or say of each date whether they can."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    DATES = "dates"


class PollVoice(StrEnum):
    """Who has one voice."""

    MEMBER = "member"
    LIBRARY = "library"


class PollResults(StrEnum):
    """When the results show: once one has voted, once the poll is closed, or always."""

    VOTED = "voted"
    CLOSED = "closed"
    ALWAYS = "always"


class Answer(StrEnum):
    """What a ballot says of an option; polls that are not about dates know only ``yes``."""

    YES = "yes"
    MAYBE = "maybe"
    NO = "no"


QUESTION_LENGTH = 200
LABEL_LENGTH = 120


class Poll(Model):
    """A poll. Nothing is counted ahead: results are counted from the ballots whenever they are read.

    Starting one looks whether the thread has one already; that ``thread_id`` is not unique lets the polls of two
    threads stand in one after these were merged. ``closes_at`` is when it is to close, ``closed_at`` when it did.
    """

    __tablename__ = "poll"
    __table_args__ = (
        CheckConstraint("kind IN ('single', 'multiple', 'dates')", name="kind"),
        CheckConstraint("voice IN ('member', 'library')", name="voice"),
        CheckConstraint("results IN ('voted', 'closed', 'always')", name="results"),
    )

    id: Mapped[PrimaryKey]
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), index=True)
    question: Mapped[str] = mapped_column(String(QUESTION_LENGTH))
    kind: Mapped[str] = mapped_column(String(10))
    max_choices: Mapped[int | None]
    voice: Mapped[str] = mapped_column(String(10), default=PollVoice.MEMBER.value)
    results: Mapped[str] = mapped_column(String(10), default=PollResults.VOTED.value)
    is_secret: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)
    closes_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

    thread: Mapped[Thread] = relationship()

    @property
    def is_closed(self) -> bool:
        return is_over(self.closes_at, self.closed_at)


def is_over(closes_at: datetime | None, closed_at: datetime | None) -> bool:
    """Whether a poll takes no votes any more: it was closed, or its time has come and the worker is on its way."""
    return closed_at is not None or (closes_at is not None and closes_at <= now())


class PollOption(Model):
    """Something to vote for: a text, or a day with perhaps a time, as the clock of the network shows it."""

    __tablename__ = "poll_option"

    id: Mapped[PrimaryKey]
    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    label: Mapped[str] = mapped_column(String(LABEL_LENGTH), default="")
    day: Mapped[date | None]
    begins: Mapped[time | None]
    ends: Mapped[time | None]


class PollBallot(Model):
    """The vote of one voice: ``voice_id`` is a member or, in a poll with a voice per library, a library.

    ``member_id`` is who cast it last, ``by_head`` whether that was the head of the library.
    """

    __tablename__ = "poll_ballot"

    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id", ondelete="CASCADE"), primary_key=True)
    voice_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True)
    library_id: Mapped[int | None] = mapped_column(ForeignKey("library.id"))
    by_head: Mapped[bool] = mapped_column(default=False)
    cast_at: Mapped[datetime] = mapped_column(default=now)


class PollChoice(Model):
    """What a ballot says of one option."""

    __tablename__ = "poll_choice"
    __table_args__ = (
        ForeignKeyConstraint(
            ["poll_id", "voice_id"], ["poll_ballot.poll_id", "poll_ballot.voice_id"], ondelete="CASCADE"
        ),
        CheckConstraint("answer IN ('yes', 'maybe', 'no')", name="answer"),
    )

    poll_id: Mapped[int] = mapped_column(primary_key=True)
    voice_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    option_id: Mapped[int] = mapped_column(
        ForeignKey("poll_option.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    answer: Mapped[str] = mapped_column(String(5))
