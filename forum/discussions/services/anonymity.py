"""Opening who asked anonymously, and what anonymous posts need when threads are merged or split."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import exists, select, update

from forum.accounts.policies import ADMINISTRATORS
from forum.core.activity import record
from forum.core.policy import Actor, require
from forum.discussions import sealed
from forum.discussions.models import Post, Thread
from forum.discussions.panels import set_panel
from forum.discussions.services.companions import Change, Companion
from forum.discussions.services.moderation import clean_reason
from forum.extensions import db

NO_REASON = _l("Give a reason: whoever asked reads it word for word.")


def open_identity(actor: Actor, thread: Thread, reason: str) -> None:
    """Let a moderator see who stands behind the anonymous colleague in a thread: everybody not opened by them before.

    Reason, moderator and moment are kept, and whoever it concerns is told them; nobody else is told anything. Those
    opened before are seen again with them, which is noted as such.
    """
    require(actor, "thread.open_identity", thread)
    reason = clean_reason(reason, NO_REASON)
    look_again(actor, thread)
    for opening in sealed.add_openings(actor, thread, reason):
        data = {"reason": opening.reason, "title": thread.title, "thread": thread.id}
        record(sealed.OPENED, actor, sealed.OPENING, opening.id, audience=ADMINISTRATORS, data=data)


def look_again(actor: Actor, thread: Thread) -> None:
    """Note that a moderator reads once more whom they opened before; administrators see each time."""
    require(actor, "thread.open_identity", thread)
    for opening_id in sealed.list_opening_ids(actor, thread):
        data = {"title": thread.title, "thread": thread.id}
        record(sealed.VIEWED, actor, sealed.OPENING, opening_id, audience=ADMINISTRATORS, data=data, notify=False)


class AnonymousPosts(Companion):
    """Whose a post is, is sealed by post and goes along by itself; threads note anew whether they hold such posts."""

    key = sealed.ANONYMOUS

    def merged(self, change: Change) -> None:
        _note(change)

    def unmerged(self, change: Change) -> None:
        _note(change)

    def split(self, change: Change) -> None:
        _note(change)

    def unsplit(self, change: Change) -> None:
        _note(change)


def _note(change: Change) -> None:
    for thread_id in (change.source_id, change.target_id):
        held = exists().where(Post.thread_id == thread_id, Post.is_anonymous)
        present = bool(db.session.scalar(select(held)))
        db.session.execute(update(Thread).where(Thread.id == thread_id).values(is_anonymous=present))
        set_panel(thread_id, sealed.ANONYMOUS, present=present)
