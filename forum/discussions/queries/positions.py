"""Where in a thread a page begins, and on which page a post stands."""

from dataclasses import dataclass

from sqlalchemy import bindparam, func, select

from forum.core import reading
from forum.discussions import paths
from forum.discussions.models import Post
from forum.discussions.queries.thread_head import ThreadHead

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page of a thread begins: at a path, after one, or before one."""

    side: str = "from"
    path: str = ""

    @property
    def is_start(self) -> bool:
        return self.side == "from" and not self.path


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
    post_id: int | None = reading.connection().execute(unread).scalar()
    return post_id
