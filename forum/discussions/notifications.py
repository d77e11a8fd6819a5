"""What members are told about discussions, the most important first."""

from collections.abc import Collection
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import select

from forum.core.activity import Activity
from forum.core.errors import Sentence
from forum.discussions.models import PollBallot, PostReference, Thread
from forum.discussions.reminders import VERB as ACCEPT_VERB
from forum.discussions.sealed import list_reachable
from forum.discussions.services.acknowledgements import list_those_asked
from forum.extensions import db
from forum.network.models import GroupMembership
from forum.notifications.kinds import Notice, NotificationKind
from forum.notifications.queries import list_follower_ids


def _mentioned(activity: Activity) -> Collection[int]:
    """Whoever the text names, by name or as a member of a working group; after a change, who was not named before."""
    named = set(db.session.scalars(_referred_to(activity, "member")))
    groups = _referred_to(activity, "group").scalar_subquery()
    named |= set(db.session.scalars(select(GroupMembership.member_id).where(GroupMembership.group_id.in_(groups))))
    return named - set(activity.data.get("named_before", ()))


def _quoted(activity: Activity) -> Collection[int]:
    """Whose words the text quotes: the authors of the posts it links to."""
    return set(list_reachable(db.session.scalars(_referred_to(activity, "post")).all()))


def _referred_to(activity: Activity, kind: str) -> Any:
    """The ids of what a post refers to."""
    return select(PostReference.target_id).where(
        PostReference.post_id == activity.object_id,
        PostReference.kind == kind,
        PostReference.target_id.is_not(None),
    )


def _answer_author(activity: Activity) -> Collection[int]:
    return list_reachable([activity.object_id])


def _asker(activity: Activity) -> Collection[int]:
    query = select(Thread.opening_post_id).where(Thread.id == activity.root_id, Thread.kind == "question")
    return list_reachable(db.session.scalars(query).all())


def _followers(activity: Activity) -> Collection[int]:
    return list_follower_ids("thread", activity.root_id)


def _those_asked(activity: Activity) -> Collection[int]:
    """Whoever has to confirm the announcement and has not, at the moment of telling."""
    return list_those_asked(activity.object_id)


def _space_followers(activity: Activity) -> Collection[int]:
    """Whoever follows the space in which something is announced."""
    query = select(Thread.space_id).where(Thread.id == activity.root_id, Thread.kind == "announcement")
    space_id = db.session.scalar(query)
    return list_follower_ids("space", space_id) if space_id else ()


def _followers_and_voters(activity: Activity) -> Collection[int]:
    """Who follows the thread, and who voted: in a secret poll too, for each hears only of their own vote."""
    voters = select(PollBallot.member_id).where(PollBallot.poll_id == int(activity.data.get("poll", 0)))
    return {*_followers(activity), *db.session.scalars(voters)}


def _followers_of_space(activity: Activity) -> Collection[int]:
    """Whoever follows the space in which something is asked or discussed."""
    space_id = db.session.scalar(select(Thread.space_id).where(Thread.id == activity.root_id))
    return list_follower_ids("space", space_id or 0)


def _newly_mentioned(activity: Activity) -> Collection[int]:
    """Whoever a conclusion names that did not name them before."""
    return [int(member_id) for member_id in activity.data.get("mentioned", ())]


def _mention_text(notice: Notice) -> Sentence:
    return _("%(name)s mentioned you in “%(title)s”", name=notice.actor_name, title=notice.title)


def _quoted_text(notice: Notice) -> Sentence:
    return _("%(name)s quoted you in “%(title)s”", name=notice.actor_name, title=notice.title)


def _accepted_text(notice: Notice) -> Sentence:
    return _("%(name)s accepted your answer to “%(title)s”", name=notice.actor_name, title=notice.title)


def _answered_text(notice: Notice) -> Sentence:
    if notice.event_count == 1:
        return _("%(name)s answered your question “%(title)s”", name=notice.actor_name, title=notice.title)
    return ngettext(
        "%(num)s new answer to your question “%(title)s”",
        "%(num)s new answers to your question “%(title)s”",
        notice.event_count,
        title=notice.title,
    )


def _announced_text(notice: Notice) -> Sentence:
    return _("%(name)s announced “%(title)s”", name=notice.actor_name, title=notice.title)


def _asked_text(notice: Notice) -> Sentence:
    return _("%(name)s asks you to confirm that you read “%(title)s”", name=notice.actor_name, title=notice.title)


def _reopened_text(notice: Notice) -> Sentence:
    return _("%(name)s changed “%(title)s”: please confirm again", name=notice.actor_name, title=notice.title)


def _reminded_text(notice: Notice) -> Sentence:
    return _("Reminder: confirm that you read “%(title)s”", title=notice.title)


def _concerned(activity: Activity) -> Collection[int]:
    """The one member a reminder is for."""
    return [activity.data["member_id"]]


def _kept_text(notice: Notice) -> Sentence:
    return _("Reminder: you saved “%(title)s”", title=notice.title)


def _refused_text(notice: Notice) -> Sentence:
    return _("“%(title)s” could not be published as planned. Your text is kept.", title=notice.title)


def _replied_text(notice: Notice) -> Sentence:
    if notice.event_count == 1:
        return _("%(name)s replied in “%(title)s”", name=notice.actor_name, title=notice.title)
    return ngettext(
        "%(num)s new reply in “%(title)s”",
        "%(num)s new replies in “%(title)s”",
        notice.event_count,
        title=notice.title,
    )


def _accept_asked_text(notice: Notice) -> Sentence:
    return _("Did one of the answers to “%(title)s” help? Accept it, so that colleagues find it.", title=notice.title)


def _poll_started_text(notice: Notice) -> Sentence:
    return _("%(name)s added a poll to “%(title)s”", name=notice.actor_name, title=notice.title)


def _poll_closed_text(notice: Notice) -> Sentence:
    return _("The poll in “%(title)s” is closed: look at the results", title=notice.title)


def _started_text(notice: Notice) -> Sentence:
    return _("New from %(name)s: “%(title)s”", name=notice.actor_name, title=notice.title)


def _concluded_text(notice: Notice) -> Sentence:
    return _("%(name)s wrote a conclusion in “%(title)s”", name=notice.actor_name, title=notice.title)


MENTIONED = NotificationKind(
    key="post.mentioned",
    label=_l("Somebody mentions me"),
    reason=_l("because you were mentioned"),
    icon="mention",
    verbs=frozenset({"thread.started", "thread.replied", "post.edited"}),
    recipients=_mentioned,
    text=_mention_text,
    is_personal=True,
)

QUOTED = NotificationKind(
    key="post.quoted",
    label=_l("Somebody quotes me"),
    reason=_l("because your words were quoted"),
    icon="quote",
    verbs=frozenset({"thread.started", "thread.replied"}),
    recipients=_quoted,
    text=_quoted_text,
)

ACCEPTED = NotificationKind(
    key="answer.accepted",
    label=_l("My answer is accepted"),
    reason=_l("because you wrote the answer"),
    icon="check",
    verbs=frozenset({"answer.accepted"}),
    recipients=_answer_author,
    text=_accepted_text,
    is_personal=True,
)

ANSWERED = NotificationKind(
    key="question.answered",
    label=_l("My question is answered"),
    reason=_l("because you asked the question"),
    icon="reply",
    verbs=frozenset({"thread.replied"}),
    recipients=_asker,
    text=_answered_text,
)

REPLIED = NotificationKind(
    key="thread.replied",
    label=_l("A reply in a discussion I follow"),
    reason=_l("because you follow this discussion"),
    icon="reply",
    verbs=frozenset({"thread.replied"}),
    recipients=_followers,
    text=_replied_text,
)

ANNOUNCED = NotificationKind(
    key="announcement.made",
    label=_l("An announcement in a space I follow"),
    reason=_l("because you follow this space"),
    icon="megaphone",
    verbs=frozenset({"thread.started"}),
    recipients=_space_followers,
    text=_announced_text,
)


ACCEPT_ASKED = NotificationKind(
    key="question.reminded",
    label=_l("A reminder to accept an answer"),
    reason=_l("because you asked the question"),
    icon="solved",
    verbs=frozenset({ACCEPT_VERB}),
    recipients=_asker,
    text=_accept_asked_text,
    is_personal=True,
)

CONCLUSION_MENTIONED = NotificationKind(
    key="conclusion.mentioned",
    label=_l("A conclusion mentions me"),
    reason=_l("because you were mentioned"),
    icon="mention",
    verbs=frozenset({"conclusion.written", "conclusion.edited"}),
    recipients=_newly_mentioned,
    text=_mention_text,
)

CONCLUDED = NotificationKind(
    key="conclusion.written",
    label=_l("A conclusion in a discussion I follow"),
    reason=_l("because you follow this discussion"),
    icon="solved",
    verbs=frozenset({"conclusion.written"}),
    recipients=_followers,
    text=_concluded_text,
)

POLL_STARTED = NotificationKind(
    key="poll.started",
    label=_l("A poll in a discussion I follow"),
    reason=_l("because you follow this discussion"),
    icon="poll",
    verbs=frozenset({"poll.started"}),
    recipients=_followers,
    text=_poll_started_text,
)

POLL_CLOSED = NotificationKind(
    key="poll.closed",
    label=_l("A poll I voted in or follow is closed"),
    reason=_l("because you voted or follow this discussion"),
    icon="poll",
    verbs=frozenset({"poll.closed"}),
    recipients=_followers_and_voters,
    text=_poll_closed_text,
)

STARTED = NotificationKind(
    key="thread.started",
    label=_l("A new discussion in a space I follow"),
    reason=_l("because you follow this space"),
    icon="spaces",
    verbs=frozenset({"thread.started"}),
    recipients=_followers_of_space,
    text=_started_text,
)

_MUST_CONFIRM = _l("because you have to confirm this announcement")

TO_ACKNOWLEDGE = NotificationKind(
    key="acknowledgement.asked",
    label=_l("An announcement I have to confirm"),
    reason=_MUST_CONFIRM,
    icon="megaphone",
    verbs=frozenset({"thread.started", "acknowledgement.asked"}),
    recipients=_those_asked,
    text=_asked_text,
    is_personal=True,
)

TO_ACKNOWLEDGE_AGAIN = NotificationKind(
    key="acknowledgement.reopened",
    label=_l("An announcement I have to confirm again"),
    reason=_MUST_CONFIRM,
    icon="megaphone",
    verbs=frozenset({"acknowledgement.reopened"}),
    recipients=_those_asked,
    text=_reopened_text,
    is_personal=True,
)

REMINDED = NotificationKind(
    key="acknowledgement.reminded",
    label=_l("A reminder of an announcement I have to confirm"),
    reason=_MUST_CONFIRM,
    icon="bell",
    verbs=frozenset({"acknowledgement.reminded"}),
    recipients=_those_asked,
    text=_reminded_text,
    is_personal=True,
)

KEPT = NotificationKind(
    key="bookmark.due",
    label=_l("A reminder I set myself"),
    reason=_l("because you asked to be reminded"),
    icon="bookmark",
    verbs=frozenset({"bookmark.due"}),
    recipients=_concerned,
    text=_kept_text,
    is_personal=True,
)

NOT_PUBLISHED = NotificationKind(
    key="scheduled.refused",
    label=_l("Something I planned could not be published"),
    reason=_l("because you planned it"),
    icon="warning",
    verbs=frozenset({"scheduled.refused"}),
    recipients=_concerned,
    text=_refused_text,
    is_personal=True,
)

KINDS = (
    TO_ACKNOWLEDGE,
    TO_ACKNOWLEDGE_AGAIN,
    REMINDED,
    MENTIONED,
    ACCEPTED,
    ANSWERED,
    QUOTED,
    ANNOUNCED,
    REPLIED,
    STARTED,
    ACCEPT_ASKED,
    CONCLUSION_MENTIONED,
    CONCLUDED,
    POLL_STARTED,
    POLL_CLOSED,
    KEPT,
    NOT_PUBLISHED,
)
