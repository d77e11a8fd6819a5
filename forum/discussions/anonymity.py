"""What the asker of an anonymous question is told: how anonymous they are, and who opened their name."""

from collections.abc import Collection, Hashable
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from forum.core.activity import Activity
from forum.core.errors import Sentence
from forum.core.policy import Actor
from forum.discussions import sealed
from forum.discussions.panels import Panel
from forum.discussions.queries import ThreadHead
from forum.notifications.kinds import Notice, NotificationKind


@dataclass(frozen=True, slots=True)
class Signature:
    """Under which name a reader replies in a thread, and what is said about it."""

    is_anonymous: bool = False
    sentence: str = ""


def signature(names: sealed.OwnNames | None) -> Signature:
    """How replies are signed, for somebody with anonymous posts in the thread (``None`` for all others)."""
    if names is None:
        return Signature()
    if not names.are_both:
        return Signature(True, _("Your reply stands under “Anonymous colleague” too."))
    if names.is_anonymous:
        return Signature(
            True, _("Your reply stands under “Anonymous colleague” too, except below what you wrote under your name.")
        )
    return Signature(
        False, _("Your reply stands under your name, except below your anonymous posts: there it is anonymous too.")
    )


def _load(actor: Actor, head: ThreadHead) -> dict[str, object] | None:
    names = sealed.find_names(actor, head)
    if names is None:
        return None
    asked = names.own.get(head.opening_post_id, False)
    openings = sealed.list_openings_of(actor, head.id)
    return {"asked_here": asked, "are_both": names.are_both, "openings": openings}


def _personal(actor: Actor, head: ThreadHead) -> Hashable:
    return len(sealed.list_openings_of(actor, head.id))


ANONYMITY = Panel(
    key=sealed.ANONYMOUS,
    position=1,
    template="discussions/_anonymity_panel.html",
    load=_load,
    personal=_personal,
)


def _opened(activity: Activity) -> Collection[int]:
    return [row.member_id for row in sealed.load_openings([activity.object_id]).values()]


def _opened_text(notice: Notice) -> Sentence:
    return _("%(name)s asked who wrote “%(title)s”, and saw your name", name=notice.actor_name, title=notice.title)


IDENTITY_OPENED = NotificationKind(
    key="identity.opened",
    label=_l("A moderator sees who asked my anonymous question"),
    reason=_l("because you asked anonymously"),
    icon="key",
    verbs=frozenset({"identity.opened"}),
    recipients=_opened,
    text=_opened_text,
)
