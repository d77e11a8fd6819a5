"""Reading the table of synonyms, saved searches, and searches without result."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from forum.core.errors import NotFound
from forum.core.policy import Actor
from forum.extensions import db
from forum.search.models import MissedSearch, SavedSearch, SynonymRow
from forum.search.policies import visible_saved

MOST_MISSED = 100


def list_synonyms(text: str = "") -> Sequence[SynonymRow]:
    """The rows of the table by their first word; with a text, those that contain it."""
    query = select(SynonymRow).order_by(SynonymRow.labels, SynonymRow.id)
    if text := text.replace("\0", ""):
        query = query.where(
            SynonymRow.labels.icontains(text, autoescape=True) | SynonymRow.note.icontains(text, autoescape=True)
        )
    return sorted(db.session.scalars(query), key=lambda row: row.labels.casefold())


def get_synonyms(row_id: int) -> SynonymRow:
    """A row of the table. Raises ``NotFound``."""
    row = db.session.get(SynonymRow, row_id)
    if row is None:
        raise NotFound()
    return row


def list_saved(actor: Actor) -> Sequence[SavedSearch]:
    """The searches the actor keeps, by name."""
    return db.session.scalars(select(SavedSearch).where(visible_saved(actor)).order_by(SavedSearch.name)).all()


def get_saved(actor: Actor, saved_id: int) -> SavedSearch:
    """A search the actor keeps. Raises ``NotFound``, also for those of others."""
    saved = db.session.scalar(select(SavedSearch).where(SavedSearch.id == saved_id, visible_saved(actor)))
    if saved is None:
        raise NotFound()
    return saved


def _open() -> object:
    dismissed = MissedSearch.dismissed_at
    return MissedSearch.is_shared & or_(dismissed.is_(None), dismissed < MissedSearch.last_at)


def list_missed() -> Sequence[MissedSearch]:
    """What several people searched for in vain, the most wanted first."""
    query = select(MissedSearch).where(_open())  # type: ignore[arg-type]
    order = MissedSearch.count.desc(), MissedSearch.last_at.desc(), MissedSearch.id
    return db.session.scalars(query.order_by(*order).limit(MOST_MISSED)).all()


def get_missed(row_id: int) -> MissedSearch:
    """One of them. Raises ``NotFound``, also for what only one person searched for."""
    row = db.session.scalar(select(MissedSearch).where(MissedSearch.id == row_id, MissedSearch.is_shared))
    if row is None:
        raise NotFound()
    return row
