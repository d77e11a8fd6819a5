"""Splitting posts off into a thread of their own, and taking that back."""

from collections.abc import Collection

from flask_babel import lazy_gettext as _l

from forum.core.errors import Conflict, Invalid
from forum.core.policy import Actor, require
from forum.core.slugs import slugify
from forum.discussions.models import Post, Restructuring, Space, Thread, ThreadKind, Verb
from forum.discussions.services import companions
from forum.discussions.services.companions import Change
from forum.discussions.services.counters import count_in_space, refresh_space
from forum.discussions.services.restructuring import changes
from forum.discussions.services.restructuring.marks import Part, carry_marks, forget_marks, keep_marks
from forum.discussions.services.restructuring.places import Place, count_children, graft, place_of, places_of
from forum.discussions.services.writing import clean_title
from forum.extensions import db

MOST_CHOSEN = 50
KINDS = (ThreadKind.QUESTION, ThreadKind.DISCUSSION)


def split_posts(
    actor: Actor,
    thread: Thread,
    post_ids: Collection[int],
    title: str,
    space: Space,
    kind: str,
    *,
    reason: str = "",
    confirmed: bool = False,
) -> Restructuring:
    """Make chosen posts, each with what stands below it, a new thread; the oldest of them opens it.

    ``confirmed`` says that the actor means it when people will see posts they could not see. The new thread is the
    ``other`` of the change.
    """
    require(actor, "thread.restructure", thread)
    require(actor, "space.moderate", space)
    changes.lock_threads(thread)
    title = clean_title(title)
    if kind not in KINDS:
        raise Invalid(_l("Choose whether it becomes a question or a discussion."), field="kind")
    first, *others = _chosen(thread, post_ids)
    changes.require_confirmed(thread.space.audience, space.audience, confirmed)
    new = _new_thread(first, title, space, kind)
    change = changes.begin_change(actor, Verb.SPLIT, thread, reason, other_id=new.id, post_id=first.id)
    change.kept = {"parents": {str(place.id): place.parent_id for place in (first, *others)}}
    keep_marks(change, [(thread.id, thread.space_id)])
    graft(first, new.id, None)
    for place in others:
        graft(place, new.id, place_of(first.id))
    count_children([first.id, first.parent_id, *(place.parent_id for place in others)])
    changes.take_acceptance(change, Post.id == first.id if kind == KINDS[0] else Post.thread_id == new.id)
    carry_marks(change, new.id, space.id, [Part(new.id, thread.id, thread.space_id)])
    changes.carry(change, thread.id, new.id, reason="split")
    changes.settle(thread, new)
    db.session.refresh(new)
    change.post_count = new.reply_count + 1
    for companion in companions.registered():
        companion.split(Change(change.id, thread.id, new.id))
    changes.record_change(actor, change, "thread.split", thread)
    db.session.expire_all()
    return change


def undo_split(actor: Actor, change: Restructuring, *, confirmed: bool = False) -> None:
    """Put the posts of a split thread back where they stood, with the replies they got meanwhile."""
    thread, new = change.thread, changes.other_thread(change)
    require(actor, "restructuring.undo", change)
    changes.begin_undo(change)
    if thread.hidden_at is not None or new.hidden_at is not None:
        raise Conflict(_l("One of the two discussions is hidden. Restore it first."))
    changes.require_confirmed(new.space.audience, thread.space.audience, confirmed)
    moment = changes.end_undo(actor, change)
    parts = [Part(part.id, part.id, part.space_id, kept_for=thread.id) for part in (thread, new)]
    carry_marks(change, thread.id, thread.space_id, parts, moment)
    forget_marks(change)
    parents = {int(number): parent_id for number, parent_id in change.kept["parents"].items()}
    # The first takes the whole thread along, so the others are looked up where it has brought them.
    for number in sorted(parents):
        graft(place_of(number), thread.id, place_of(parents[number]))
    count_children([*parents, *parents.values()])
    if thread.kind == ThreadKind.QUESTION:
        changes.give_acceptance_back(change)
    else:
        changes.drop_acceptance(Post.thread_id == thread.id)
    changes.carry(change, new.id, thread.id, reason="merged", moment=moment)
    changes.carry_drafts(new.id, thread.id)
    changes.close_shell(new, thread.id, actor)
    changes.settle(thread)
    refresh_space(new.space_id)
    for companion in companions.registered():
        companion.unsplit(Change(change.id, thread.id, new.id))
    changes.record_change(actor, change, "thread.unsplit", thread, notify=False)
    db.session.expire_all()


def _chosen(thread: Thread, post_ids: Collection[int]) -> list[Place]:
    """The chosen posts, oldest first, without those that go along below another one; ``Invalid`` says what is wrong."""
    if not post_ids:
        raise Invalid(_l("Choose at least one post."), field="posts")
    if len(post_ids) > MOST_CHOSEN:
        raise Invalid(_l("Choose at most %(count)s posts at a time.", count=MOST_CHOSEN), field="posts")
    if thread.opening_post_id in post_ids:
        raise Invalid(
            _l("The first post cannot be split off. To take everything elsewhere, move the whole discussion."),
            field="posts",
        )
    places = sorted(places_of(post_ids).values(), key=lambda place: place.path)
    if len(places) < len(set(post_ids)) or any(place.thread_id != thread.id for place in places):
        raise Conflict(_l("A post you chose is no longer in this discussion. Look again and choose anew."))
    roots: list[Place] = []
    for place in places:
        if not roots or not place.path.startswith(roots[-1].path):
            roots.append(place)
    roots.sort(key=lambda place: place.id)
    if roots[0].is_hidden:
        raise Invalid(_l("A hidden post cannot open a discussion. Restore it first, or leave it out."), field="posts")
    return roots


def _new_thread(first: Place, title: str, space: Space, kind: str) -> Thread:
    """A thread that ``first`` is going to open, dated and signed as that post."""
    post = db.session.get_one(Post, first.id)
    thread = Thread(
        space_id=space.id,
        kind=kind,
        title=title,
        slug=slugify(title, fallback=kind),
        language=post.language,
        author_id=post.author_id,
        created_at=post.created_at,
        opening_post_id=post.id,
        last_post_id=post.id,
        last_post_at=post.created_at,
        last_post_author_id=post.author_id,
    )
    db.session.add(thread)
    db.session.flush()
    count_in_space(space.id, 1)
    return thread
