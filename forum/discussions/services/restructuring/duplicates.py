"""Closing a question as a duplicate of one that was asked before, and reopening it."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from forum.core.errors import Conflict, Invalid
from forum.core.policy import Actor, require
from forum.discussions import sealed
from forum.discussions.models import Restructuring, Thread, Verb
from forum.discussions.panels import set_panel
from forum.discussions.services.restructuring import changes
from forum.discussions.services.writing import reindex_thread
from forum.extensions import db
from forum.notifications.carrying import copy_followers, drop_copied_followers

DUPLICATE_PANEL = "duplicate"
ASKED_PANEL = "asked"


def close_as_duplicate(actor: Actor, thread: Thread, original: Thread, *, reason: str = "") -> Restructuring:
    """Close a thread for replies, because the same was asked before; who follows it follows the original.

    When the original is itself a duplicate, that one's original is meant.
    """
    require(actor, "thread.close_duplicate", thread)
    require(actor, "thread.see", original)
    changes.lock_threads(thread, original)
    if original.duplicate_of_id is not None:
        original = db.session.get_one(Thread, original.duplicate_of_id)
        require(actor, "thread.see", original)
    if thread.id == original.id:
        raise Invalid(_l("Choose another discussion: this one cannot be a duplicate of itself."), field="target")
    if thread.merged_into_id is not None or original.merged_into_id is not None:
        raise Conflict(_l("Somebody else has merged one of these discussions meanwhile."))
    if thread.duplicate_of_id is not None:
        raise Conflict(_l("Somebody else has closed this as a duplicate meanwhile."))
    if original.hidden_at is not None:
        raise Invalid(_l("That discussion is hidden. Choose one that colleagues can read."), field="target")
    change = changes.begin_change(actor, Verb.DUPLICATE, thread, reason, other_id=original.id)
    # What the asker does they do as the asker: an anonymous question stays anonymous.
    change.by_asker = sealed.is_asker(actor, thread)
    change.actor_id = sealed.name_in(actor, thread)
    followed = list(db.session.scalars(select(Thread.id).where(Thread.duplicate_of_id == thread.id)))
    change.kept = {"duplicates": followed}
    changes.set_original([thread.id, *followed], original.id)
    copy_followers("thread", thread.id, original.id, reason="duplicate", moment=change.created_at)
    _show(thread, original)
    changes.record_change(actor, change, "thread.duplicate", thread)
    db.session.expire_all()
    return change


def reopen_duplicate(actor: Actor, change: Restructuring) -> None:
    """Open a thread again that was closed as a duplicate."""
    require(actor, "restructuring.undo", change)
    changes.begin_undo(change)
    thread = change.thread
    # Not always the one it was then: that may have been merged into another thread.
    original = db.session.get_one(Thread, thread.duplicate_of_id)
    changes.end_undo(actor, change)
    change.undone_by_id = sealed.name_in(actor, thread)
    came_along = Thread.id.in_(change.kept["duplicates"])
    still = select(Thread.id).where(came_along, Thread.duplicate_of_id == original.id)
    followed = list(db.session.scalars(still))
    changes.set_original([thread.id], None)
    changes.set_original(followed, thread.id)
    drop_copied_followers(
        "thread",
        original.id,
        reason="duplicate",
        moment=change.created_at,
        keep=changes.members_who_wrote_in(original.id),
    )
    _show(thread, original)
    changes.record_change(actor, change, "thread.reopened", thread, notify=False)
    db.session.expire_all()


def _show(thread: Thread, original: Thread) -> None:
    """The panels of both as they are now; documents of a duplicate count for less in a search."""
    db.session.expire_all()
    set_panel(thread.id, DUPLICATE_PANEL, present=thread.duplicate_of_id is not None)
    set_panel(thread.id, changes.PANEL, present=True)
    for one in (thread, original):
        asked = select(Thread.id).where(Thread.duplicate_of_id == one.id).limit(1)
        set_panel(one.id, ASKED_PANEL, present=db.session.scalar(asked) is not None)
    reindex_thread(thread.id)
