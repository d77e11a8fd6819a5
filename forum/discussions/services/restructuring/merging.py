"""Merging a thread into another one, and taking that back."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from forum.core.errors import Conflict, Invalid
from forum.core.policy import Actor, require
from forum.discussions.models import Post, Restructuring, Thread, ThreadKind, Verb
from forum.discussions.services import companions
from forum.discussions.services.companions import Change
from forum.discussions.services.counters import refresh_space
from forum.discussions.services.restructuring import changes
from forum.discussions.services.restructuring.marks import Part, carry_marks, forget_marks, keep_marks
from forum.discussions.services.restructuring.places import count_children, graft, place_of
from forum.extensions import db
from forum.notifications.carrying import drop_copied_followers


def merge_threads(
    actor: Actor, source: Thread, target: Thread, *, reason: str = "", confirmed: bool = False
) -> Restructuring:
    """Put all posts of a thread under another one: its opening post becomes a reply there, its replies stay below it.

    The address of the source leads to that reply. ``confirmed`` says that the actor means it when people will see
    posts they could not see; ``Invalid`` and ``Conflict`` say what stands in the way.
    """
    require(actor, "thread.merge", source)
    require(actor, "thread.restructure", target)
    changes.lock_threads(source, target)
    _check_merge(source, target)
    changes.require_confirmed(source.space.audience, target.space.audience, confirmed)
    opening, new_parent = place_of(source.opening_post_id), place_of(target.opening_post_id)
    change = changes.begin_change(actor, Verb.MERGED, source, reason, other_id=target.id, post_id=opening.id)
    change.post_count = source.reply_count + 1
    _carry_marks_together(change, source, target)
    if target.kind != ThreadKind.QUESTION:
        changes.take_acceptance(change, Post.thread_id == source.id)
    graft(opening, target.id, new_parent)
    count_children([new_parent.id])
    changes.carry(change, source.id, target.id, reason="merged")
    changes.carry_drafts(source.id, target.id)
    _point_duplicates(change, source.id, target.id)
    changes.close_shell(source, target.id, actor)
    changes.settle(target)
    refresh_space(source.space_id)
    for companion in companions.registered():
        companion.merged(Change(change.id, source.id, target.id))
    changes.record_change(actor, change, "thread.merged", target)
    db.session.expire_all()
    return change


def undo_merge(actor: Actor, change: Restructuring, *, confirmed: bool = False) -> None:
    """Give a merged thread its posts back, with the replies they got meanwhile."""
    source, target = change.thread, changes.other_thread(change)
    require(actor, "restructuring.undo", change)
    changes.begin_undo(change)
    if target.hidden_at is not None:
        raise Conflict(_l("This discussion is hidden. Restore it first."))
    opening = place_of(source.opening_post_id)
    if opening.is_hidden:
        raise Conflict(_l("The post that would open the discussion is hidden. Restore it first."))
    changes.require_confirmed(target.space.audience, source.space.audience, confirmed)
    moment = changes.end_undo(actor, change)
    graft(opening, source.id, None)
    count_children([opening.parent_id])
    _give_acceptance(change, source, opening.id)
    # The source first: its part is told from the marks of the target, which are set after it.
    for thread in (source, target):
        part = Part(thread.id, target.id, target.space_id, kept_for=thread.id)
        carry_marks(change, thread.id, thread.space_id, [part], moment)
    forget_marks(change)
    _part_followers(change, source, target)
    _point_duplicates_back(change, source.id, target.id)
    changes.open_shell(source)
    changes.settle(source, target)
    for companion in companions.registered():
        companion.unmerged(Change(change.id, source.id, target.id))
    changes.record_change(actor, change, "thread.unmerged", source, notify=False)
    db.session.expire_all()


def _check_merge(source: Thread, target: Thread) -> None:
    if source.id == target.id:
        raise Invalid(_l("Choose another discussion: this one cannot be merged with itself."), field="target")
    for thread in (source, target):
        if thread.merged_into_id is not None:
            raise Conflict(_l("Somebody else has merged one of these discussions meanwhile."))
        if thread.hidden_at is not None:
            raise Conflict(_l("Somebody else has hidden one of these discussions meanwhile."))
    if target.locked_at is not None:
        raise Invalid(_l("That discussion is locked. Unlock it first, or choose another one."), field="target")
    if target.duplicate_of_id is not None:
        raise Invalid(
            _l("That discussion was closed as a duplicate itself. Choose the one that was asked first."), field="target"
        )


def _carry_marks_together(change: Restructuring, source: Thread, target: Thread) -> None:
    keep_marks(change, [(source.id, source.space_id), (target.id, target.space_id)])
    parts = [Part(thread.id, thread.id, thread.space_id) for thread in (target, source)]
    carry_marks(change, target.id, target.space_id, parts)


def _give_acceptance(change: Restructuring, source: Thread, opening_id: int) -> None:
    """An opening post is no answer, and in a discussion nothing is; elsewhere what was accepted is so again."""
    if source.kind == ThreadKind.QUESTION:
        changes.give_acceptance_back(change)
        changes.drop_acceptance(Post.id == opening_id)
    else:
        changes.drop_acceptance(Post.thread_id == source.id)


def _part_followers(change: Restructuring, source: Thread, target: Thread) -> None:
    changes.readdress(target.id, source.id)
    drop_copied_followers(
        "thread",
        target.id,
        reason="merged",
        moment=change.created_at,
        keep=changes.members_who_wrote_in(target.id),
    )


def _point_duplicates(change: Restructuring, source_id: int, target_id: int) -> None:
    """What was closed as a duplicate of the source is one of the target now."""
    ids = list(db.session.scalars(select(Thread.id).where(Thread.duplicate_of_id == source_id)))
    if ids:
        change.kept = {**change.kept, "duplicates": ids}
        changes.set_original(ids, target_id)


def _point_duplicates_back(change: Restructuring, source_id: int, target_id: int) -> None:
    ids = change.kept.get("duplicates", [])
    still = select(Thread.id).where(Thread.id.in_(ids), Thread.duplicate_of_id == target_id)
    if ids:
        changes.set_original(list(db.session.scalars(still)), source_id)
