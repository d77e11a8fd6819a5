"""What goes along when threads are merged, split or moved: the tables of features, keyed by thread or post.

A feature that keeps something for each thread (a poll, bookmarks, "I have this too") writes a ``Companion``
and adds it to ``THREAD_COMPANIONS`` in ``forum/wiring.py``. The verbs call all of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Change:
    """One verb: posts went from a thread to another one. ``id`` is that of its row in ``restructuring``.

    Undoing it is called with the same change, so whoever must remember something keeps it under this id.
    """

    id: int
    source_id: int
    target_id: int


class Companion:
    """What a feature does; each method does nothing until it is overridden.

    A post keeps its id for ever, so what is keyed by post only needs attention when it also names the thread.
    A thread that was merged keeps its row, without posts and out of sight of everybody, and is there again when
    that is undone: what is keyed by thread may stay where it is, or go along and come back.

    Each method is called within the transaction of the verb, when all posts are in their new place and flushed;
    the verb has asked the policy, counts the thread again and raises the versions of both threads. A method takes a
    constant number of statements, whatever the size of the thread, loads no posts, commits nothing and notifies
    nobody. It shows nothing to people who could not see it: ``moved`` is the place to let go of what the new
    audience may not have. A column it adds up in ``thread`` it counts again itself, for both threads.
    """

    key = ""

    def merged(self, change: Change) -> None:
        """Every post of ``source_id`` is in ``target_id`` now: unite what both have, for instance bookmarks,
        each member once."""

    def unmerged(self, change: Change) -> None:
        """The posts are back in ``source_id``, with the replies they got meanwhile."""

    def split(self, change: Change) -> None:
        """Some posts of ``source_id`` are the new thread ``target_id`` now; which is told by ``post.thread_id``."""

    def unsplit(self, change: Change) -> None:
        """Every post of ``target_id`` is back in ``source_id``; ``target_id`` is a thread without posts."""

    def moved(self, thread_id: int) -> None:
        """The thread is in another space now, with perhaps another audience; also called when that is undone."""

    def withdrawn(self, post_id: int) -> None:
        """The author took back a post nobody had replied to; its row stays, hidden from all but moderators."""


_companions: dict[str, Companion] = {}


def register(companions: Iterable[Companion]) -> None:
    """Make companions known; done once, where the product is put together."""
    _companions.clear()
    _companions.update({companion.key: companion for companion in companions})


def registered() -> list[Companion]:
    """All companions in order of registration."""
    return list(_companions.values())
