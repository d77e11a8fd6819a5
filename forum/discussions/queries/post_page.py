"""Stretches of posts, each read in one statement; its cost does not depend on the length of the thread.

Rows, not entities: nothing here is written to, and a row costs a fifth of an entity.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    Integer,
    String,
    bindparam,
    case,
    func,
    literal,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from forum.accounts.models import Member
from forum.core.errors import Sentence
from forum.core.policy import Actor
from forum.core.prepared import Prepared
from forum.discussions import paths
from forum.discussions.capacities import capacity_label
from forum.discussions.models import Post, UsefulVote
from forum.discussions.queries.thread_head import Statement, ThreadHead
from forum.network.models import Library


@dataclass(frozen=True, slots=True, eq=False)
class PostView:
    """A post as it is drawn; the rules of ``policies`` accept it."""

    id: int
    parent_id: int | None
    root_id: int | None
    path: str
    depth: int
    author_id: int
    author_name: str
    author_function: str
    author_library: str
    is_anonymous: bool
    capacity: str
    capacity_scope: str
    created_at: datetime
    body_html: str
    language: str
    edited_at: datetime | None
    revision_count: int
    files: list[dict[str, Any]] | None
    accepted_at: datetime | None
    accepted_by: str | None
    useful_count: int
    reactions: str
    reply_count: int
    hidden_at: datetime | None
    hidden_reason: str | None
    is_withdrawn: bool
    licence: str | None
    attribution_url: str | None
    parent_author: str | None
    is_copy: bool
    thread: ThreadHead

    def forget_text(self) -> None:
        """Let go of the text, once it is drawn: kept a second time with the posts it would double a page."""
        object.__setattr__(self, "body_html", "")

    @property
    def capacity_label(self) -> Sentence:
        """As what its author speaks, for next to the name."""
        return capacity_label(self.capacity, self.capacity_scope)

    @property
    def drawn_depth(self) -> int:
        """Indentation: 0 for the opening post, 1 to 3 for replies however deep."""
        return min(self.depth, paths.DRAWN_DEPTH)


_PARENT = aliased(Post)
_PARENT_AUTHOR = aliased(Member)
_ACCEPTOR = aliased(Member)

# Fields that are not the post's own column of the same name; ``is_copy`` is the last one read.
_OTHERS: dict[str, Any] = {
    "author_name": Member.display_name,
    "author_function": Member.function_title,
    "author_library": func.coalesce(Library.short_name, ""),
    "is_withdrawn": case((Post.hidden_by_id == Post.author_id, True), else_=False),
    "parent_author": _PARENT_AUTHOR.display_name,
}
_OWN = [own.name for own in fields(PostView)][:-2]


_IN_THREAD = Post.thread_id == bindparam("thread_id")
_PATH: BindParameter[str] = bindparam("path")


def _ids(side: str) -> Statement:
    """Which posts: ``limit`` of them on one side of a path, and before ``end``."""
    of_thread = select(Post.id, literal(0).label("is_copy")).where(_IN_THREAD)
    match side:
        case "after":
            chosen = of_thread.where(Post.path > _PATH, Post.path < bindparam("end")).order_by(Post.path)
        case "before":
            chosen = of_thread.where(Post.path < _PATH, Post.path > bindparam("end")).order_by(Post.path.desc())
        case "useful":
            useful: BindParameter[int] = bindparam("useful", type_=Integer())
            after = or_(Post.useful_count < useful, Post.path < _PATH)
            chosen = of_thread.where(Post.depth == literal_column("1"), Post.useful_count <= useful, after)
            chosen = chosen.order_by(Post.useful_count.desc(), Post.path.desc())
        case _:
            chosen = of_thread.where(Post.path >= _PATH, Post.path < bindparam("end")).order_by(Post.path)
    return chosen.limit(bindparam("limit", type_=Integer()))


def _post_statement(side: str, *, from_start: bool = False) -> Statement:
    """The fields of ``PostView`` in their order, up to ``is_copy``; at the start also copies of accepted answers."""
    chosen: Any = _ids(side)
    acceptor: Any = literal(None, String())
    if from_start:
        whole = (_IN_THREAD, Post.accepted_at.is_not(None), Post.hidden_at.is_(None))
        parts = [select(chosen.subquery()), select(Post.id, literal(1).label("is_copy")).where(*whole)]
        if side == "useful":
            parts.append(select(Post.id, literal(0).label("is_copy")).where(_IN_THREAD, Post.path == ""))
        chosen = union_all(*parts)
        acceptor = _ACCEPTOR.display_name
    ids = chosen.subquery()
    others = {**_OTHERS, "accepted_by": acceptor}
    own = [others[name] if name in others else getattr(Post, name) for name in _OWN]
    order = (Post.depth > 0, Post.useful_count.desc(), Post.path.desc()) if side == "useful" else (Post.path,)
    statement = (
        select(*own, ids.c.is_copy)
        .join(ids, ids.c.id == Post.id)
        .join(Member, Member.id == Post.author_id)
        .outerjoin(Library, Library.id == Member.library_id)
        .outerjoin(_PARENT, _PARENT.id == Post.parent_id)
        .outerjoin(_PARENT_AUTHOR, _PARENT_AUTHOR.id == _PARENT.author_id)
        .order_by(*order)
    )
    return statement.outerjoin(_ACCEPTOR, _ACCEPTOR.id == Post.accepted_by_id) if from_start else statement


_POSTS = {side: Prepared(_post_statement(side)) for side in ("from", "after", "before", "useful")}
_AT_START = {side: Prepared(_post_statement(side, from_start=True)) for side in ("from", "useful")}
_PATHS_BEFORE = Prepared(
    select(Post.path)
    .where(_IN_THREAD, Post.path < _PATH)
    .order_by(Post.path.desc())
    .limit(bindparam("limit", type_=Integer()))
)


def read_posts(head: ThreadHead, side: str, path: str, limit: int, end: str = paths.END) -> list[PostView]:
    """So many posts on one side of a path and before ``end`` (on the side "before": after it), in reading order."""
    return _read(_POSTS[side], head, {"path": path, "limit": limit, "end": end})


def read_useful(head: ThreadHead, path: str, useful: int, limit: int) -> list[PostView]:
    """So many direct replies, the most useful first, after one with so many votes; from the start with the rest."""
    start = not path
    values = {"path": path or paths.END, "useful": 2**31 - 1 if start else useful, "limit": limit}
    return _read(_AT_START["useful"] if start else _POSTS["useful"], head, values)


def read_start(head: ThreadHead, limit: int) -> list[PostView]:
    """The first posts of a thread, with copies (``is_copy``) of its accepted answers."""
    statement = _AT_START["from"] if head.accepted_count else _POSTS["from"]
    return _read(statement, head, {"path": "", "limit": limit, "end": paths.END})


def read_paths_before(head: ThreadHead, path: str, limit: int) -> list[str]:
    """The paths before one, the nearest first."""
    return _PATHS_BEFORE.scalars({"thread_id": head.id, "path": path, "limit": limit})


def _read(statement: Prepared, head: ThreadHead, values: dict[str, Any]) -> list[PostView]:
    # A kept block outlives the reader it was made for: nothing personal stays in it.
    thread = replace(
        head, watermark=0, forced=0, watch=None, draft_body="", draft_at=None, draft_choices=None, keeps=False
    )
    return [_post_view(row, thread) for row in statement.all({"thread_id": head.id, **values})]


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
