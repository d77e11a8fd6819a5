"""Who may change the order of things: merge, split, move, close as duplicate, pin, undo, withdraw and put back."""

from typing import Any

from flask_babel import lazy_gettext as _l

from forum.core.policy import ALLOW, INVISIBLE, Actor, Decision, deny, may_see, rule
from forum.discussions.models import ThreadKind, Verb
from forum.discussions.policies import (
    EXPERT_ROLES,
    MANAGER_ROLES,
    may_moderate_thread,
    moderates,
    post_audience,
    space_audience,
    thread_audience,
)
from forum.discussions.sealed import is_asker, is_own_post


@rule("thread.restructure")
def may_restructure_thread(actor: Actor, thread: Any) -> Decision:
    """Merge, split, move and re-parent: the moderators of the space, while the thread is not hidden."""
    decision = may_moderate_thread(actor, thread)
    if decision and thread.hidden_at is not None:
        return deny(_l("This discussion is hidden. Restore it first."))
    return decision


@rule("thread.merge")
def may_merge_thread(actor: Actor, thread: Any) -> Decision:
    """Merge into another thread: who may restructure it, unless it is an announcement."""
    decision = may_restructure_thread(actor, thread)
    if decision and thread.kind == ThreadKind.ANNOUNCEMENT:
        return deny(_l("An announcement stays by itself: it cannot be merged into something else."))
    return decision


@rule("thread.close_duplicate")
def may_close_as_duplicate(actor: Actor, thread: Any) -> Decision:
    """Close as duplicate and reopen: who asked, experts and moderators, while the thread is not hidden."""
    if not may_see(actor, thread_audience(thread)):
        return INVISIBLE
    if thread.kind == ThreadKind.ANNOUNCEMENT and thread.duplicate_of_id is None:
        return deny(_l("An announcement stays by itself: it is no duplicate of something that was asked."))
    if thread.hidden_at is not None:
        return deny(_l("This discussion is hidden. Restore it first."))
    if actor.roles & EXPERT_ROLES or moderates(actor, thread.space_id) or is_asker(actor, thread):
        return ALLOW
    return deny(_l("Only who asked, an expert or a moderator can close this as a duplicate."))


@rule("thread.pin")
def may_pin_thread(actor: Actor, thread: Any) -> Decision:
    """Pin in its space: the moderators of the space."""
    return may_restructure_thread(actor, thread)


@rule("thread.pin_everywhere")
def may_pin_everywhere(actor: Actor, thread: Any) -> Decision:
    """Pin on the start page of everybody: coordinators and administrators, in a space they moderate."""
    decision = may_pin_thread(actor, thread)
    if decision and not actor.roles & MANAGER_ROLES:
        return deny(_l("Only coordinators and administrators put something on the start page of everybody."))
    return decision


@rule("space.moderate")
def may_moderate_space(actor: Actor, space: Any) -> Decision:
    """See what is hidden and what was done in a space, and move things into it: its moderators."""
    if not may_see(actor, space_audience(space)):
        return INVISIBLE
    return ALLOW if moderates(actor, space.id) else deny(_l("Only moderators of this space may do this."))


@rule("restructuring.undo")
def may_undo(actor: Actor, change: Any) -> Decision:
    """Whoever may do the same: those who moderate both sides, or for a duplicate those who may close it."""
    if change.verb == Verb.DUPLICATE:
        decision = may_close_as_duplicate(actor, change.thread)
    else:
        threads = [thread for thread in (change.thread, change.other) if thread is not None]
        space_ids = {thread.space_id for thread in threads} | {change.from_space_id, change.to_space_id} - {None}
        decision = ALLOW if all(moderates(actor, space_id) for space_id in space_ids) else INVISIBLE
    if decision and change.undone_at is not None:
        return deny(_l("This has been undone already."))
    return decision


@rule("post.withdraw")
def may_withdraw_post(actor: Actor, post: Any) -> Decision:
    """The author, while nobody replied to it and the thread is open."""
    if not may_see(actor, post_audience(post)):
        return INVISIBLE
    if not is_own_post(actor, post):
        return deny(_l("Only the author can withdraw this post."))
    if post.reply_count:
        return deny(_l("Somebody has replied to it, so it can no longer be withdrawn. You can still edit it."))
    if post.thread.locked_at is not None:
        return deny(_l("This discussion is locked. You can read it, but no longer change your posts."))
    return ALLOW


@rule("post.bring_back")
def may_bring_back_post(actor: Actor, post: Any) -> Decision:
    """The author, of what they withdrew themselves, while the thread is open; what a moderator hid stays with them."""
    thread = post.thread
    in_view = thread.merged_into_id is None and may_see(actor, space_audience(thread.space))
    if not in_view or (post.depth and thread.hidden_at is not None) or not is_own_post(actor, post):
        return INVISIBLE
    if not (post if post.depth else thread).is_withdrawn:
        return deny(_l("You can only put back what you withdrew yourself."))
    if thread.locked_at is not None:
        return deny(_l("This discussion is locked. You can read it, but no longer change your posts."))
    return ALLOW
