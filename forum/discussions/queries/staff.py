"""For the moderators of a space: what is hidden in it, and what they and their colleagues did."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select
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
    "poll.closed",
    "poll.reopened",
    "conclusion.removed",
    "acknowledgement.changed",
    "acknowledgement.stopped",
    "acknowledgement.reopened",
    "post.edited",
    "space.thread_left",
    "space.moderator_added",
    "space.moderator_removed",
    "space.edited",
)


# Of these only what somebody did to the words or the question of another.
TO_OTHERS = ("poll.closed", "poll.reopened", "conclusion.removed")
# What the log can be narrowed to, by the word in the address; what it is called is said in the template of the page.
SORTS = {
    "hidden": tuple(verb for verb in STAFF_VERBS if verb.endswith((".hidden", ".restored"))),
    "locked": ("thread.locked", "thread.unlocked"),
    "moved": tuple(
        verb for verb in STAFF_VERBS if verb.endswith(("merged", "split", "moved", "_back", "reparented", "_left"))
    ),
    "duplicates": ("thread.duplicate", "thread.reopened"),
    "words": ("post.edited", "conclusion.removed"),
    "space": tuple(verb for verb in STAFF_VERBS if verb.startswith("space.") and verb != "space.thread_left"),
}


@dataclass(frozen=True, slots=True)
class StaffAction:
    """Who did what, when, to what and why; ``other`` is the title of the second discussion, of a merge or a split."""

    id: int
    verb: str
    created_at: datetime
    actor_name: str
    reason: str
    title: str
    url: str
    other: str


def list_staff_actions(
    space: Space, cursor: str | None = None, *, sort: str = "", member_id: int | None = None
) -> Page[StaffAction]:
    """What was done in a space, of one sort and by one member if given, newest first; one statement.

    The caller has asked the policy.
    """
    after = decode_cursor(cursor, int)
    query = (
        select(Activity.id, Activity.verb, Activity.created_at, Member.display_name, Activity.data)
        .add_columns(Activity.kind, Activity.object_id, Thread.id.label("thread_id"), Thread.title, Thread.slug)
        .outerjoin(Member, Member.id == Activity.actor_id)
        .outerjoin(Thread, and_(Activity.root_kind == "thread", Thread.id == Activity.root_id))
        .outerjoin(Post, and_(Activity.kind == "post", Post.id == Activity.object_id))
        .where(Activity.verb.in_(SORTS.get(sort, STAFF_VERBS)), _is_staff_work())
        .where(_in_space(space))
        .order_by(Activity.id.desc())
        .limit(PAGE_SIZE + 1)
    )
    if member_id:
        query = query.where(Activity.actor_id == member_id)
    if after:
        query = query.where(Activity.id < after[0])
    rows = [_staff_action(row) for row in db.session.execute(query)]
    return cut(rows, PAGE_SIZE, lambda row: (row.id,), after=after)


def list_staff(space: Space) -> Sequence[Any]:
    """Who stands in the log of a space, by name: id and name."""
    query = (
        select(Member.id, Member.display_name)
        .join(Activity, Activity.actor_id == Member.id)
        .outerjoin(Thread, and_(Activity.root_kind == "thread", Thread.id == Activity.root_id))
        .outerjoin(Post, and_(Activity.kind == "post", Post.id == Activity.object_id))
        .where(Activity.verb.in_(STAFF_VERBS), _is_staff_work(), _in_space(space))
        .group_by(Member.id, Member.display_name, Member.sort_name)
        .order_by(Member.sort_name, Member.id)
    )
    return db.session.execute(query).all()


def _in_space(space: Space) -> Any:
    return or_(Thread.space_id == space.id, and_(Activity.root_kind == "space", Activity.root_id == space.id))


def _is_staff_work() -> Any:
    """Not what authors do to their own words, polls and conclusions, nor what a poll does when its time has come."""
    return and_(
        or_(Activity.verb != "post.edited", Activity.actor_id != Post.author_id),
        or_(Activity.verb.not_in(TO_OTHERS), Activity.actor_id != Thread.author_id),
    )


def _staff_action(row: Any) -> StaffAction:
    url = ""
    if row.thread_id:
        url = f"/posts/{row.object_id}" if row.kind == "post" else f"/threads/{row.thread_id}-{row.slug}"
    data = row.data or {}
    reason, other = str(data.get("reason", "")), str(data.get("other", ""))
    return StaffAction(row.id, row.verb, row.created_at, row.display_name or "", reason, row.title or "", url, other)


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


def count_hidden(space: Space) -> tuple[int, int]:
    """How many posts and how many threads of a space are hidden."""
    posts = select(func.count()).select_from(Post).join(Thread, Thread.id == Post.thread_id)
    posts = posts.where(Thread.space_id == space.id, Thread.merged_into_id.is_(None), Post.hidden_at.is_not(None))
    threads = select(func.count()).select_from(Thread)
    threads = threads.where(Thread.space_id == space.id, Thread.merged_into_id.is_(None), Thread.hidden_at.is_not(None))
    counted = db.session.execute(select(posts.scalar_subquery(), threads.scalar_subquery())).one()
    return counted[0], counted[1]


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
