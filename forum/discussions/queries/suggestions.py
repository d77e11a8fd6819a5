"""Suggested edits: one with what it changes, and the lists of open ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import aliased

from forum.accounts.models import Member
from forum.attachments.queries import list_visible
from forum.attachments.references import listed
from forum.core.errors import NotFound
from forum.core.policy import Actor, can
from forum.core.text import Piece, compare
from forum.core.text.attached import mentioned
from forum.discussions.kinds import load_suggestions
from forum.discussions.models import Post, Space, SuggestedEdit, SuggestionState, Thread
from forum.discussions.policies import moderated_space_ids, visible_posts
from forum.discussions.queries.revisions import get_revision
from forum.discussions.sealed import own_posts
from forum.extensions import db

MOST_LISTED = 50


@dataclass(frozen=True, slots=True)
class SuggestionView:
    """A suggestion as it is shown; ``is_outdated`` when the post was changed since it was made."""

    suggestion: SuggestedEdit
    author_name: str
    decided_by: str
    title: Sequence[Piece]
    pieces: Sequence[Piece]
    is_outdated: bool


def get_suggestion(actor: Actor, suggestion_id: int) -> SuggestedEdit:
    """A suggestion with its post, thread and space. Raises ``NotFound`` when the actor may not see it."""
    suggestion = load_suggestions([suggestion_id]).get(suggestion_id)
    if suggestion is None or not can(actor, "suggestion.see", suggestion):
        raise NotFound()
    return suggestion


def view_suggestion(suggestion: SuggestedEdit) -> SuggestionView:
    """What a suggestion changes in the version it was made from; the caller has asked the policy."""
    names = select(Member.id, Member.display_name)
    ids = [suggestion.author_id, suggestion.decided_by_id or 0]
    known: dict[int, str] = dict(db.session.execute(names.where(Member.id.in_(ids))).all())
    base = get_revision(suggestion.post, suggestion.base_number)
    renamed = suggestion.title and base.title and suggestion.title != base.title
    return SuggestionView(
        suggestion,
        known[suggestion.author_id],
        known.get(suggestion.decided_by_id or 0, ""),
        compare(base.title or "", suggestion.title or "") if renamed else (),
        compare(base.body, suggestion.body),
        suggestion.is_open and suggestion.post.revision_count != suggestion.base_number,
    )


def list_added_files(actor: Actor, suggestion: SuggestedEdit) -> list[dict[str, Any]]:
    """The files a suggestion brings in, as a list under a text shows them."""
    before = mentioned(get_revision(suggestion.post, suggestion.base_number).body)
    added = list_visible(actor, mentioned(suggestion.body) - before)
    return [listed(added[number]) for number in sorted(added)]


def list_suggestions_to_decide(actor: Actor) -> Sequence[Any]:
    """Open suggestions for the actor's own posts and in the spaces they moderate, the oldest first."""
    mine = or_(own_posts(actor), Thread.space_id.in_(moderated_space_ids(actor)))
    return _rows(actor, and_(mine, SuggestedEdit.author_id != actor.id))


def list_own_suggestions(actor: Actor) -> Sequence[Any]:
    """The suggestions of the actor nobody has decided yet, the oldest first."""
    return _rows(actor, SuggestedEdit.author_id == actor.id)


def list_suggestions_for(actor: Actor, post: Post) -> Sequence[Any]:
    """The open suggestions for a post, for who may edit it."""
    return _rows(actor, SuggestedEdit.post_id == post.id)


def _rows(actor: Actor, which: ColumnElement[bool]) -> Sequence[Any]:
    author = aliased(Member)
    query = (
        select(
            SuggestedEdit.id,
            SuggestedEdit.reason,
            SuggestedEdit.updated_at,
            Post.depth,
            Thread.title,
            Space.title.label("space_title"),
            author.display_name.label("author_name"),
        )
        .join(Post, Post.id == SuggestedEdit.post_id)
        .join(Thread, Thread.id == Post.thread_id)
        .join(Space, Space.id == Thread.space_id)
        .join(author, author.id == SuggestedEdit.author_id)
        .where(SuggestedEdit.state == SuggestionState.OPEN, which, visible_posts(actor))
        .order_by(SuggestedEdit.id)
        .limit(MOST_LISTED)
    )
    return db.session.execute(query).all()
