"""Putting a branch of posts in another place: a constant number of statements, however many posts it has."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, func, literal, select, update
from sqlalchemy.orm import aliased

from forum.discussions import paths
from forum.discussions.models import Post
from forum.extensions import db

# Sorts after every character of a path.
_END = "{"


@dataclass(frozen=True, slots=True)
class Place:
    """A post and where it stands now."""

    id: int
    thread_id: int
    parent_id: int | None
    root_id: int | None
    path: str
    depth: int
    is_hidden: bool
    is_accepted: bool


def places_of(post_ids: Collection[int]) -> dict[int, Place]:
    """Where these posts stand in the database now, by id."""
    rows = db.session.execute(
        select(
            Post.id,
            Post.thread_id,
            Post.parent_id,
            Post.root_id,
            Post.path,
            Post.depth,
            Post.hidden_at.is_not(None),
            Post.accepted_at.is_not(None),
        ).where(Post.id.in_(post_ids))
    )
    return {row[0]: Place(*row[:6], bool(row[6]), bool(row[7])) for row in rows}


def place_of(post_id: int) -> Place:
    """Where one post stands now."""
    return places_of([post_id])[post_id]


def branch(place: Place) -> ColumnElement[bool]:
    """A post and everything below it: one range of the index of paths."""
    return and_(Post.thread_id == place.thread_id, Post.path >= place.path, Post.path < place.path + _END)


def graft(root: Place, thread_id: int, parent: Place | None) -> None:
    """Put a branch under a post of a thread, or make it the whole of an empty thread when there is no parent.

    The parent is not in the branch itself. Counters are not touched.
    """
    path = paths.child_path(parent.path, root.id) if parent else ""
    values = {
        "thread_id": thread_id,
        "parent_id": case((Post.id == root.id, parent.id if parent else None), else_=Post.parent_id),
        "path": literal(path) + func.substr(Post.path, len(root.path) + 1),
        "depth": Post.depth + paths.depth(path) - root.depth,
        "root_id": (parent.root_id or root.id) if parent else None,
    }
    _update(update(Post).where(branch(root)).values(**values))
    if parent is None:
        _find_roots(thread_id)


def _find_roots(thread_id: int) -> None:
    """Every reply stands under the direct reply its path begins with."""
    first = aliased(Post)
    root = select(first.id).where(first.thread_id == thread_id, first.path == func.substr(Post.path, 1, paths.WIDTH))
    _update(update(Post).where(Post.thread_id == thread_id, Post.depth > 0).values(root_id=root.scalar_subquery()))


def count_children(post_ids: Collection[int | None]) -> None:
    """Count the direct replies of these posts again."""
    child = aliased(Post)
    count = select(func.count()).where(child.parent_id == Post.id).scalar_subquery()
    ids = [post_id for post_id in post_ids if post_id is not None]
    _update(update(Post).where(Post.id.in_(ids)).values(reply_count=count))


def _update(statement) -> None:  # type: ignore[no-untyped-def]
    db.session.execute(statement.execution_options(synchronize_session=False))
