"""Moving a thread to another space, hanging a post under another one, and taking either back."""

from datetime import datetime

from flask_babel import lazy_gettext as _l

from forum.accounts.queries import members_with
from forum.core.activity import change_audience, record
from forum.core.errors import Conflict, Invalid
from forum.core.policy import Actor, require
from forum.discussions.models import Post, Restructuring, Space, Thread, Verb
from forum.discussions.policies import space_audience
from forum.discussions.services import companions
from forum.discussions.services.counters import count_in_space, refresh_space
from forum.discussions.services.pins import refresh_pins
from forum.discussions.services.restructuring import changes
from forum.discussions.services.restructuring.marks import Part, carry_marks
from forum.discussions.services.restructuring.places import count_children, graft, place_of
from forum.extensions import db
from forum.notifications.carrying import bring_notices_back, withdraw_notices


def move_thread(
    actor: Actor,
    thread: Thread,
    space: Space,
    *,
    reason: str = "",
    confirmed: bool = False,
    moved_from: int | None = None,
) -> Restructuring:
    """Bring a thread to another space, with the audience of that space.

    ``confirmed`` says that the actor means it when people will see what they could not; ``moved_from`` is the space
    they saw it in (``Conflict`` when it is elsewhere by now). Who may no longer see it hears nothing of it any more.
    """
    require(actor, "thread.restructure", thread)
    require(actor, "space.moderate", space)
    changes.lock_threads(thread)
    if moved_from is not None and thread.space_id != moved_from:
        raise Conflict(_l("Somebody else has moved this discussion meanwhile. Look where it is now."))
    if thread.space_id == space.id:
        raise Invalid(_l("The discussion is in this space already. Choose another one."), field="space")
    changes.require_confirmed(thread.space.audience, space.audience, confirmed)
    origin = thread.space
    change = changes.begin_change(
        actor, Verb.MOVED, thread, reason, from_space_id=origin.id, to_space_id=space.id, post_count=0
    )
    pinned_until, pinned_everywhere = thread.pinned_until, thread.pinned_everywhere
    withdrawn = _bring(change, thread, origin, space)
    change.kept = {
        "notices": withdrawn,
        "pinned_until": pinned_until.isoformat() if pinned_until else None,
        "pinned_everywhere": pinned_everywhere,
    }
    changes.record_change(actor, change, "thread.moved", thread)
    record(
        "space.thread_left",
        actor,
        "space",
        origin.id,
        audience=space_audience(origin),
        data={"reason": change.reason},
        notify=False,
    )
    db.session.expire_all()
    return change


def undo_move(actor: Actor, change: Restructuring, *, confirmed: bool = False) -> None:
    """Bring a moved thread back to the space it came from."""
    require(actor, "restructuring.undo", change)
    changes.begin_undo(change)
    thread = change.thread
    if thread.hidden_at is not None:
        raise Conflict(_l("This discussion is hidden. Restore it first."))
    origin, space = (db.session.get_one(Space, number) for number in (change.from_space_id, change.to_space_id))
    changes.require_confirmed(space.audience, origin.audience, confirmed)
    moment = changes.end_undo(actor, change)
    _bring(change, thread, space, origin, moment)
    bring_notices_back(change.kept["notices"])
    pinned_until = change.kept["pinned_until"]
    if pinned_until:
        thread.pinned_until = datetime.fromisoformat(pinned_until)
        thread.pinned_everywhere = change.kept["pinned_everywhere"]
        db.session.flush()
        refresh_pins(origin.id)
    changes.record_change(actor, change, "thread.moved_back", thread, notify=False)
    db.session.expire_all()


def _bring(
    change: Restructuring, thread: Thread, origin: Space, space: Space, moment: datetime | None = None
) -> list[int]:
    """Put a thread in a space; gives the notices that were taken from those who no longer see it."""
    carry_marks(change, thread.id, space.id, [Part(thread.id, thread.id, origin.id)], moment)
    thread.space_id, thread.pinned_until, thread.pinned_everywhere = space.id, None, False
    db.session.flush()
    db.session.expire(thread, ["space"])
    count_in_space(origin.id, -1)
    count_in_space(space.id, 1)
    withdrawn = withdraw_notices("thread", thread.id, members_with(space.audience))
    change_audience(("thread", thread.id), space_audience(origin), space_audience(space))
    changes.settle(thread)
    refresh_space(origin.id)
    refresh_pins(origin.id)
    for companion in companions.registered():
        companion.moved(thread.id)
    return withdrawn


def reparent_post(actor: Actor, post: Post, parent: Post, *, reason: str = "") -> Restructuring:
    """Hang a reply, with what stands below it, under another post of its thread."""
    thread = post.thread
    require(actor, "thread.restructure", thread)
    changes.lock_threads(thread)
    place, goal = place_of(post.id), place_of(parent.id)
    if place.thread_id != thread.id or goal.thread_id != thread.id:
        raise Conflict(_l("One of these posts is no longer in this discussion. Look again and choose anew."))
    if place.depth == 0:
        raise Invalid(_l("The first post opens the discussion and stays where it is."), field="parent")
    if goal.path.startswith(place.path):
        raise Invalid(_l("A post cannot come below itself or one of its own replies."), field="parent")
    if goal.id == place.parent_id:
        raise Invalid(_l("The post stands there already."), field="parent")
    if goal.is_hidden:
        raise Invalid(_l("That post is hidden. Choose one that colleagues can read."), field="parent")
    change = changes.begin_change(actor, Verb.REPARENTED, thread, reason, post_id=post.id, post_count=1)
    change.kept = {"parent": place.parent_id, "new_parent": goal.id}
    graft(place, thread.id, goal)
    count_children([place.parent_id, goal.id])
    changes.settle(thread)
    changes.record_change(actor, change, "post.reparented", thread, notify=False)
    db.session.expire_all()
    return change


def undo_reparent(actor: Actor, change: Restructuring) -> None:
    """Hang a post back where it was."""
    require(actor, "restructuring.undo", change)
    changes.begin_undo(change)
    if change.thread.hidden_at is not None:
        raise Conflict(_l("This discussion is hidden. Restore it first."))
    place, goal = place_of(change.post_id or 0), place_of(change.kept["parent"])
    changes.end_undo(actor, change)
    graft(place, change.thread_id, goal)
    count_children([place.parent_id, goal.id])
    changes.settle(change.thread)
    changes.record_change(actor, change, "post.reparented_back", change.thread, notify=False)
    db.session.expire_all()
