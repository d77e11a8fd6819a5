"""What somebody else saved while a text was being typed, for the page that lays the two beside each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from forum.accounts.models import Member
from forum.core.text import Piece, compare
from forum.discussions.models import Conclusion, Post, PostRevision
from forum.discussions.queries.revisions import compare_with
from forum.extensions import db


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """Whose the text is by now, and since when; what one's own text would change in it: a title and pieces.

    ``seen`` is the version one's own was typed from, ``number`` the newest.
    """

    author_name: str
    saved_at: datetime
    seen: int
    number: int
    title: Sequence[Piece]
    pieces: Sequence[Piece]
    history: str


def view_meanwhile(post: Post, seen: int, title: str, mine: str) -> Meanwhile | None:
    """What became of a post since version ``seen``; ``None`` when that is still the newest."""
    if seen >= post.revision_count:
        return None
    name, saved_at = db.session.execute(
        select(Member.display_name, PostRevision.created_at)
        .join(Member, Member.id == PostRevision.author_id)
        .where(PostRevision.post_id == post.id, PostRevision.number == post.revision_count)
    ).one()
    found = compare_with(post, title, mine)
    history = f"/posts/{post.id}/history?from={seen}&to={post.revision_count}"
    return Meanwhile(name, saved_at, seen, post.revision_count, found.title, found.pieces, history)


def view_conclusion_meanwhile(known: Conclusion | None, seen: int, mine: str) -> Meanwhile | None:
    """The same of the conclusion of a thread; version 0 is that there was none."""
    if known is None or seen >= known.revision_count:
        return None
    name = db.session.scalar(select(Member.display_name).where(Member.id == known.changed_by_id)) or ""
    pieces = compare(known.body, mine)
    history = f"/threads/{known.thread_id}/conclusion/history"
    return Meanwhile(name, known.changed_at, seen, known.revision_count, (), pieces, history)
