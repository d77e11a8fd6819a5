"""The page of a thread: its head with everything personal in one statement, its posts in a second.

Rows, not entities: nothing here is written to, and a row costs a fifth of an entity.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Select, String, and_, bindparam, func, literal, select, union_all
from sqlalchemy.orm import aliased

from forum.accounts.models import Member
from forum.core import reading
from forum.core.errors import NotFound
from forum.core.policy import Actor, may_see
from forum.discussions import paths
from forum.discussions.models import Draft, Post, Space, SpaceRead, Thread, ThreadRead, UsefulVote
from forum.discussions.policies import thread_audience
from forum.extensions import db
from forum.network.models import Library
from forum.notifications.models import Watch

PAGE_SIZE = 20

Statement = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class SpaceRef:
    """The space of a thread, as far as its page shows it."""

    id: int
    slug: str
    title: str
    audience: str


@dataclass(frozen=True, slots=True)
class ThreadHead:
    """A thread with what is personal to one reader; the rules of ``policies`` accept it."""

    id: int
    kind: str
    title: str
    slug: str
    author_id: int
    created_at: datetime
    opening_post_id: int
    last_post_id: int
    reply_count: int
    accepted_count: int
    useful_count: int
    version: int
    locked_at: datetime | None
    locked_reason: str | None
    hidden_at: datetime | None
    hidden_reason: str | None
    source_name: str | None
    source_url: str | None
    licence: str | None
    author_name: str
    space: SpaceRef
    watermark: int
    watch: str | None
    draft_body: str
    draft_at: datetime | None
    draft_choices: dict[str, str] | None
    language: str

    @property
    def space_id(self) -> int:
        return self.space.id

    @property
    def is_question(self) -> bool:
        return self.kind == "question"

    @property
    def draft_parent_id(self) -> int | None:
        """The post the kept reply was meant for."""
        parent = (self.draft_choices or {}).get("parent", "")
        return int(parent) if parent.isascii() and parent.isdigit() and len(parent) < 10 else None

    @property
    def has_unread(self) -> bool:
        return self.last_post_id > self.watermark


@dataclass(frozen=True, slots=True)
class PostView:
    """A post as it is drawn; the rules of ``policies`` accept it."""

    id: int
    parent_id: int | None
    path: str
    depth: int
    author_id: int
    author_name: str
    author_function: str
    author_library: str
    created_at: datetime
    body_html: str
    language: str
    edited_at: datetime | None
    revision_count: int
    accepted_at: datetime | None
    useful_count: int
    reply_count: int
    hidden_at: datetime | None
    hidden_reason: str | None
    licence: str | None
    attribution_url: str | None
    parent_author: str | None
    is_copy: bool
    thread: ThreadHead

    @property
    def drawn_depth(self) -> int:
        """Indentation: 0 for the opening post, 1 to 3 for replies however deep."""
        return min(self.depth, paths.DRAWN_DEPTH)


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page of a thread begins: at a path, after one, or before one."""

    side: str = "from"
    path: str = ""

    @property
    def is_start(self) -> bool:
        return self.side == "from" and not self.path


@dataclass(frozen=True, slots=True)
class PostPage:
    """One page of posts in reading order, with the accepted answers when it is the first."""

    posts: Sequence[PostView]
    accepted: Sequence[PostView]
    next_path: str | None
    previous_path: str | None


def _head_statement() -> Statement:
    member: BindParameter[int] = bindparam("member_id")
    draft_key = literal("thread:") + bindparam("thread_key", type_=String()) + ":reply"
    return (
        select(
            Thread.id,
            Thread.kind,
            Thread.title,
            Thread.slug,
            Thread.author_id,
            Thread.created_at,
            Thread.opening_post_id,
            Thread.last_post_id,
            Thread.reply_count,
            Thread.accepted_count,
            Thread.useful_count,
            Thread.version,
            Thread.locked_at,
            Thread.locked_reason,
            Thread.hidden_at,
            Thread.hidden_reason,
            Thread.source_name,
            Thread.source_url,
            Thread.licence,
            Member.display_name,
            Space.id,
            Space.slug,
            Space.title,
            Space.audience,
            func.coalesce(ThreadRead.last_read_post_id, 0),
            func.coalesce(SpaceRead.read_upto_post_id, 0),
            Watch.level,
            func.coalesce(Draft.body, ""),
            Draft.updated_at,
            Draft.choices,
            Thread.language,
        )
        .join(Space, Space.id == Thread.space_id)
        .join(Member, Member.id == Thread.author_id)
        .outerjoin(ThreadRead, and_(ThreadRead.thread_id == Thread.id, ThreadRead.member_id == member))
        .outerjoin(SpaceRead, and_(SpaceRead.space_id == Space.id, SpaceRead.member_id == member))
        .outerjoin(Watch, and_(Watch.member_id == member, Watch.kind == "thread", Watch.object_id == Thread.id))
        .outerjoin(Draft, and_(Draft.member_id == member, Draft.key == draft_key))
        .where(Thread.id == bindparam("thread_id"))
    )


_HEAD = _head_statement()


def get_thread_head(actor: Actor, thread_id: int) -> ThreadHead:
    """The head of a thread for one reader; ``NotFound`` when they may not see it."""
    keys = {"member_id": actor.id, "thread_id": thread_id, "thread_key": str(thread_id)}
    row: Any = reading.connection().execute(_HEAD, keys).first()
    if row is None:
        raise NotFound()
    space = SpaceRef(*row[20:24])
    values: Any = (*row[:20], space, max(row[24], row[25]), *row[26:31])
    head = ThreadHead(*values)
    if not may_see(actor, thread_audience(head)):
        raise NotFound()
    return head


_PARENT = aliased(Post)
_PARENT_AUTHOR = aliased(Member)


def _ids(side: str) -> Statement:
    in_thread = select(Post.id, literal(0).label("is_copy")).where(Post.thread_id == bindparam("thread_id"))
    path: BindParameter[str] = bindparam("path")
    match side:
        case "after":
            return in_thread.where(Post.path > path).order_by(Post.path).limit(PAGE_SIZE + 1)
        case "before":
            return in_thread.where(Post.path < path).order_by(Post.path.desc()).limit(PAGE_SIZE + 1)
        case _:
            return in_thread.where(Post.path >= path).order_by(Post.path).limit(PAGE_SIZE + 1)


def _post_statement(side: str, *, with_accepted: bool = False) -> Statement:
    chosen: Any = _ids(side)
    if with_accepted:
        accepted = select(Post.id, literal(1).label("is_copy")).where(
            Post.thread_id == bindparam("thread_id"), Post.accepted_at.is_not(None), Post.hidden_at.is_(None)
        )
        chosen = union_all(select(chosen.subquery()), accepted)
    ids = chosen.subquery()
    return (
        select(
            Post.id,
            Post.parent_id,
            Post.path,
            Post.depth,
            Post.author_id,
            Member.display_name,
            Member.function_title,
            func.coalesce(Library.short_name, ""),
            Post.created_at,
            Post.body_html,
            Post.language,
            Post.edited_at,
            Post.revision_count,
            Post.accepted_at,
            Post.useful_count,
            Post.reply_count,
            Post.hidden_at,
            Post.hidden_reason,
            Post.licence,
            Post.attribution_url,
            _PARENT_AUTHOR.display_name,
            ids.c.is_copy,
        )
        .join(ids, ids.c.id == Post.id)
        .join(Member, Member.id == Post.author_id)
        .outerjoin(Library, Library.id == Member.library_id)
        .outerjoin(_PARENT, _PARENT.id == Post.parent_id)
        .outerjoin(_PARENT_AUTHOR, _PARENT_AUTHOR.id == _PARENT.author_id)
        .order_by(Post.path)
    )


_POSTS = {side: _post_statement(side) for side in ("from", "after", "before")}
_POSTS_WITH_ACCEPTED = _post_statement("from", with_accepted=True)


def get_post_page(head: ThreadHead, position: Position) -> PostPage:
    """The posts of one page; its cost does not depend on the length of the thread or the place in it."""
    with_accepted = position.is_start and head.accepted_count > 0
    statement = _POSTS_WITH_ACCEPTED if with_accepted else _POSTS[position.side]
    rows: Any = reading.connection().execute(statement, {"thread_id": head.id, "path": position.path})
    # A kept block outlives the reader it was made for: nothing personal stays in it.
    thread = replace(head, watermark=0, watch=None, draft_body="", draft_at=None, draft_choices=None)
    views = [_post_view((*row[:21], bool(row[21]), thread)) for row in rows]
    accepted = [view for view in views if view.is_copy]
    posts = [view for view in views if not view.is_copy]
    more = len(posts) > PAGE_SIZE
    if position.side == "before":
        posts = posts[1:] if more else posts
        has_previous, has_next = more, True
    else:
        posts = posts[:PAGE_SIZE]
        has_previous, has_next = bool(position.path), more
    return PostPage(
        posts,
        accepted,
        posts[-1].path if posts and has_next else None,
        posts[0].path if posts and has_previous else None,
    )


def _post_view(values: Any) -> PostView:
    return PostView(*values)


_PLACE = select(Post.path).where(Post.id == bindparam("post_id"), Post.thread_id == bindparam("thread_id"))


def find_position(head: ThreadHead, post_id: int) -> Position:
    """The page that shows a post: from the reply it stands under, or from itself when that is more than a page away."""
    connection = reading.connection()
    path = connection.execute(_PLACE, {"post_id": post_id, "thread_id": head.id}).scalar()
    if not path:
        return Position()
    root = paths.root_segment(path)
    between = (
        select(Post.id)
        .where(Post.thread_id == head.id, Post.path >= root, Post.path <= path)
        .limit(PAGE_SIZE + 1)
        .subquery()
    )
    distance = connection.execute(select(func.count()).select_from(between)).scalar() or 0
    start = root if distance <= PAGE_SIZE else path
    first = (
        select(Post.id).where(Post.thread_id == head.id, Post.path < start).limit(PAGE_SIZE - distance + 1).subquery()
    )
    if distance < PAGE_SIZE:
        before = connection.execute(select(func.count()).select_from(first)).scalar() or 0
        if before + distance <= PAGE_SIZE:
            return Position()
    return Position("from", start)


def find_first_unread(head: ThreadHead) -> int | None:
    """The oldest post the reader has not read."""
    unread = select(func.min(Post.id)).where(Post.thread_id == head.id, Post.id > head.watermark)
    return db.session.scalar(unread)


# By the range of ids and not one by one: a list of twenty parameters costs more than the votes it leaves out.
_VOTES = select(UsefulVote.post_id).where(
    UsefulVote.member_id == bindparam("member_id"),
    UsefulVote.post_id.between(bindparam("lowest"), bindparam("highest")),
)


def list_useful_votes(actor: Actor, posts: Sequence[PostView]) -> frozenset[int]:
    """The ids of those of these posts that the reader marked as useful; asks nothing where nobody did."""
    marked = [post.id for post in posts if post.useful_count]
    if not marked:
        return frozenset()
    keys = {"member_id": actor.id, "lowest": min(marked), "highest": max(marked)}
    return frozenset(reading.connection().execute(_VOTES, keys).scalars()).intersection(marked)
