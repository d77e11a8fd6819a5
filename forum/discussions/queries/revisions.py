"""The history of a post."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from forum.accounts.models import Member
from forum.discussions.models import Post, PostRevision
from forum.extensions import db


@dataclass(frozen=True, slots=True)
class RevisionView:
    """One version with what changed since the one before: ``lines`` are ("+", "-", " ") and the text."""

    number: int
    author_name: str
    created_at: datetime
    title: str | None
    reason: str
    lines: Sequence[tuple[str, str]]


def list_revisions(post: Post) -> list[RevisionView]:
    """All versions of a post, newest first, each with its differences; the caller has asked the policy."""
    rows = db.session.execute(
        select(PostRevision, Member.display_name)
        .join(Member, Member.id == PostRevision.author_id)
        .where(PostRevision.post_id == post.id)
        .order_by(PostRevision.number)
    ).all()
    views, before = [], ""
    for revision, author_name in rows:
        lines = difference(before, revision.body)
        views.append(
            RevisionView(revision.number, author_name, revision.created_at, revision.title, revision.reason, lines)
        )
        before = revision.body
    return views[::-1]


def difference(before: str, after: str) -> list[tuple[str, str]]:
    """The lines of a text with "+", "-" or " " before each; a first version has only " "."""
    lines = difflib.ndiff(before.splitlines(), after.splitlines()) if before else (f"  {x}" for x in after.splitlines())
    return [(line[0], line[2:]) for line in lines if line[0] in "+- "]
