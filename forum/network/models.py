"""Tables of the network: municipality → library → site with dates, their history, pillars, working groups, settings."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core.clock import now
from forum.core.orm import Model, UtcDateTime

SUBJECTS = ("municipality", "library", "site")
SUCCESSION_KINDS = ("merge", "join", "rename")


class Dated:
    """Mixin: exists from `valid_from` up to but not including `valid_until`; None means unknown or open."""

    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]

    def exists_on(self, day: date) -> bool:
        """Whether this exists on `day`."""
        started = self.valid_from is None or self.valid_from <= day
        return started and (self.valid_until is None or day < self.valid_until)


class Municipality(Dated, Model):
    """A local authority; closed, never deleted, when it merges."""

    __tablename__ = "municipality"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(120))


class Library(Dated, Model):
    """A public library that takes part; `municipality_id` is where it belongs today (see LibraryPlacement)."""

    __tablename__ = "library"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    short_name: Mapped[str] = mapped_column(String(60))
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), index=True)

    municipality: Mapped[Municipality] = relationship(lazy="raise")


class LibraryPlacement(Dated, Model):
    """The municipality a library belonged to during a period: the history behind `Library.municipality_id`."""

    __tablename__ = "library_placement"

    id: Mapped[int] = mapped_column(primary_key=True)
    library_id: Mapped[int] = mapped_column(ForeignKey("library.id"), index=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), index=True)


class Site(Dated, Model):
    """A building of a library that people can walk into."""

    __tablename__ = "site"

    id: Mapped[int] = mapped_column(primary_key=True)
    library_id: Mapped[int] = mapped_column(ForeignKey("library.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    address: Mapped[str | None] = mapped_column(String(200))


class Succession(Model):
    """One dated step of history: this municipality, library or site became that one.

    A rename has the same id on both sides; the names are those of that day: later renames do not rewrite history.
    """

    __tablename__ = "succession"
    __table_args__ = (
        CheckConstraint("subject IN ('municipality', 'library', 'site')", name="subject"),
        CheckConstraint("kind IN ('merge', 'join', 'rename')", name="kind"),
        Index("ix_succession_predecessor", "subject", "predecessor_id"),
        Index("ix_succession_successor", "subject", "successor_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(16))
    predecessor_id: Mapped[int]
    predecessor_name: Mapped[str] = mapped_column(String(120))
    successor_id: Mapped[int]
    successor_name: Mapped[str] = mapped_column(String(120))
    happened_on: Mapped[date]
    note: Mapped[str] = mapped_column(String(300), default="")
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Pillar(Model):
    """One of the ordered pillars of the cooperation; `is_named` is false while the network has yet to name it."""

    __tablename__ = "pillar"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    summary: Mapped[str] = mapped_column(String(300), default="")
    position: Mapped[int]
    is_named: Mapped[bool] = mapped_column(default=True)


class WorkingGroup(Model):
    """A group of colleagues over the libraries; its members carry the audience token `group:<id>`."""

    __tablename__ = "working_group"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    purpose: Mapped[str] = mapped_column(String(300), default="")
    pillar_id: Mapped[int | None] = mapped_column(ForeignKey("pillar.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class GroupMembership(Model):
    """A member's place in a working group."""

    __tablename__ = "group_membership"
    __table_args__ = (UniqueConstraint("group_id", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    is_chair: Mapped[bool] = mapped_column(default=False)
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Setting(Model):
    """A value the administrator chose in the browser, such as the name of the network."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, onupdate=now)
