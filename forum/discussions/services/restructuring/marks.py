"""What members have read, when posts change threads: nothing counts as read that was not in front of them.

A member has one watermark for each thread. Where posts of two threads come together it goes just before the oldest
post that is unread in either; so a post may count as unread again, but none as read that was not. The mark of a
space ("all read up to here") does not count for posts that came from elsewhere: ``forced_unread_from`` sees to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, delete, func, literal, or_, select, true
from sqlalchemy.orm import aliased

from forum.accounts.models import Member
from forum.core.upsert import insert_or_update
from forum.discussions.models import Post, Restructuring, RestructuringMark, SpaceRead, ThreadRead
from forum.extensions import db


@dataclass(frozen=True, slots=True)
class Part:
    """The posts that are in ``posts_in`` now, and the thread and space whose marks say which of them were read.

    ``kept_for`` is the thread whose marks from before the change count too, when the change is undone.
    """

    posts_in: int
    thread_id: int
    space_id: int
    kept_for: int | None = None


def keep_marks(change: Restructuring, threads: Sequence[tuple[int, int]]) -> None:
    """Remember how far everybody has read these threads, given with their spaces; one statement each."""
    for thread_id, space_id in threads:
        by_thread, by_space = aliased(ThreadRead), aliased(SpaceRead)
        mark = _mark(by_thread, by_space)
        rows = (
            select(literal(change.id), literal(thread_id), Member.id, mark)
            .outerjoin(by_thread, and_(by_thread.member_id == Member.id, by_thread.thread_id == thread_id))
            .outerjoin(by_space, and_(by_space.member_id == Member.id, by_space.space_id == space_id))
            .where(mark > 0)
        )
        columns = ["restructuring_id", "thread_id", "member_id", "last_read_post_id"]
        db.session.execute(db.insert(RestructuringMark).from_select(columns, rows))


def carry_marks(
    change: Restructuring, thread_id: int, space_id: int, parts: Sequence[Part], moment: datetime | None = None
) -> None:
    """Set everybody's watermark of a thread that consists of these parts and stands in this space; one statement."""
    here = aliased(SpaceRead)
    query: Any = select(Member.id.label("member_id"), func.coalesce(here.read_upto_post_id, 0).label("space_mark"))
    query = query.outerjoin(here, and_(here.member_id == Member.id, here.space_id == space_id))
    known = [here.member_id.is_not(None)]
    for number, part in enumerate(parts):
        query, mark, is_known = _join_part(query, change, part)
        post = aliased(Post)
        first = select(func.min(post.id)).where(post.thread_id == part.posts_in, post.id > mark)
        query = query.add_columns(first.scalar_subquery().label(f"first_{number}"))
        known.append(is_known)
    rows = query.where(or_(*known)).subquery()
    _store(thread_id, rows, [part.posts_in for part in parts], moment or change.created_at)


def forget_marks(change: Restructuring) -> None:
    """Let go of what was remembered for undoing."""
    db.session.execute(delete(RestructuringMark).where(RestructuringMark.restructuring_id == change.id))


def _mark(by_thread: Any, by_space: Any) -> Any:
    """``queries.unread.watermark`` on other names of the tables."""
    thread_mark = func.coalesce(by_thread.last_read_post_id, 0)
    space_mark = func.coalesce(by_space.read_upto_post_id, 0)
    return case(
        (by_thread.forced_unread_from.is_not(None), by_thread.forced_unread_from - 1),
        (thread_mark > space_mark, thread_mark),
        else_=space_mark,
    )


def _join_part(query: Any, change: Restructuring, part: Part) -> tuple[Any, Any, Any]:
    """The query joined with the marks of a part; up to where it is read; whether a member has a mark at all."""
    by_thread, by_space = aliased(ThreadRead), aliased(SpaceRead)
    query = query.outerjoin(
        by_thread, and_(by_thread.member_id == Member.id, by_thread.thread_id == part.thread_id)
    ).outerjoin(by_space, and_(by_space.member_id == Member.id, by_space.space_id == part.space_id))
    mark = _mark(by_thread, by_space)
    is_known = or_(by_thread.member_id.is_not(None), by_space.member_id.is_not(None))
    if part.kept_for is None:
        return query, mark, is_known
    kept = aliased(RestructuringMark)
    query = query.outerjoin(
        kept,
        and_(
            kept.member_id == Member.id,
            kept.restructuring_id == change.id,
            kept.thread_id == part.kept_for,
        ),
    )
    kept_mark = func.coalesce(kept.last_read_post_id, 0)
    # Who marked something as unread since then meant it.
    unread_again = and_(by_thread.forced_unread_from.is_not(None), by_thread.updated_at != change.created_at)
    return query, case((unread_again, mark), (kept_mark > mark, kept_mark), else_=mark), is_known


def _store(thread_id: int, rows: Any, posts_in: Sequence[int], moment: datetime) -> None:
    first = rows.c.first_0
    if len(posts_in) > 1:
        other = rows.c.first_1
        first = case((first.is_(None), other), (other.is_(None), first), (first < other, first), else_=other)
    newest = select(func.max(Post.id)).where(Post.thread_id.in_(posts_in)).scalar_subquery()
    chosen = select(
        rows.c.member_id,
        literal(thread_id),
        func.coalesce(first - 1, newest),
        case((rows.c.space_mark >= first, first)),
        literal(moment, ThreadRead.updated_at.type),
    ).where(true())
    columns = ["member_id", "thread_id", "last_read_post_id", "forced_unread_from", "updated_at"]
    insert = insert_or_update(ThreadRead).from_select(columns, chosen)
    changed = {name: insert.excluded[name] for name in columns[2:]}
    db.session.execute(insert.on_conflict_do_update(index_elements=columns[:2], set_=changed))
