"""The reads of the discussions; every list starts from what the member may see."""

from forum.discussions.queries.loading import find_draft, get_post, get_space, get_thread
from forum.discussions.queries.spaces import SpaceRow, list_spaces, list_writable_spaces
from forum.discussions.queries.threads import LISTS, ThreadRow, list_new_for, list_threads, list_unanswered

__all__ = [
    "LISTS",
    "SpaceRow",
    "ThreadRow",
    "find_draft",
    "get_post",
    "get_space",
    "get_thread",
    "list_new_for",
    "list_spaces",
    "list_threads",
    "list_unanswered",
    "list_writable_spaces",
]
