"""The posts of a thread page, in one statement; its cost does not depend on the length of the thread.

Rows, not entities: nothing here is written to, and a row costs a fifth of an entity.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, func, literal, select, union_all
from sqlalchemy.orm import aliased

from forum.accounts.models import Member
from forum.core.policy import Actor
from forum.core.prepared import Prepared
from forum.discussions import paths
from forum.discussions.models import Post, UsefulVote
from forum.discussions.queries.positions import PAGE_SIZE, Position
from forum.discussions.queries.thread_head import Statement, ThreadHead
from forum.network.models import Library


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
    files: list[dict[str, Any]] | None
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

    def forget_text(self) -> None:
        """Let go of the text, once it is drawn: kept a second time with the posts it would double a page."""
        object.__setattr__(self, "body_html", "")

    @property
    def drawn_depth(self) -> int:
        """Indentation: 0 for the opening post, 1 to 3 for replies however deep."""
        return min(self.depth, paths.DRAWN_DEPTH)


@dataclass(frozen=True, slots=True)
class PostPage:
    """One page of posts in reading order, with the accepted answers when it is the first."""

    posts: Sequence[PostView]
    accepted: Sequence[PostView]
    next_path: str | None
    previous_path: str | None


_PARENT = aliased(Post)
_PARENT_AUTHOR = aliased(Member)

# Fields that are not the post's own column of the same name; ``is_copy`` is the last one read.
_OTHERS: dict[str, Any] = {
    "author_name": Member.display_name,
    "author_function": Member.function_title,
    "author_library": func.coalesce(Library.short_name, ""),
    "parent_author": _PARENT_AUTHOR.display_name,
}
_OWN = [field.name for field in fields(PostView)][:-2]


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
    """The fields of ``PostView`` in their order, up to ``is_copy``."""
    chosen: Any = _ids(side)
    if with_accepted:
        accepted = select(Post.id, literal(1).label("is_copy")).where(
            Post.thread_id == bindparam("thread_id"), Post.accepted_at.is_not(None), Post.hidden_at.is_(None)
        )
        chosen = union_all(select(chosen.subquery()), accepted)
    ids = chosen.subquery()
    own = [_OTHERS[name] if name in _OTHERS else getattr(Post, name) for name in _OWN]
    return (
        select(*own, ids.c.is_copy)
        .join(ids, ids.c.id == Post.id)
        .join(Member, Member.id == Post.author_id)
        .outerjoin(Library, Library.id == Member.library_id)
        .outerjoin(_PARENT, _PARENT.id == Post.parent_id)
        .outerjoin(_PARENT_AUTHOR, _PARENT_AUTHOR.id == _PARENT.author_id)
        .order_by(Post.path)
    )


_POSTS = {side: Prepared(_post_statement(side)) for side in ("from", "after", "before")}
_POSTS_WITH_ACCEPTED = Prepared(_post_statement("from", with_accepted=True))


def get_post_page(head: ThreadHead, position: Position) -> PostPage:
    """The posts of one page; its cost does not depend on the length of the thread or the place in it."""
    with_accepted = position.is_start and head.accepted_count > 0
    statement = _POSTS_WITH_ACCEPTED if with_accepted else _POSTS[position.side]
    rows = statement.all({"thread_id": head.id, "path": position.path})
    # A kept block outlives the reader it was made for: nothing personal stays in it.
    thread = replace(head, watermark=0, watch=None, draft_body="", draft_at=None, draft_choices=None, keeps=False)
    views = [_post_view(row, thread) for row in rows]
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


def _post_view(row: Sequence[Any], thread: ThreadHead) -> PostView:
    values: Any = (*row[:-1], bool(row[-1]), thread)
    return PostView(*values)


# By the range of ids and not one by one: a list of twenty parameters costs more than the votes it leaves out.
_VOTES = Prepared(
    select(UsefulVote.post_id).where(
        UsefulVote.member_id == bindparam("member_id"),
        UsefulVote.post_id.between(bindparam("lowest"), bindparam("highest")),
    )
)


def list_useful_votes(actor: Actor, posts: Sequence[PostView]) -> frozenset[int]:
    """The ids of those of these posts that the reader marked as useful; asks nothing where nobody did."""
    marked = [post.id for post in posts if post.useful_count]
    if not marked:
        return frozenset()
    keys = {"member_id": actor.id, "lowest": min(marked), "highest": max(marked)}
    return frozenset(_VOTES.scalars(keys)).intersection(marked)
