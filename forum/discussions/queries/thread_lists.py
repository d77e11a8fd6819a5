"""Which lists of threads there are: what each takes in, and in which order.

Every list walks an index that is already in its order, or starts from the few rows of one member, so that its first
page costs the same in a forum of any size.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, literal_column, or_, select, union
from sqlalchemy.orm import aliased

from forum.accounts.models import Member
from forum.core.orm import UtcDateTime
from forum.core.policy import Actor
from forum.discussions.models import Post, Thread, ThreadRead
from forum.discussions.queries.unread import follows, is_muted, is_news, watched
from forum.discussions.sealed import own_posts, own_threads
from forum.notifications.models import FOLLOWING

# For how long back the most useful threads can be asked; None: ever.
PERIODS = {"month": timedelta(days=30), "year": timedelta(days=365), "ever": None}

Condition = ColumnElement[bool]


@dataclass(frozen=True)
class ThreadList:
    """One list: its condition for a reader (with ``author``, the asker's row), and the column it is ordered by.

    ``is_per_space`` says that the list of one space has an index of its own; ``is_of_lively`` that it is taken from the
    threads with the latest activity (``unread.lively``).
    """

    condition: Callable[[Actor, Any], Condition]
    order: str = "last_post_at"
    is_per_space: bool = True
    is_of_lively: bool = False


# Written out, not as parameters: so the database sees that its index of such questions fits.
_NONE: ColumnElement[int] = literal_column("0")
_QUESTION = Thread.kind == literal_column("'question'")
_FIRST_ASKED = Thread.duplicate_of_id.is_(None)
UNANSWERED = and_(_QUESTION, Thread.answer_count == _NONE, _FIRST_ASKED)
_ANNOUNCEMENT = Thread.kind == literal_column("'announcement'")


def _everything(_actor: Actor, _author: Any) -> Condition:
    return literal_column("1") == literal_column("1")


def _news(actor: Actor, _author: Any) -> Condition:
    own = and_(Thread.last_post_author_id == actor.id, Thread.reply_count == 0)
    return and_(is_news(actor), ~own, ~is_muted(actor))


def _new(actor: Actor, author: Any) -> Condition:
    return and_(_recent(), _news(actor, author))


def _unread(actor: Actor, _author: Any) -> Condition:
    """Where they were before, or what they follow, and something came since; and what they set to unread, however old.

    Gathered first, because what was set to unread stands anywhere.
    """
    other = aliased(Thread)
    recent = select(other.id).where(other.last_post_at > _new_since(), other.hidden_at.is_(None))
    chosen = select(ThreadRead.thread_id).where(
        ThreadRead.member_id == actor.id, ThreadRead.forced_unread_from.is_not(None)
    )
    known = or_(ThreadRead.member_id.is_not(None), follows(actor))
    return and_(Thread.id.in_(union(recent, chosen)), is_news(actor), known, ~is_muted(actor))


def _topics(actor: Actor, _author: Any) -> Condition:
    """What was lately talked about in the spaces they follow."""
    return and_(_recent(), Thread.space_id.in_(watched(actor, "space", FOLLOWING)), ~is_muted(actor))


def _new_since() -> Any:
    return bindparam("new_since", type_=UtcDateTime())


def _recent() -> Condition:
    return Thread.last_post_at > _new_since()


def _waiting(_actor: Actor, _author: Any) -> Condition:
    """Nobody waits for an answer to an imported question."""
    return and_(UNANSWERED, Thread.source_name.is_(None))


def _useful_since(_actor: Actor, _author: Any) -> Condition:
    """The threads of a period, gathered by their age: inside a function, the number is no way to find them."""
    other = aliased(Thread)
    since = bindparam("useful_since", type_=UtcDateTime())
    of_period = select(other.id).where(other.created_at > since, other.hidden_at.is_(None))
    return and_(Thread.id.in_(of_period), func.abs(Thread.useful_count) > _NONE)


def _answered(actor: Actor, _author: Any) -> Condition:
    own = select(Post.thread_id).where(own_posts(actor), Post.depth > _NONE, Post.hidden_at.is_(None))
    return and_(Thread.id.in_(own), ~own_threads(actor))


def _library(_actor: Actor, author: Any) -> Condition:
    """By the asker as everybody sees them, so that an anonymous question belongs to no library.

    Inside a function, so that no index of members is taken: the newest of a tenth of all threads are found at once.
    """
    return and_(_QUESTION, func.coalesce(author.library_id, _NONE) == bindparam("library_id"))


def pinned_now() -> Any:
    """The moment the list is made, to hold the end of a pin against: no job has to take pins off."""
    return bindparam("now", type_=UtcDateTime())


def _pinned(_actor: Actor, _author: Any) -> Condition:
    return Thread.pinned_until > pinned_now()


def _pinned_everywhere(_actor: Actor, _author: Any) -> Condition:
    return and_(Thread.pinned_until > pinned_now(), Thread.pinned_everywhere)


LISTS: dict[str, ThreadList] = {
    "all": ThreadList(_everything),
    "new": ThreadList(_new),
    "news": ThreadList(_news, is_per_space=False, is_of_lively=True),
    "unread": ThreadList(_unread, is_per_space=False),
    "topics": ThreadList(_topics, is_per_space=False),
    "followed": ThreadList(lambda actor, _author: follows(actor), is_per_space=False),
    "unanswered": ThreadList(lambda _actor, _author: UNANSWERED),
    "waiting": ThreadList(_waiting),
    "open": ThreadList(lambda _actor, _author: and_(_QUESTION, Thread.accepted_count == _NONE, _FIRST_ASKED)),
    "solved": ThreadList(lambda _actor, _author: Thread.solved_at.is_not(None), "solved_at"),
    "announcements": ThreadList(lambda _actor, _author: _ANNOUNCEMENT, is_per_space=False),
    "useful": ThreadList(lambda _actor, _author: Thread.useful_count > _NONE, "useful_count", is_per_space=False),
    "useful_since": ThreadList(_useful_since, "useful_count", is_per_space=False),
    "pinned": ThreadList(_pinned, "pinned_until", is_per_space=False),
    "pinned_everywhere": ThreadList(_pinned_everywhere, "pinned_until", is_per_space=False),
    "mine": ThreadList(lambda actor, _author: own_threads(actor), is_per_space=False),
    "answered": ThreadList(_answered, is_per_space=False),
    "library": ThreadList(_library),
}
# What the asker of a list is: joined to each thread for its name.
ASKER = aliased(Member)
