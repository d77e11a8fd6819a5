"""For the moderators of a space: what is hidden in it, and what they and their colleagues did."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from forum.accounts.models import Member
from forum.core.activity import Activity
from forum.core.pagination import Page, cut, decode_cursor
from forum.discussions.models import Post, Space, Thread
from forum.extensions import db

PAGE_SIZE = 40
EXCERPT = 300

# What moderators do, by the verb of its activity row; what it is called is said in the template of the page.
STAFF_VERBS = (
    "post.hidden",
    "post.restored",
    "post.reparented",
    "post.reparented_back",
    "thread.hidden",
    "thread.restored",
    "thread.locked",
    "thread.unlocked",
    "thread.merged",
    "thread.unmerged",
    "thread.split",
    "thread.unsplit",
    "thread.moved",
    "thread.moved_back",
    "thread.duplicate",
    "thread.reopened",
    "thread.pinned",
    "thread.unpinned",
    "space.thread_left",
    "space.moderator_added",
    "space.moderator_removed",
    "space.edited",
)


@dataclass(frozen=True, slots=True)
class StaffAction:
    """Who did what, when, to what and why."""

    id: int
    verb: str
    created_at: datetime
    actor_name: str
    reason: str
    title: str
    url: str


def list_staff_actions(space: Space, cursor: str | None = None) -> Page[StaffAction]:
    """What was done in a space, newest first; one statement. The caller has asked the policy."""
    after = decode_cursor(cursor, int)
    query = (
        select(Activity.id, Activity.verb, Activity.created_at, Member.display_name, Activity.data)
        .add_columns(Activity.kind, Activity.object_id, Thread.id.label("thread_id"), Thread.title, Thread.slug)
        .outerjoin(Member, Member.id == Activity.actor_id)
        .outerjoin(Thread, and_(Activity.root_kind == "thread", Thread.id == Activity.root_id))
        .where(Activity.verb.in_(STAFF_VERBS))
        .where(or_(Thread.space_id == space.id, and_(Activity.root_kind == "space", Activity.root_id == space.id)))
        .order_by(Activity.id.desc())
        .limit(PAGE_SIZE + 1)
    )
    if after:
        query = query.where(Activity.id < after[0])
    rows = [_staff_action(row) for row in db.session.execute(query)]
    return cut(rows, PAGE_SIZE, lambda row: (row.id,), after=after)


def _staff_action(row: Any) -> StaffAction:
    url = ""
    if row.thread_id:
        url = f"/posts/{row.object_id}" if row.kind == "post" else f"/threads/{row.thread_id}-{row.slug}"
    reason = str((row.data or {}).get("reason", ""))
    return StaffAction(row.id, row.verb, row.created_at, row.display_name or "", reason, row.title or "", url)


@dataclass(frozen=True, slots=True)
class HiddenThing:
    """A hidden thread (``post_id`` is 0) or post, with who hid it and why."""

    thread_id: int
    slug: str
    title: str
    post_id: int
    author_name: str
    text: str
    hidden_at: datetime
    hidden_by: str
    reason: str


def list_hidden(space: Space, cursor: str | None = None) -> Page[HiddenThing]:
    """Hidden posts of a space, most recently hidden first; the caller has asked the policy."""
    return _hidden(space, cursor, Post.hidden_at, Post.hidden_by_id, Post.hidden_reason, post_id=Post.id)


def list_hidden_threads(space: Space, cursor: str | None = None) -> Page[HiddenThing]:
    """Hidden threads of a space, most recently hidden first; the caller has asked the policy."""
    return _hidden(space, cursor, Thread.hidden_at, Thread.hidden_by_id, Thread.hidden_reason, post_id=None)


def _hidden(space: Space, cursor: str | None, hidden_at: Any, hidden_by: Any, reason: Any, *, post_id: Any) -> Any:
    after = decode_cursor(cursor, datetime, int)
    author, hider = aliased(Member), aliased(Member)
    number = Post.id if post_id is not None else Thread.id
    query = (
        select(Thread.id, Thread.slug, Thread.title, Post.id, author.display_name, Post.body_plain)
        .add_columns(hidden_at, hider.display_name, reason, number)
        .join(Thread, Thread.id == Post.thread_id)
        .join(author, author.id == Post.author_id)
        .outerjoin(hider, hider.id == hidden_by)
        .where(Thread.space_id == space.id, Thread.merged_into_id.is_(None), hidden_at.is_not(None))
        .order_by(hidden_at.desc(), number.desc())
        .limit(PAGE_SIZE + 1)
    )
    if post_id is None:
        query = query.where(Post.id == Thread.opening_post_id)
    if after:
        query = query.where(or_(hidden_at < after[0], and_(hidden_at == after[0], number < after[1])))
    rows: Sequence[Any] = db.session.execute(query).all()
    things = [
        HiddenThing(
            row[0],
            row[1],
            row[2],
            row[3] if post_id is not None else 0,
            row[4],
            row[5][:EXCERPT],
            row[6],
            row[7] or "",
            row[8] or "",
        )
        for row in rows
    ]
    return cut(things, PAGE_SIZE, lambda thing: (thing.hidden_at, thing.post_id or thing.thread_id), after=after)
