"""Replying in a thread."""

from flask_babel import lazy_gettext as _l

from forum.core.activity import record
from forum.core.clock import now
from forum.core.errors import Invalid
from forum.core.policy import Actor, require
from forum.discussions.models import Post, Thread
from forum.discussions.policies import post_audience
from forum.discussions.reminders import awaits_acceptance, remind_later
from forum.discussions.sealed import is_asker, name_under
from forum.discussions.services.drafts import discard_draft, reply_key
from forum.discussions.services.reading import advance_past_own_post
from forum.discussions.services.writing import add_post, count_reply
from forum.extensions import db
from forum.notifications.services import add_follower
from forum.search.indexer import enqueue as enqueue_search


def reply(actor: Actor, thread: Thread, body: str, parent: Post | None = None, *, capacity: str = "") -> Post:
    """Reply to the thread, or to one post in it; who replies follows.

    Raises ``Forbidden`` with the reason when the thread is locked, ``Invalid`` for an empty text or when
    the post replied to was hidden meanwhile. ``capacity`` is what the actor speaks as, when not for themselves.
    """
    require(actor, "thread.reply", thread)
    parent = parent or db.session.get_one(Post, thread.opening_post_id)
    if parent.thread_id != thread.id or (parent.hidden_at is not None and parent.depth > 0):
        raise Invalid(
            _l("The post you reply to is no longer there. Your text is kept: reply to the discussion instead.")
        )
    thread_id, space_id, read_until = thread.id, thread.space_id, thread.last_post_id
    if parent.depth == 0 and thread.answer_count == 0:
        # The question is no longer unanswered, and its search document says so.
        enqueue_search("post", thread.opening_post_id)
    if parent.depth == 0 and awaits_acceptance(thread) and not is_asker(actor, thread):
        remind_later(thread)
    post = add_post(actor, thread, parent, body, now(), author_id=name_under(actor, parent), capacity=capacity)
    # Asked before the thread changes: afterwards it would be read again.
    audience = post_audience(post)
    count_reply(thread, post)
    add_follower(actor.id, "thread", thread_id, reason="replied")
    advance_past_own_post(actor.id, thread_id, space_id, read_until, post.id)
    discard_draft(actor, reply_key(thread_id))
    record("thread.replied", actor, "post", post.id, root=("thread", thread_id), audience=audience)
    return post
