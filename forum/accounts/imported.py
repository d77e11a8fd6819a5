"""Authors of imported texts: people without an account, who exist so that a text has an author."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from forum.accounts.models import Member
from forum.accounts.names import clean, fold, free_handle
from forum.core.clock import now
from forum.extensions import db

_NAME_LENGTH = 100


@dataclass(frozen=True)
class ImportedAuthor:
    """Somebody known in ``external_id`` at the source."""

    external_id: str
    display_name: str
    created_at: datetime | None


def ensure_imported_authors(source: str, authors: Sequence[ImportedAuthor]) -> dict[str, int]:
    """The member id of each author by external id; new ones are added, inactive, without e-mail."""
    wanted = {author.external_id: author for author in authors}
    known = select(Member.external_id, Member.id).where(Member.source == source, Member.external_id.in_(wanted))
    found = {str(external_id): member_id for external_id, member_id in db.session.execute(known)}
    for external_id, author in wanted.items():
        if external_id not in found:
            found[external_id] = _add(source, author).id
    return found


def _add(source: str, author: ImportedAuthor) -> Member:
    name = clean(author.display_name)[:_NAME_LENGTH] or "?"
    member = Member(
        display_name=name,
        sort_name=fold(name),
        handle=free_handle(name),
        is_active=False,
        created_at=author.created_at or now(),
        source=source,
        external_id=author.external_id,
    )
    db.session.add(member)
    db.session.flush()
    return member
