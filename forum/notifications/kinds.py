"""What can be notified: a kind says which actions it follows, who hears of them and in what words."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from forum.core.activity import Activity
from forum.core.errors import Sentence


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice as it is shown: who did it, how many events were merged, and the title of the subject."""

    id: int
    kind: str
    actor_name: str
    event_count: int
    title: str
    url: str
    updated_at: datetime
    is_read: bool


@dataclass(frozen=True)
class NotificationKind:
    """One kind of notice.

    ``verbs`` are the actions it listens to; ``recipients(activity)`` gives member ids, the actor and
    those who may not see the object are dropped afterwards; ``text(notice)`` is the sentence in the
    list; ``reason`` says why one gets it. ``is_personal``: it is meant for its reader in person, and also
    reaches who wants to hear of nothing else in this thread.
    """

    key: str
    label: Sentence
    reason: Sentence
    icon: str
    verbs: frozenset[str]
    recipients: Callable[[Activity], Collection[int]]
    text: Callable[[Notice], Sentence]
    is_personal: bool = False


_kinds: dict[str, NotificationKind] = {}


def register(kinds: Iterable[NotificationKind]) -> None:
    """Set the kinds in order of priority: of one action a member gets the first that applies."""
    _kinds.clear()
    _kinds.update({kind.key: kind for kind in kinds})


def listening_to(verb: str) -> Sequence[NotificationKind]:
    """The kinds that follow an action, the most important first."""
    return [kind for kind in _kinds.values() if verb in kind.verbs]


def get(key: str) -> NotificationKind | None:
    """The kind of a stored notice; ``None`` when the product no longer has it."""
    return _kinds.get(key)
