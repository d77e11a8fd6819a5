"""Keeping posts for later, and being reminded of them."""

from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select, update

from forum.accounts.identity import get_identity
from forum.core.activity import record
from forum.core.clock import now
from forum.core.errors import Invalid, NotFound
from forum.core.outbox import Outbox, enqueue, handler
from forum.core.policy import Actor, can, member_token, require
from forum.core.text import one_line
from forum.core.upsert import insert_or_update
from forum.discussions.models import Bookmark, Post
from forum.discussions.models.bookmarks import NOTE_LENGTH
from forum.discussions.services.companions import Change, Companion
from forum.extensions import db

CHANNEL = "bookmark"
LATEST = timedelta(days=2 * 366)


def keep_post(actor: Actor, post: Post, note: str = "", remind_at: datetime | None = None) -> Bookmark:
    """Keep a post for later (the opening post for its thread), or change the note and reminder of one that is kept."""
    require(actor, "post.see", post)
    note = one_line(note)
    if len(note) > NOTE_LENGTH:
        raise Invalid(_l("Keep the note within %(count)s characters.", count=NOTE_LENGTH), field="note")
    before = db.session.scalar(_own(actor, post.id))
    if remind_at is not None and (before is None or before.remind_at != remind_at):
        _check_moment(remind_at)
    values = {"note": note, "remind_at": remind_at, "thread_id": post.thread_id}
    insert = insert_or_update(Bookmark).values(member_id=actor.id, post_id=post.id, created_at=now(), **values)
    db.session.execute(insert.on_conflict_do_update(index_elements=["member_id", "post_id"], set_=values))
    bookmark = db.session.scalars(_own(actor, post.id), execution_options={"populate_existing": True}).one()
    if remind_at is not None:
        enqueue(CHANNEL, f"bookmark:{bookmark.id}", not_before=remind_at)
    return bookmark


def drop_bookmark(actor: Actor, post: Post) -> None:
    """No longer keep a post; its reminder goes with it. What was hidden meanwhile can be let go of too."""
    db.session.execute(delete(Bookmark).where(Bookmark.member_id == actor.id, Bookmark.post_id == post.id))


@handler(CHANNEL)
def remind_of_bookmark(row: Outbox) -> None:
    """Remind a member of what they keep, when they still keep it and may still see it.

    Everything is read again: the row of an earlier moment finds another one and does nothing.
    """
    number = int(row.key.partition(":")[2])
    bookmark = db.session.scalar(select(Bookmark).where(Bookmark.id == number).with_for_update())
    if bookmark is None or bookmark.remind_at is None or bookmark.remind_at > now():
        return
    bookmark.remind_at = None
    db.session.flush()
    try:
        member = get_identity(bookmark.member_id)
    except NotFound:
        return
    if can(member, "post.see", db.session.get_one(Post, bookmark.post_id)):
        audience = {member_token(member.id)}
        record("bookmark.due", None, "post", bookmark.post_id, audience=audience, data={"member_id": member.id})


class BookmarkCompanion(Companion):
    """Bookmarks follow their post to another thread."""

    key = "bookmark"

    def merged(self, change: Change) -> None:
        _follow(change)

    def unmerged(self, change: Change) -> None:
        _follow(change)

    def split(self, change: Change) -> None:
        _follow(change)

    def unsplit(self, change: Change) -> None:
        _follow(change)


def _follow(change: Change) -> None:
    place = select(Post.thread_id).where(Post.id == Bookmark.post_id).scalar_subquery()
    concerned = Bookmark.thread_id.in_((change.source_id, change.target_id))
    db.session.execute(
        update(Bookmark).where(concerned).values(thread_id=place).execution_options(synchronize_session=False)
    )


def _own(actor: Actor, post_id: int):  # type: ignore[no-untyped-def]
    return select(Bookmark).where(Bookmark.member_id == actor.id, Bookmark.post_id == post_id)


def _check_moment(moment: datetime) -> None:
    if moment <= now():
        raise Invalid(_l("That moment has passed. Choose a later one."), field="remind_on")
    if moment > now() + LATEST:
        raise Invalid(_l("Choose a moment within two years."), field="remind_on")
