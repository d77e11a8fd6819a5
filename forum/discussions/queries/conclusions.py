"""The conclusion of a thread and its history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from forum.accounts.models import Member
from forum.core.prepared import Prepared
from forum.core.text import Piece, compare
from forum.discussions.models import Conclusion, ConclusionRevision
from forum.extensions import db


@dataclass(frozen=True, slots=True)
class ConclusionView:
    """A conclusion as it is drawn under the question."""

    body_html: str
    language: str
    revision_count: int
    changed_at: datetime
    changed_by_id: int
    changed_by_name: str


_CONCLUSION = Prepared(
    select(
        Conclusion.body_html,
        Conclusion.language,
        Conclusion.revision_count,
        Conclusion.changed_at,
        Conclusion.changed_by_id,
        Member.display_name,
    )
    .join(Member, Member.id == Conclusion.changed_by_id)
    .where(Conclusion.thread_id == bindparam("thread_id"), Conclusion.removed_at.is_(None))
)


def find_conclusion_view(thread_id: int) -> ConclusionView | None:
    """What stands under the question now; the caller has asked whether the thread may be seen."""
    row: Any = _CONCLUSION.first({"thread_id": thread_id})
    return ConclusionView(*row) if row is not None else None


@dataclass(frozen=True, slots=True)
class ConclusionChange:
    """One version, or that it was taken away or brought back; ``pieces`` are signs ("+", "-", " ") with text."""

    number: int
    change: str
    author_name: str
    created_at: datetime
    reason: str
    pieces: Sequence[Piece]


def list_conclusion_changes(conclusion: Conclusion) -> list[ConclusionChange]:
    """Everything that happened to a conclusion, newest first; the caller has asked the policy."""
    rows = db.session.execute(
        select(ConclusionRevision, Member.display_name)
        .join(Member, Member.id == ConclusionRevision.author_id)
        .where(ConclusionRevision.conclusion_id == conclusion.id)
        .order_by(ConclusionRevision.number)
    ).all()
    changes, before = [], ""
    for revision, name in rows:
        pieces: Sequence[Piece] = ()
        if revision.change == "written":
            pieces = compare(before, revision.body) if before else [(" ", revision.body)]
        changes.append(
            ConclusionChange(revision.number, revision.change, name, revision.created_at, revision.reason, pieces)
        )
        before = revision.body
    return changes[::-1]
