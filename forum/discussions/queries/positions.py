"""Where in a thread a page begins, and on which page a post stands."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, Integer, bindparam, func, select

from forum.core.orm import UtcDateTime
from forum.core.prepared import Prepared
from forum.discussions import paths
from forum.discussions.models import Post
from forum.discussions.queries.thread_head import ThreadHead

PAGE_SIZE = 20
# A branch with more posts than this under its root is folded: so many are shown, the rest has pages of its own.
FOLD_OVER = 12
SHOWN = 8
# With so many posts before it, even the root of a long branch still stands on the first page.
_SURELY_FIRST = PAGE_SIZE - FOLD_OVER - 1
# How many posts of a branch come before the one a permalink asks for.
_RUN_UP = 5


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page of a thread begins: at a path, after one, or before one.

    With ``branch``, the path of a direct reply, it is a page of what stands under that reply. On the side "useful"
    it holds the direct replies alone, the most useful first, from after the one with this path and ``useful`` votes.
    """

    side: str = "from"
    path: str = ""
    branch: str = ""
    useful: int = 0

    @property
    def is_start(self) -> bool:
        return not self.path and not self.branch and self.side in ("from", "useful")

    @property
    def query(self) -> str:
        """The part of an address that asks for this page."""
        if self.side == "before" and self.path == paths.END:
            return "last"
        if self.side == "useful":
            return urlencode({"sort": "useful"} | ({"after": self.path, "useful": self.useful} if self.path else {}))
        return urlencode(({"branch": self.branch} if self.branch else {}) | {self.side: self.path})


_IN_THREAD = Post.thread_id == bindparam("thread_id")


def _count(*conditions: ColumnElement[bool]) -> Prepared:
    """How many posts of the thread meet these conditions, counting no further than ``limit``."""
    found = select(Post.id).where(_IN_THREAD, *conditions).limit(bindparam("limit", type_=Integer())).subquery()
    return Prepared(select(func.count()).select_from(found))


_PLACE = Prepared(select(Post.path).where(Post.id == bindparam("post_id"), _IN_THREAD))
_BETWEEN = _count(Post.path > bindparam("first"), Post.path < bindparam("last"))
_BEFORE = _count(Post.path < bindparam("last"))
_RUN_UP_TO = Prepared(
    select(Post.path)
    .where(_IN_THREAD, Post.path > bindparam("first"), Post.path <= bindparam("last"))
    .order_by(Post.path.desc())
    .limit(_RUN_UP + 1)
)
_UNREAD = Prepared(
    select(func.min(Post.id)).where(_IN_THREAD, Post.id > bindparam("watermark"), Post.hidden_at.is_(None))
)


_NUMBERED = Prepared(
    select(Post.id).where(_IN_THREAD).order_by(Post.path).limit(1).offset(bindparam("offset", type_=Integer()))
)
_SINCE = Prepared(
    select(func.min(Post.id)).where(
        _IN_THREAD, Post.created_at >= bindparam("moment", type_=UtcDateTime()), Post.hidden_at.is_(None)
    )
)


def count_between(head: ThreadHead, first: str, last: str, limit: int) -> int:
    """How many posts stand between two paths, neither counted, and no more than ``limit``."""
    count: int = _BETWEEN.scalars({"thread_id": head.id, "first": first, "last": last, "limit": limit})[0]
    return count


def count_before(head: ThreadHead, path: str, limit: int) -> int:
    """How many posts stand before a path, and no more than ``limit``."""
    count: int = _BEFORE.scalars({"thread_id": head.id, "last": path, "limit": limit})[0]
    return count


def find_position(head: ThreadHead, post_id: int) -> Position:
    """The page that shows a post: from the reply it stands under, or within that branch when it is folded there."""
    path = next(iter(_PLACE.scalars({"post_id": post_id, "thread_id": head.id})), None)
    if not path:
        return Position()
    root = paths.root_segment(path)
    end = paths.end_of(root)
    is_long = count_between(head, root, end, FOLD_OVER + 1) > FOLD_OVER
    if is_long and path != root and count_between(head, root, path, SHOWN) >= SHOWN:
        before = _RUN_UP_TO.scalars({"thread_id": head.id, "first": root, "last": path})
        return Position("from", before[-1], root)
    if count_before(head, root if is_long else end, PAGE_SIZE + 1) <= (_SURELY_FIRST if is_long else PAGE_SIZE):
        return Position()
    return Position("from", root)


def find_post_by_number(head: ThreadHead, number: int) -> int:
    """The post that is the so manieth of the thread, in the order of the page; the last one when there are fewer."""
    offset = min(number, head.reply_count + 1) - 1
    return next(iter(_NUMBERED.scalars({"thread_id": head.id, "offset": offset})), head.last_post_id)


def find_post_since(head: ThreadHead, moment: datetime) -> int | None:
    """The first post written from a moment on, if there is one."""
    post_id: int | None = _SINCE.scalars({"thread_id": head.id, "moment": moment})[0]
    return post_id


def find_first_unread(head: ThreadHead) -> int | None:
    """The oldest post the reader has not read."""
    post_id: int | None = _UNREAD.scalars({"thread_id": head.id, "watermark": head.watermark})[0]
    return post_id
