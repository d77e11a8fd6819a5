"""What a member keeps for later."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from forum.accounts.models import Member
from forum.core import reading
from forum.core.pagination import Page, cut, decode_cursor
from forum.core.policy import Actor
from forum.core.prepared import Prepared
from forum.core.text.excerpt import excerpt
from forum.discussions.models import Bookmark, Post, Space, Thread
from forum.discussions.policies import visible_posts
from forum.discussions.queries.thread_head import ThreadHead
from forum.extensions import db

PAGE_SIZE = 25
_SHOWN = 600


@dataclass(frozen=True, slots=True)
class Kept:
    """A bookmark in the list: the whole thread when ``depth`` is 0, else one post of it."""

    id: int
    post_id: int
    depth: int
    note: str
    remind_at: datetime | None
    created_at: datetime
    title: str
    thread_language: str
    language: str
    author_name: str
    space_title: str
    space_slug: str
    text: str


def list_bookmarks(actor: Actor, cursor: str | None = None) -> Page[Kept]:
    """What the actor keeps and may still see, the newest first; one statement."""
    after = decode_cursor(cursor, int)
    query = (
        select(
            Bookmark.id,
            Bookmark.post_id,
            Post.depth,
            Bookmark.note,
            Bookmark.remind_at,
            Bookmark.created_at,
            Thread.title,
            Thread.language,
            Post.language,
            Member.display_name,
            Space.title,
            Space.slug,
            func.substr(Post.body_plain, 1, _SHOWN),
        )
        .join(Post, Post.id == Bookmark.post_id)
        .join(Thread, Thread.id == Post.thread_id)
        .join(Space, Space.id == Thread.space_id)
        .join(Member, Member.id == Post.author_id)
        .where(Bookmark.member_id == actor.id, visible_posts(actor))
        .order_by(Bookmark.id.desc())
        .limit(PAGE_SIZE + 1)
    )
    if after:
        query = query.where(Bookmark.id < after[0])
    rows: Any = reading.connection().execute(query)
    values: Any = [(*row[:-1], excerpt(row[-1], 220)) for row in rows]
    items = [Kept(*value) for value in values]
    return cut(items, PAGE_SIZE, lambda kept: (kept.id,), after=after)


_KEPT = Prepared(
    select(Bookmark.post_id)
    .where(Bookmark.member_id == bindparam("member_id"), Bookmark.thread_id == bindparam("thread_id"))
    .order_by(Bookmark.post_id)
)


def list_kept_posts(actor: Actor, head: ThreadHead) -> Collection[int]:
    """The ids of the posts of a thread that the reader keeps; asks nothing where the head says there are none."""
    if not head.keeps:
        return ()
    return _KEPT.scalars({"member_id": actor.id, "thread_id": head.id})


def find_bookmark(actor: Actor, post_id: int) -> Bookmark | None:
    """The actor's bookmark of a post."""

    return db.session.scalar(select(Bookmark).where(Bookmark.member_id == actor.id, Bookmark.post_id == post_id))
