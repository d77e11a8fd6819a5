"""The history of a post: its versions, and what changed between any two of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased

from forum.accounts.models import Member
from forum.core.errors import NotFound
from forum.core.text import Piece, compare
from forum.discussions.models import Post, PostRevision, SuggestedEdit
from forum.extensions import db

PAGE_SIZE = 20

_DECIDER = aliased(Member)


@dataclass(frozen=True, slots=True)
class RevisionView:
    """One version with what changed since the one before; ``accepted_by`` took it over from a suggestion."""

    number: int
    author_name: str
    accepted_by: str
    created_at: datetime
    reason: str
    title: Sequence[Piece]
    pieces: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class History:
    """Some versions of a post, newest first; ``older_than`` leads on to those before them, if there are."""

    revisions: Sequence[RevisionView]
    older_than: int | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from one version to another."""

    old: int
    new: int
    title: Sequence[Piece]
    pieces: Sequence[Piece]


def get_history(post: Post, older_than: int | None = None) -> History:
    """A page of versions, the newest or those before a number; the caller has asked the policy."""
    query = (
        select(PostRevision, Member.display_name, _DECIDER.display_name.label("decider"))
        .join(Member, Member.id == PostRevision.author_id)
        .outerjoin(
            SuggestedEdit,
            and_(SuggestedEdit.post_id == post.id, SuggestedEdit.revision_number == PostRevision.number),
        )
        .outerjoin(_DECIDER, _DECIDER.id == SuggestedEdit.decided_by_id)
        .where(PostRevision.post_id == post.id)
        .order_by(PostRevision.number.desc())
        .limit(PAGE_SIZE + 1)
    )
    if older_than is not None:
        query = query.where(PostRevision.number < older_than)
    rows = db.session.execute(query).all()
    shown = rows[:PAGE_SIZE]
    before = [*(row[0] for row in rows[1:]), None]
    revisions = [_view(row, previous) for row, previous in zip(shown, before, strict=False)]
    more = len(rows) > PAGE_SIZE
    return History(revisions, shown[-1][0].number if more else None)


def _view(row: Any, previous: PostRevision | None) -> RevisionView:
    revision, author_name, decider = row
    return RevisionView(
        revision.number,
        author_name,
        decider or "",
        revision.created_at,
        revision.reason,
        _title(previous, revision) if previous else (),
        compare(previous.body, revision.body) if previous else [(" ", revision.body)],
    )


def compare_versions(post: Post, old: int, new: int) -> Comparison:
    """What changed from version ``old`` to ``new``; ``NotFound`` when the post does not have both."""
    query = select(PostRevision).where(PostRevision.post_id == post.id, PostRevision.number.in_((old, new)))
    found = {revision.number: revision for revision in db.session.scalars(query)}
    if old not in found or new not in found:
        raise NotFound()
    return Comparison(old, new, _title(found[old], found[new]), compare(found[old].body, found[new].body))


def compare_with(post: Post, title: str, body: str) -> Comparison:
    """What a text changes in the post as it is now, and in the title for an opening post."""
    renamed = post.is_opening and title not in ("", post.thread.title)
    now = post.revision_count
    return Comparison(now, now, compare(post.thread.title, title) if renamed else (), compare(post.body, body))


def _title(old: PostRevision, new: PostRevision) -> Sequence[Piece]:
    """What changed in the title, if anything; replies have none."""
    return compare(old.title, new.title) if old.title and new.title and old.title != new.title else ()


def get_revision(post: Post, number: int) -> PostRevision:
    """One version of a post. Raises ``NotFound``."""
    query = select(PostRevision).where(PostRevision.post_id == post.id, PostRevision.number == number)
    revision = db.session.scalar(query)
    if revision is None:
        raise NotFound()
    return revision
