"""Tables of search: other words for the same thing, searches members keep, and searches that found nothing."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.clock import now
from forum.core.orm import LongText, Model, PrimaryKey

RHYTHMS = ("never", "daily", "weekly")
NAME_LENGTH = 80
TEXT_LENGTH = 200


class SynonymRow(Model):
    """Words for the same thing, one a line, as written. `one_way`: only the first leads to the others."""

    __tablename__ = "synonym_row"

    id: Mapped[PrimaryKey]
    labels: Mapped[LongText]
    one_way: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(String(300), default="")
    changed_at: Mapped[datetime] = mapped_column(default=now)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))

    @property
    def words(self) -> tuple[str, ...]:
        """The labels in order."""
        return tuple(self.labels.splitlines())


class SavedSearch(Model):
    """A search a member keeps, by its address after the question mark.

    `seen_until` is the moment up to which new texts have been looked for, `look_at` when that is done next.
    """

    __tablename__ = "saved_search"
    __table_args__ = (
        UniqueConstraint("member_id", "name"),
        CheckConstraint("rhythm IN ('never', 'daily', 'weekly')", name="rhythm"),
    )

    id: Mapped[PrimaryKey]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    query: Mapped[LongText]
    rhythm: Mapped[str] = mapped_column(String(10), default="daily")
    created_at: Mapped[datetime] = mapped_column(default=now)
    seen_until: Mapped[datetime] = mapped_column(default=now)
    look_at: Mapped[datetime | None]


class MissedSearch(Model):
    """Something that was searched for and not found, without who searched.

    `only_asker` is a keyed digest that tells a second person from the first; it is emptied when a second one came
    (`is_shared`), and until then nobody is shown the row.
    """

    __tablename__ = "missed_search"
    __table_args__ = (Index("ix_missed_search_last", "last_at"),)

    id: Mapped[PrimaryKey]
    words: Mapped[str] = mapped_column(String(TEXT_LENGTH), unique=True)
    text: Mapped[str] = mapped_column(String(TEXT_LENGTH))
    count: Mapped[int] = mapped_column(default=1)
    only_asker: Mapped[str] = mapped_column(String(16), default="")
    is_shared: Mapped[bool] = mapped_column(default=False)
    first_at: Mapped[datetime] = mapped_column(default=now)
    last_at: Mapped[datetime] = mapped_column(default=now)
    dismissed_at: Mapped[datetime | None]
