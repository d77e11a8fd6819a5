"""Locking, hiding and restoring, each with its reason and an activity row that serves as audit."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from forum.core.activity import record
from forum.core.clock import now
from forum.core.errors import Conflict, Invalid, Sentence
from forum.core.policy import Actor, require
from forum.core.text import one_line
from forum.discussions import order_rules  # noqa: F401 - the rules of these verbs
from forum.discussions.models import Post, Thread
from forum.discussions.policies import post_audience, thread_audience
from forum.discussions.sealed import OWN_HIDDEN
from forum.discussions.services import companions
from forum.discussions.services.counters import count_in_space, recount_thread, refresh_space
from forum.discussions.services.writing import reindex_thread
from forum.extensions import db

REASON_LENGTH = 300
_SHOWN: Mapping[str, Any] = {"hidden_at": None, "hidden_by_id": None, "hidden_reason": None}


def clean_reason(text: str, missing: Sentence | None = None) -> str:
    """The reason on one line; ``Invalid`` when there is none (with the sentence ``missing``) or it is too long."""
    reason = one_line(text)
    if not reason:
        raise Invalid(missing or _l("Give a reason: colleagues will read it."), field="reason")
    if len(reason) > REASON_LENGTH:
        raise Invalid(_l("Keep the reason within %(count)s characters.", count=REASON_LENGTH), field="reason")
    return reason


def lock_thread(actor: Actor, thread: Thread, reason: str) -> None:
    """Close a thread for replies and edits; the reason stands in it."""
    require(actor, "thread.moderate", thread)
    thread.locked_at, thread.locked_by_id, thread.locked_reason = now(), actor.id, clean_reason(reason)
    _changed(actor, thread, "thread.locked", thread.locked_reason)


def unlock_thread(actor: Actor, thread: Thread) -> None:
    """Open a locked thread again."""
    require(actor, "thread.moderate", thread)
    thread.locked_at = thread.locked_by_id = thread.locked_reason = None
    _changed(actor, thread, "thread.unlocked")


def hide_thread(actor: Actor, thread: Thread, reason: str) -> None:
    """Take a thread out of sight of everybody but the moderators; nothing is removed."""
    require(actor, "thread.moderate", thread)
    if thread.hidden_at is None:
        thread.hidden_at, thread.hidden_by_id, thread.hidden_reason = now(), actor.id, clean_reason(reason)
        count_in_space(thread.space_id, -1)
        refresh_space(thread.space_id)
        _changed(actor, thread, "thread.hidden", thread.hidden_reason)
        # Beside the row of the log: the author, who cannot see the discussion any more, is to hear of it.
        record("author.thread_hidden", actor, OWN_HIDDEN, thread.id, audience=thread_audience(thread))
        reindex_thread(thread.id)


def restore_thread(actor: Actor, thread: Thread) -> None:
    """Bring a hidden thread back."""
    require(actor, "thread.moderate", thread)
    if thread.hidden_at is not None:
        _show_thread(actor, thread, "thread.restored")


def hide_post(actor: Actor, post: Post, reason: str) -> None:
    """Replace a post by a placeholder with the reason; its replies stay. An opening post takes its thread along."""
    require(actor, "post.moderate", post)
    if post.is_opening:
        hide_thread(actor, post.thread, reason)
        return
    if post.hidden_at is None:
        post.hidden_at, post.hidden_by_id, post.hidden_reason = now(), actor.id, clean_reason(reason)
        _post_changed(actor, post, "post.hidden", post.hidden_reason)
        thread, data = post.thread, {"post_id": post.id}
        record("author.post_hidden", actor, "thread", thread.id, audience=thread_audience(thread), data=data)


def restore_post(actor: Actor, post: Post) -> None:
    """Show a hidden post again."""
    require(actor, "post.moderate", post)
    if post.is_opening:
        restore_thread(actor, post.thread)
        return
    if post.hidden_at is not None:
        _set(post, _SHOWN)
        _post_changed(actor, post, "post.restored")


def withdraw_post(actor: Actor, post: Post) -> None:
    """Take back one's own post while nobody replied to it; the opening post takes its thread along.

    Moderators can still read it and restore it; until the discussion is locked the author brings it back.
    """
    require(actor, "post.withdraw", post)
    # As the author the post shows, who is not always the one who wrote it.
    gone = {"hidden_at": now(), "hidden_by_id": post.author_id, "hidden_reason": None}
    if post.is_opening:
        if post.thread.reply_count:
            raise Conflict(_l("Somebody has replied to it, so it can no longer be withdrawn. You can still edit it."))
        thread = post.thread
        _set(thread, gone)
        count_in_space(thread.space_id, -1)
        refresh_space(thread.space_id)
        _changed(actor, thread, "thread.withdrawn")
        reindex_thread(thread.id)
    else:
        _set(post, gone)
        _post_changed(actor, post, "post.withdrawn")
    for companion in companions.registered():
        companion.withdrawn(post.id)


def bring_back_post(actor: Actor, post: Post) -> None:
    """Put back what one withdrew, as it was; the opening post takes its thread along."""
    require(actor, "post.bring_back", post)
    if post.is_opening:
        _show_thread(actor, post.thread, "thread.brought_back")
    else:
        _set(post, _SHOWN)
        _post_changed(actor, post, "post.brought_back")


def _show_thread(actor: Actor, thread: Thread, verb: str) -> None:
    _set(thread, _SHOWN)
    count_in_space(thread.space_id, 1)
    refresh_space(thread.space_id)
    _changed(actor, thread, verb)
    reindex_thread(thread.id)


def _set(thing: Post | Thread, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(thing, name, value)


def _changed(actor: Actor, thread: Thread, verb: str, reason: str = "") -> None:
    thread.version += 1
    db.session.flush()
    data = {"reason": reason} if reason else None
    record(verb, actor, "thread", thread.id, audience=thread_audience(thread), data=data)


def _post_changed(actor: Actor, post: Post, verb: str, reason: str = "") -> None:
    recount_thread(post.thread_id)
    refresh_space(post.thread.space_id)
    reindex_thread(post.thread_id)
    data = {"reason": reason} if reason else None
    record(verb, actor, "post", post.id, root=("thread", post.thread_id), audience=post_audience(post), data=data)
