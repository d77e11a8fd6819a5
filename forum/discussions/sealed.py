"""Who stands behind the anonymous colleague: the one place that reads the sealed tables.

Posts, revisions, activity rows and search documents of an anonymous question name the anonymous colleague, so
nothing that is made from them can tell more. What is here answers three sorts of questions only: what is the
actor's own (asked for nobody else), whom a notice about it goes to, and what a moderator has opened.
Without an anonymous post in sight it asks the database nothing (docs/adr/0015-anonymous-questions.md).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, insert, or_, select

from forum.accounts.anonymous import get_anonymous_colleague_id
from forum.accounts.models import Member
from forum.core.activity import Activity
from forum.core.clock import now
from forum.core.policy import Actor
from forum.core.prepared import Prepared
from forum.discussions.models import Post, Thread
from forum.discussions.models.sealed import SealedAuthor, SealedOpening
from forum.discussions.paths import ancestors
from forum.extensions import db

# The key of the panel that tells the asker who opened their anonymity.
ANONYMOUS = "anonymous"
# The kind of content a notice of an opening is about.
OPENING = "opening"
# The kind of content a notice is about that tells an author their discussion is hidden.
OWN_HIDDEN = "own_hidden"
# The verbs of the activity rows about it, which administrators read.
OPENED, VIEWED = "identity.opened", "identity.viewed"
# What is done to a thread as a moderator of its space.
AS_MODERATOR = frozenset(
    f"{noun}.{verb}"
    for noun in ("thread", "post")
    for verb in ("locked", "unlocked", "hidden", "restored", "moved", "merged", "split")
) | {
    "thread.moved_back",
    "thread.unmerged",
    "thread.unsplit",
    "thread.pinned",
    "thread.unpinned",
    "post.reparented",
    "post.reparented_back",
    "author.post_hidden",
}
# What is done as the author of one post, or else as a moderator.
BY_AUTHOR = frozenset(
    {
        "thread.started",
        "thread.replied",
        "post.edited",
        "post.withdrawn",
        "post.brought_back",
        "suggestion.accepted",
        "suggestion.declined",
    }
)
_POST, _ACTIVITY = "post", "activity"
_SEALED_POST = and_(SealedAuthor.kind == _POST, SealedAuthor.object_id == Post.id)


def seal_post(actor: Actor, post_id: int) -> None:
    """Keep who wrote a post that stands under the name of the anonymous colleague."""
    _seal(_POST, post_id, actor)


def is_own_post(actor: Actor, post: Any) -> bool:
    """Whether the actor wrote the post, under whatever name."""
    return post.author_id == actor.id or (bool(post.is_anonymous and actor.id) and _owns(actor, post.id))


def is_asker(actor: Actor, thread: Any) -> bool:
    """Whether the actor started the thread, under whatever name."""
    return thread.author_id == actor.id or (
        bool(thread.is_anonymous and actor.id) and _owns(actor, thread.opening_post_id)
    )


def is_masked(actor: Actor, thread: Any) -> bool:
    """Whether the actor asked the question of the thread anonymously: what they do with the thread is done so.

    Their anonymous posts elsewhere in a thread do not count: what its asker does would tell who those are by.
    """
    return bool(thread.is_anonymous and actor.id) and _owns(actor, thread.opening_post_id)


def name_in(actor: Actor, thread: Any) -> int:
    """The member id under which the actor changes a thread: their own, or that of the anonymous colleague."""
    return get_anonymous_colleague_id() if is_masked(actor, thread) else actor.id


@dataclass(frozen=True, slots=True)
class OwnNames:
    """Under which name the actor takes part where in a thread that holds anonymous posts of theirs.

    ``own`` says of each of their own posts whether it is anonymous. Where threads were merged there can be both
    sorts, and nothing may bring the two together.
    """

    opening_post_id: int
    own: Mapping[int, bool]

    @property
    def are_both(self) -> bool:
        """Whether there are posts under either name."""
        return len(set(self.own.values())) > 1

    @property
    def is_anonymous(self) -> bool:
        """Whether a reply to nobody in particular is anonymous."""
        return self.own.get(self.opening_post_id, not self.are_both)

    def hides(self, post: Any) -> bool:
        """Whether what the actor says about a post is anonymous: as their own post is that it stands under."""
        for post_id in (post.id, *reversed(ancestors(post.path))):
            if post_id in self.own:
                return self.own[post_id]
        return self.is_anonymous


def find_names(actor: Actor, thread: Any) -> OwnNames | None:
    """The names under which the actor takes part in a thread, when one of them is that of the anonymous colleague."""
    if not thread.is_anonymous or not actor.id:
        return None
    own = {post_id: bool(hidden) for post_id, hidden in _OWN_NAMES.all({"thread_id": thread.id, "member_id": actor.id})}
    return OwnNames(thread.opening_post_id, own) if any(own.values()) else None


def is_hidden_at(actor: Actor, post: Any) -> bool:
    """Whether the actor takes part anonymously where a post stands."""
    names = find_names(actor, post.thread)
    return names is not None and names.hides(post)


def name_under(actor: Actor, parent: Any) -> int:
    """The member id under which the actor replies to a post: their own, or that of the anonymous colleague."""
    return get_anonymous_colleague_id() if is_hidden_at(actor, parent) else actor.id


def name_on(actor: Actor, post: Any) -> int:
    """The member id under which the actor changes a post: the post's own for its author, also an anonymous one."""
    return int(post.author_id) if is_own_post(actor, post) else actor.id


def own_threads(actor: Actor) -> ColumnElement[bool]:
    """SQL form of ``is_asker``; needs ``thread`` in the FROM."""
    sealed = select(Post.thread_id).join(SealedAuthor, _SEALED_POST)
    return (Thread.author_id == actor.id) | Thread.id.in_(
        sealed.where(SealedAuthor.member_id == actor.id, Post.depth == 0)
    )


def own_posts(actor: Actor) -> ColumnElement[bool]:
    """SQL form of ``is_own_post``; needs ``post`` in the FROM."""
    sealed = select(SealedAuthor.object_id)
    sealed = sealed.where(SealedAuthor.kind == _POST, SealedAuthor.member_id == actor.id)
    return (Post.author_id == actor.id) | Post.id.in_(sealed)


def list_reachable(post_ids: Collection[int]) -> list[int]:
    """The members a notice to the authors of these posts goes to."""
    return list(find_reachable(post_ids).values())


def find_reachable(post_ids: Collection[int]) -> dict[int, int]:
    """The member a notice to the author goes to, by post; to address notices, for nothing that is shown."""
    query = (
        select(Post.id, func.coalesce(SealedAuthor.member_id, Post.author_id))
        .select_from(Post)
        .outerjoin(SealedAuthor, _SEALED_POST)
        .where(Post.id.in_(post_ids))
    )
    return dict(db.session.execute(query).all())


class Veil:
    """Puts the anonymous colleague in the place of the asker, in the activity row itself.

    What they do to their own post is done as that post is signed, everything else in a thread as its question is
    signed. Not what only moderators do: under the mask that would tell that the asker is a moderator, under their
    own name it tells nothing.
    """

    def mask(self, activity: Activity, actor: Actor) -> int | None:
        if activity.root_kind != "thread" or activity.verb in AS_MODERATOR:
            return None
        db.session.flush()
        keys = {"member_id": actor.id}
        if activity.verb in BY_AUTHOR:
            own = _OWNER.first(keys | {"post_id": activity.data.get("post_id", activity.object_id)})
        else:
            own = _OWN_OPENING.first(keys | {"thread_id": activity.root_id})
        return get_anonymous_colleague_id() if own else None

    def keep(self, activity: Activity, actor: Actor) -> None:
        _seal(_ACTIVITY, activity.id, actor)

    def lift(self, activity: Activity) -> int | None:
        return db.session.scalar(
            select(SealedAuthor.member_id).where(SealedAuthor.kind == _ACTIVITY, SealedAuthor.object_id == activity.id)
        )


def hides_others(actor: Actor, thread: Any) -> bool:
    """Whether a thread holds anonymous posts of somebody else than the actor."""
    others = select(Post.id).join(SealedAuthor, _SEALED_POST)
    others = others.where(Post.thread_id == thread.id, SealedAuthor.member_id != actor.id)
    return db.session.scalar(others.limit(1)) is not None


def _unopened(actor: Actor, thread: Any) -> Any:
    """The first anonymous post in a thread of each other person whose name the actor has not opened there."""
    opened = (
        select(SealedAuthor.member_id)
        .join(SealedOpening, and_(SealedAuthor.kind == _POST, SealedAuthor.object_id == SealedOpening.post_id))
        .join(Post, Post.id == SealedOpening.post_id)
        .where(SealedOpening.opened_by_id == actor.id, Post.thread_id == thread.id)
    )
    return (
        select(func.min(Post.id))
        .join(SealedAuthor, _SEALED_POST)
        .where(Post.thread_id == thread.id, SealedAuthor.member_id != actor.id, SealedAuthor.member_id.not_in(opened))
        .group_by(SealedAuthor.member_id)
    )


def has_unopened(actor: Actor, thread: Any) -> bool:
    """Whether there is somebody behind the anonymous posts of a thread whose name the actor has not opened."""
    return db.session.scalar(_unopened(actor, thread).limit(1)) is not None


def add_openings(actor: Actor, thread: Thread, reason: str) -> list[SealedOpening]:
    """Note that the actor opens who wrote the anonymous posts of a thread: one row for each person not opened yet.

    The caller has asked the policy.
    """
    openings = [
        SealedOpening(post_id=post_id, opened_by_id=actor.id, opened_at=now(), reason=reason)
        for post_id in db.session.scalars(_unopened(actor, thread))
    ]
    db.session.add_all(openings)
    db.session.flush()
    return openings


def list_opening_ids(actor: Actor, thread: Thread) -> Sequence[int]:
    """The openings of a thread by this moderator, oldest first."""
    query = select(SealedOpening.id).join(Post, Post.id == SealedOpening.post_id)
    query = query.where(SealedOpening.opened_by_id == actor.id, Post.thread_id == thread.id)
    return db.session.scalars(query.order_by(SealedOpening.id)).all()


def list_opened(actor: Actor, thread: Thread) -> Sequence[Any]:
    """The people whose anonymity in a thread this moderator opened: id, name, function, when and why."""
    query = (
        select(
            Member.id,
            Member.display_name,
            Member.function_title,
            SealedOpening.opened_at,
            SealedOpening.reason,
        )
        .join(Post, Post.id == SealedOpening.post_id)
        .join(SealedAuthor, _SEALED_POST)
        .join(Member, Member.id == SealedAuthor.member_id)
        .where(SealedOpening.opened_by_id == actor.id, Post.thread_id == thread.id)
        .order_by(SealedOpening.id)
    )
    return db.session.execute(query).all()


def list_openings_of(actor: Actor, thread_id: int) -> Sequence[Any]:
    """Who opened the actor's own anonymity in a thread, when and why."""
    return _OPENINGS_OF.all({"thread_id": thread_id, "member_id": actor.id})


def load_openings(ids: Collection[int]) -> dict[int, Any]:
    """Openings by id: whom they concern (``member_id``), who, when, why, and the thread.

    Its title is the one it had then: the posts may have been merged into another thread since.
    """
    noted = select(Activity.object_id, Activity.data).where(
        Activity.verb == OPENED, Activity.kind == OPENING, Activity.object_id.in_(ids)
    )
    titles = {opening_id: data.get("title") for opening_id, data in db.session.execute(noted)}
    rows = db.session.execute(_openings().where(SealedOpening.id.in_(ids))).mappings()
    return {row["id"]: SimpleNamespace(**{**row, "title": titles.get(row["id"]) or row["title"]}) for row in rows}


def _openings() -> Any:
    return (
        select(
            SealedOpening.id,
            SealedOpening.opened_at,
            SealedOpening.reason,
            SealedAuthor.member_id,
            Member.display_name.label("opened_by"),
            Thread.id.label("thread_id"),
            Thread.title,
            Thread.slug,
            Thread.hidden_at,
        )
        .join(Post, Post.id == SealedOpening.post_id)
        .join(Thread, Thread.id == Post.thread_id)
        .join(SealedAuthor, _SEALED_POST)
        .join(Member, Member.id == SealedOpening.opened_by_id)
        .order_by(SealedOpening.id)
    )


def _owns(actor: Actor, post_id: int) -> bool:
    return _OWNER.first({"post_id": post_id, "member_id": actor.id}) is not None


def _seal(kind: str, object_id: int, actor: Actor) -> None:
    db.session.execute(insert(SealedAuthor).values(kind=kind, object_id=object_id, member_id=actor.id))


_OF_MEMBER = SealedAuthor.member_id == bindparam("member_id")
_OWNER = Prepared(
    select(SealedAuthor.object_id).where(
        SealedAuthor.kind == _POST, SealedAuthor.object_id == bindparam("post_id"), _OF_MEMBER
    )
)
_OWN_OPENING = Prepared(
    select(Post.id)
    .join(SealedAuthor, _SEALED_POST)
    .where(Post.thread_id == bindparam("thread_id"), Post.depth == 0, _OF_MEMBER)
)
_OWN_NAMES = Prepared(
    select(Post.id, SealedAuthor.object_id.is_not(None))
    .outerjoin(SealedAuthor, and_(_SEALED_POST, _OF_MEMBER))
    .where(
        Post.thread_id == bindparam("thread_id"),
        or_(SealedAuthor.object_id.is_not(None), Post.author_id == bindparam("member_id")),
    )
)
_OPENINGS_OF = Prepared(_openings().where(Post.thread_id == bindparam("thread_id"), _OF_MEMBER), named=True)
