"""What members are told about suggested edits."""

from collections.abc import Collection

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import select

from forum.core.activity import Activity
from forum.core.errors import Sentence
from forum.discussions.models import Post, SpaceModerator, SuggestedEdit, Thread
from forum.discussions.sealed import list_reachable
from forum.extensions import db
from forum.notifications.kinds import Notice, NotificationKind


def _authors(activity: Activity) -> Collection[int]:
    post_ids = select(SuggestedEdit.post_id).where(SuggestedEdit.id == activity.object_id)
    return list_reachable(db.session.scalars(post_ids).all())


def _moderators(activity: Activity) -> Collection[int]:
    query = (
        select(SpaceModerator.member_id)
        .join(Thread, Thread.space_id == SpaceModerator.space_id)
        .join(Post, Post.thread_id == Thread.id)
        .join(SuggestedEdit, SuggestedEdit.post_id == Post.id)
        .where(SuggestedEdit.id == activity.object_id)
    )
    return db.session.scalars(query).all()


def _suggester(activity: Activity) -> Collection[int]:
    query = select(SuggestedEdit.author_id).where(SuggestedEdit.id == activity.object_id)
    return db.session.scalars(query).all()


def _made_text(notice: Notice) -> Sentence:
    if notice.event_count == 1:
        return _("%(name)s suggests a better text for your post in “%(title)s”", **_words(notice))
    return _many(notice)


def _made_elsewhere_text(notice: Notice) -> Sentence:
    if notice.event_count == 1:
        return _("%(name)s suggests a better text in “%(title)s”", **_words(notice))
    return _many(notice)


def _many(notice: Notice) -> Sentence:
    return ngettext(
        "%(num)s suggestion for a better text in “%(title)s”",
        "%(num)s suggestions for a better text in “%(title)s”",
        notice.event_count,
        title=notice.title,
    )


def _accepted_text(notice: Notice) -> Sentence:
    return _("%(name)s accepted your suggestion in “%(title)s”", **_words(notice))


def _declined_text(notice: Notice) -> Sentence:
    return _("%(name)s did not take over your suggestion in “%(title)s”", **_words(notice))


def _words(notice: Notice) -> dict[str, str]:
    return {"name": notice.actor_name, "title": notice.title}


SUGGESTED = NotificationKind(
    key="suggestion.made",
    label=_l("Somebody suggests a better text for my post"),
    reason=_l("because you wrote the post"),
    icon="edit",
    verbs=frozenset({"suggestion.made"}),
    recipients=_authors,
    text=_made_text,
)

SUGGESTED_HERE = NotificationKind(
    key="suggestion.to_moderate",
    label=_l("A suggested edit in a space I moderate"),
    reason=_l("because you moderate this space"),
    icon="edit",
    verbs=frozenset({"suggestion.made"}),
    recipients=_moderators,
    text=_made_elsewhere_text,
)

ACCEPTED = NotificationKind(
    key="suggestion.accepted",
    label=_l("My suggested edit is accepted"),
    reason=_l("because you suggested it"),
    icon="check",
    verbs=frozenset({"suggestion.accepted"}),
    recipients=_suggester,
    text=_accepted_text,
)

DECLINED = NotificationKind(
    key="suggestion.declined",
    label=_l("My suggested edit is not taken over"),
    reason=_l("because you suggested it"),
    icon="edit",
    verbs=frozenset({"suggestion.declined"}),
    recipients=_suggester,
    text=_declined_text,
)

KINDS = (SUGGESTED, SUGGESTED_HERE, ACCEPTED, DECLINED)
