"""Merging, splitting, moving and re-parenting, each with its undo: the posts keep their ids, everything else follows.

How read state, followers, notices, search and counters stay right is told in docs/adr/ (restructuring threads).
"""

from forum.core.policy import Actor
from forum.discussions.models import Restructuring, Verb
from forum.discussions.services.restructuring.duplicates import close_as_duplicate, reopen_duplicate
from forum.discussions.services.restructuring.merging import merge_threads, undo_merge
from forum.discussions.services.restructuring.moving import move_thread, reparent_post, undo_move, undo_reparent
from forum.discussions.services.restructuring.splitting import split_posts, undo_split

__all__ = [
    "close_as_duplicate",
    "merge_threads",
    "move_thread",
    "reparent_post",
    "split_posts",
    "undo_change",
]


def undo_change(actor: Actor, change: Restructuring, *, confirmed: bool = False) -> None:
    """Take a change back; ``confirmed`` as for making it. ``Conflict`` says what has to be undone before."""
    match change.verb:
        case Verb.MERGED:
            undo_merge(actor, change, confirmed=confirmed)
        case Verb.SPLIT:
            undo_split(actor, change, confirmed=confirmed)
        case Verb.MOVED:
            undo_move(actor, change, confirmed=confirmed)
        case Verb.REPARENTED:
            undo_reparent(actor, change)
        case _:
            reopen_duplicate(actor, change)
