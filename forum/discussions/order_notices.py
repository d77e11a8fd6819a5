"""What members are told when a moderator hides, locks or gives another place to what they wrote."""

from collections.abc import Collection

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from forum.core.activity import Activity
from forum.core.errors import Sentence
from forum.discussions.models import Restructuring, Thread
from forum.discussions.sealed import list_reachable
from forum.extensions import db
from forum.notifications.kinds import Notice, NotificationKind


def _merged_author(activity: Activity) -> Collection[int]:
    """Who began the discussion that was merged into another one."""
    query = (
        select(Thread.opening_post_id)
        .join(Restructuring, Restructuring.thread_id == Thread.id)
        .where(Restructuring.id == activity.data.get("change"))
    )
    return list_reachable(db.session.scalars(query).all())


def _author(activity: Activity) -> Collection[int]:
    return list_reachable(db.session.scalars(select(Thread.opening_post_id).where(Thread.id == activity.root_id)).all())


def _author_of_hidden(activity: Activity) -> Collection[int]:
    return list_reachable(
        db.session.scalars(select(Thread.opening_post_id).where(Thread.id == activity.object_id)).all()
    )


def _author_of_post(activity: Activity) -> Collection[int]:
    return list_reachable([int(activity.data.get("post_id", 0))])


def _author_of_split(activity: Activity) -> Collection[int]:
    """Whose post opens the new discussion."""
    query = select(Restructuring.post_id).where(Restructuring.id == activity.data.get("change"))
    return list_reachable([post_id for post_id in db.session.scalars(query) if post_id is not None])


def _thread_hidden_text(notice: Notice) -> Sentence:
    return _("%(name)s hid your discussion “%(title)s”", name=notice.actor_name, title=notice.title)


def _post_hidden_text(notice: Notice) -> Sentence:
    return _("%(name)s hid your post in “%(title)s”", name=notice.actor_name, title=notice.title)


def _locked_text(notice: Notice) -> Sentence:
    return _("%(name)s locked your discussion “%(title)s”", name=notice.actor_name, title=notice.title)


def _split_text(notice: Notice) -> Sentence:
    return _(
        "%(name)s made a discussion of its own of your post in “%(title)s”", name=notice.actor_name, title=notice.title
    )


def _duplicate_text(notice: Notice) -> Sentence:
    return _(
        "%(name)s closed “%(title)s” as a duplicate: it was asked before",
        name=notice.actor_name,
        title=notice.title,
    )


def _merged_text(notice: Notice) -> Sentence:
    return _("%(name)s merged your discussion into “%(title)s”", name=notice.actor_name, title=notice.title)


def _moved_text(notice: Notice) -> Sentence:
    return _("%(name)s moved your discussion “%(title)s” to another space", name=notice.actor_name, title=notice.title)


DUPLICATE = NotificationKind(
    key="question.duplicate",
    label=_l("My question is closed as a duplicate"),
    reason=_l("because you began the discussion"),
    icon="link",
    verbs=frozenset({"thread.duplicate"}),
    recipients=_author,
    text=_duplicate_text,
)

MERGED = NotificationKind(
    key="thread.merged",
    label=_l("My discussion is merged into another one"),
    reason=_l("because you began the discussion"),
    icon="chat",
    verbs=frozenset({"thread.merged"}),
    recipients=_merged_author,
    text=_merged_text,
)

MOVED = NotificationKind(
    key="thread.moved",
    label=_l("My discussion is moved to another space"),
    reason=_l("because you began the discussion"),
    icon="spaces",
    verbs=frozenset({"thread.moved"}),
    recipients=_author,
    text=_moved_text,
)

_YOURS = _l("because you wrote it")

THREAD_HIDDEN = NotificationKind(
    key="thread.hidden",
    label=_l("My discussion is hidden"),
    reason=_YOURS,
    icon="lock",
    verbs=frozenset({"author.thread_hidden"}),
    recipients=_author_of_hidden,
    text=_thread_hidden_text,
    is_personal=True,
)

POST_HIDDEN = NotificationKind(
    key="post.hidden",
    label=_l("My post is hidden"),
    reason=_YOURS,
    icon="lock",
    verbs=frozenset({"author.post_hidden"}),
    recipients=_author_of_post,
    text=_post_hidden_text,
    is_personal=True,
)

LOCKED = NotificationKind(
    key="thread.locked",
    label=_l("My discussion is locked"),
    reason=_YOURS,
    icon="lock",
    verbs=frozenset({"thread.locked"}),
    recipients=_author,
    text=_locked_text,
    is_personal=True,
)

SPLIT = NotificationKind(
    key="thread.split",
    label=_l("My post is split off"),
    reason=_YOURS,
    icon="chat",
    verbs=frozenset({"thread.split"}),
    recipients=_author_of_split,
    text=_split_text,
    is_personal=True,
)

KINDS = (DUPLICATE, MERGED, MOVED, THREAD_HIDDEN, POST_HIDDEN, LOCKED, SPLIT)
