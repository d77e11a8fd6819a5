"""Where in a thread a page begins, and on which page a post stands."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Integer, bindparam, func, select

from forum.core.prepared import Prepared
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


_IN_THREAD = Post.thread_id == bindparam("thread_id")


def _count(*conditions: ColumnElement[bool]) -> Prepared:
    """How many posts of the thread meet these conditions, counting no further than ``limit``."""
    found = select(Post.id).where(_IN_THREAD, *conditions).limit(bindparam("limit", type_=Integer())).subquery()
    return Prepared(select(func.count()).select_from(found))


_PLACE = Prepared(select(Post.path).where(Post.id == bindparam("post_id"), _IN_THREAD))
_BETWEEN = _count(Post.path >= bindparam("first"), Post.path <= bindparam("last"))
_BEFORE = _count(Post.path < bindparam("start"))
_UNREAD = Prepared(select(func.min(Post.id)).where(_IN_THREAD, Post.id > bindparam("watermark")))


def find_position(head: ThreadHead, post_id: int) -> Position:
    """The page that shows a post: from the reply it stands under, or from itself when that is more than a page away."""
    here = {"thread_id": head.id}
    path = next(iter(_PLACE.scalars({"post_id": post_id, **here})), None)
    if not path:
        return Position()
    root = paths.root_segment(path)
    distance = _BETWEEN.scalars({"first": root, "last": path, "limit": PAGE_SIZE + 1, **here})[0]
    start = root if distance <= PAGE_SIZE else path
    if distance < PAGE_SIZE:
        before = _BEFORE.scalars({"start": start, "limit": PAGE_SIZE - distance + 1, **here})[0]
        if before + distance <= PAGE_SIZE:
            return Position()
    return Position("from", start)


def find_first_unread(head: ThreadHead) -> int | None:
    """The oldest post the reader has not read."""
    post_id: int | None = _UNREAD.scalars({"thread_id": head.id, "watermark": head.watermark})[0]
    return post_id
