"""A line of a post that is not on the page, so that one sees what is answered."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select

from forum.accounts.models import Member
from forum.core.prepared import Prepared
from forum.discussions.models import Post
from forum.discussions.queries.thread_head import ThreadHead

LENGTH = 140


@dataclass(frozen=True, slots=True)
class Quote:
    """Who wrote a post and how it begins; nothing of the text of a hidden one."""

    id: int
    author_name: str
    text: str
    language: str


_QUOTES = Prepared(
    select(Post.id, Member.display_name, func.substr(Post.body_plain, 1, LENGTH + 1), Post.language, Post.hidden_at)
    .join(Member, Member.id == Post.author_id)
    .where(Post.thread_id == bindparam("thread_id"), Post.id.in_(bindparam("ids", expanding=True)))
)


def list_quotes(head: ThreadHead, ids: Collection[int]) -> dict[int, Quote]:
    """The beginnings of these posts of a thread, by id; one statement."""
    rows = _QUOTES.all({"thread_id": head.id, "ids": sorted(ids)})
    return {row[0]: Quote(row[0], row[1], "" if row[4] else _cut(row[2]), row[3]) for row in rows}


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(text) <= LENGTH else line[:LENGTH].rsplit(" ", 1)[0] + "…"
