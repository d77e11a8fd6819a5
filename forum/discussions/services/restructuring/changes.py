"""What every restructuring shares: locks, the row of the change, counters, and the order of undoing."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_ngettext as _ln
from sqlalchemy import or_, select, update

from forum.core.activity import change_root, record
from forum.core.clock import now
from forum.core.errors import Conflict, Invalid
from forum.core.policy import Actor
from forum.core.text import one_line
from forum.discussions import order_rules  # noqa: F401 - the rules of these verbs
from forum.discussions.models import STRUCTURAL, Draft, Post, Restructuring, Thread, Verb
from forum.discussions.panels import set_panel
from forum.discussions.policies import thread_audience
from forum.discussions.queries.audiences import compare_audiences
from forum.discussions.queries.changes import CHANGES
from forum.discussions.services.counters import count_in_space, recount_thread, refresh_space
from forum.discussions.services.drafts import reply_key
from forum.discussions.services.writing import reindex_thread
from forum.extensions import db
from forum.notifications.carrying import copy_followers, readdress_notices, settle_notices

PANEL = CHANGES
REASON_LENGTH = 300


def lock_threads(*threads: Thread) -> None:
    """Read threads again, so that nobody changes them until the end of the transaction, in the order of their ids."""
    ids = sorted({thread.id for thread in threads})
    query = select(Thread).where(Thread.id.in_(ids)).order_by(Thread.id).with_for_update()
    db.session.scalars(query.execution_options(populate_existing=True)).all()


def begin_change(actor: Actor, verb: Verb, thread: Thread, reason: str, **values: Any) -> Restructuring:
    """The row of a change, with an id."""
    reason = one_line(reason)
    if len(reason) > REASON_LENGTH:
        raise Invalid(_l("Keep the reason within %(count)s characters.", count=REASON_LENGTH), field="reason")
    change = Restructuring(
        verb=verb, thread_id=thread.id, actor_id=actor.id, reason=reason, created_at=now(), kept={}, **values
    )
    db.session.add(change)
    db.session.flush()
    return change


def record_change(actor: Actor, change: Restructuring, verb: str, thread: Thread, *, notify: bool = True) -> None:
    """The activity row of a change, in the thread where people find it; an undo does not repeat the reason."""
    data: dict[str, Any] = {"change": change.id}
    if change.undone_at is None:
        data["reason"] = change.reason
    if change.other is not None:
        data["other"] = change.other.title if thread.id == change.thread_id else change.thread.title
    record(verb, actor, "thread", thread.id, audience=thread_audience(thread), data=data, notify=notify)


def require_confirmed(before: str, after: str, confirmed: bool) -> None:
    """Raise ``Invalid`` when people would see what they could not, unless the actor said that this is meant."""
    shift = compare_audiences(before, after)
    if confirmed or not shift.widens:
        return
    if shift.becomes_public:
        raise Invalid(_l("Everybody, also without an account, will see these posts. Confirm this."), field="confirmed")
    raise Invalid(
        _ln(
            "%(num)s colleague who does not see these posts now will see them. Confirm this.",
            "%(num)s colleagues who do not see these posts now will see them. Confirm this.",
            shift.gains,
        ),
        field="confirmed",
    )


def begin_undo(change: Restructuring) -> None:
    """Lock what a change is about and see that it can be taken back now; ``Conflict`` says what comes first."""
    threads = [thread for thread in (change.thread, change.other) if thread is not None]
    lock_threads(*threads)
    db.session.refresh(change, with_for_update=True)
    if change.undone_at is not None:
        raise Conflict(_l("Somebody else has undone this already."))
    ids = [thread.id for thread in threads]
    same = STRUCTURAL if change.verb in STRUCTURAL else (change.verb,)
    later = select(Restructuring.id).where(
        Restructuring.id > change.id,
        Restructuring.undone_at.is_(None),
        Restructuring.verb.in_(same),
        or_(Restructuring.thread_id.in_(ids), Restructuring.other_id.in_(ids)),
    )
    if db.session.scalar(later.limit(1)) is not None:
        raise Conflict(_l("Something else was changed here afterwards. Undo the newest change first."))


def end_undo(actor: Actor, change: Restructuring) -> datetime:
    """Note who took a change back and when."""
    change.undone_at, change.undone_by_id = now(), actor.id
    db.session.flush()
    return change.undone_at


def close_shell(thread: Thread, into_id: int, actor: Actor) -> None:
    """Leave a thread without posts: nobody sees it any more, and its address leads to where its posts are."""
    moment = now()
    _set(
        thread,
        merged_into_id=into_id,
        hidden_at=moment,
        hidden_by_id=actor.id,
        reply_count=0,
        answer_count=0,
        accepted_count=0,
        useful_count=0,
        last_post_id=0,
        version=Thread.version + 1,
    )
    count_in_space(thread.space_id, -1)
    settle_notices("thread", thread.id)


def open_shell(thread: Thread) -> None:
    """Let a thread be seen again, now that its posts are back."""
    _set(thread, merged_into_id=None, hidden_at=None, hidden_by_id=None, hidden_reason=None)
    count_in_space(thread.space_id, 1)


def carry(change: Restructuring, source_id: int, target_id: int, reason: str, moment: datetime | None = None) -> None:
    """Followers, notices and audit rows of the posts that are in the target now; drafts of replies when all are."""
    copy_followers(
        "thread",
        source_id,
        target_id,
        reason=reason,
        moment=moment or change.created_at,
        with_muted=change.verb == Verb.SPLIT,
    )
    readdress(source_id, target_id)


def readdress(source_id: int, target_id: int) -> None:
    """Let notices and audit rows of the posts that are in the target now belong to it."""
    posts = select(Post.id).where(Post.thread_id == target_id)
    readdress_notices("thread", source_id, target_id, "post", posts)
    change_root(("thread", source_id), ("thread", target_id), "post", posts)


def set_original(thread_ids: list[int], original_id: int | None) -> None:
    """Let threads be duplicates of another one, or of none."""
    _run(
        update(Thread).where(Thread.id.in_(thread_ids)).values(duplicate_of_id=original_id, version=Thread.version + 1)
    )


def carry_drafts(source_id: int, target_id: int) -> None:
    """Let replies that are being typed belong to another thread, where their writer is not typing one already."""
    before, after = reply_key(source_id), reply_key(target_id)
    taken = select(Draft.member_id).where(Draft.key == after)
    _run(update(Draft).where(Draft.key == before, Draft.member_id.not_in(taken)).values(key=after))


def settle(*threads: Thread) -> None:
    """Count threads again, show the line of the change in them, have them indexed and their spaces know the newest."""
    for thread in threads:
        recount_thread(thread.id)
        set_panel(thread.id, PANEL, present=True)
        reindex_thread(thread.id)
    for space_id in {thread.space_id for thread in threads}:
        refresh_space(space_id)


def take_acceptance(change: Restructuring, *conditions: Any) -> None:
    """Take the acceptance of posts that cannot be an answer where they are now, and remember it."""
    rows = db.session.execute(
        select(Post.id, Post.accepted_at, Post.accepted_by_id).where(Post.accepted_at.is_not(None), *conditions)
    ).all()
    if rows:
        accepted = {str(row.id): [row.accepted_at.isoformat(), row.accepted_by_id] for row in rows}
        change.kept = {**change.kept, "accepted": accepted}
        _run(update(Post).where(Post.id.in_([row.id for row in rows])).values(accepted_at=None, accepted_by_id=None))


def give_acceptance_back(change: Restructuring) -> None:
    """Accept again what was accepted before the change."""
    accepted = change.kept.get("accepted", {})
    if accepted:
        rows = [
            {"id": int(number), "accepted_at": datetime.fromisoformat(moment), "accepted_by_id": by}
            for number, (moment, by) in accepted.items()
        ]
        db.session.execute(update(Post), rows)


def drop_acceptance(*conditions: Any) -> None:
    """Take the acceptance of posts without remembering it: it was given where they no longer are."""
    _run(update(Post).where(Post.accepted_at.is_not(None), *conditions).values(accepted_at=None, accepted_by_id=None))


def other_thread(change: Restructuring) -> Thread:
    """The second thread of a change that has one."""
    if change.other is None:
        raise ValueError(f"change {change.id} concerns one thread")
    return change.other


def members_who_wrote_in(thread_id: int) -> Any:
    """Everybody with a post in a thread, as a select."""
    return select(Post.author_id).where(Post.thread_id == thread_id)


def _set(thread: Thread, **values: Any) -> None:
    _run(update(Thread).where(Thread.id == thread.id).values(**values))
    db.session.expire(thread)


def _run(statement: Any) -> None:
    db.session.execute(statement.execution_options(synchronize_session=False))
