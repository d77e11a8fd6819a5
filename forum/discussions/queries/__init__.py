"""The reads of the discussions; every list starts from what the member may see."""

from forum.discussions.queries.loading import find_draft, get_post, get_space, get_thread, list_drafts
from forum.discussions.queries.polls import (
    OptionView,
    PollView,
    Voter,
    get_poll,
    get_poll_view,
    has_ballots,
    list_polls,
    list_voters,
)
from forum.discussions.queries.positions import PAGE_SIZE, Position, find_first_unread, find_position
from forum.discussions.queries.post_page import PostPage, PostView, get_post_page, list_useful_votes
from forum.discussions.queries.revisions import RevisionView, list_revisions
from forum.discussions.queries.spaces import (
    SpaceHead,
    SpaceRow,
    get_space_head,
    list_moderators,
    list_spaces,
    list_writable_spaces,
)
from forum.discussions.queries.thread_head import ThreadHead, get_thread_head
from forum.discussions.queries.threads import LISTS, ThreadRow, list_new_for, list_threads, list_unanswered

__all__ = [
    "LISTS",
    "PAGE_SIZE",
    "OptionView",
    "PollView",
    "Position",
    "PostPage",
    "PostView",
    "RevisionView",
    "SpaceHead",
    "SpaceRow",
    "ThreadHead",
    "ThreadRow",
    "Voter",
    "find_draft",
    "find_first_unread",
    "find_position",
    "get_poll",
    "get_poll_view",
    "get_post",
    "get_post_page",
    "get_space",
    "get_space_head",
    "get_thread",
    "get_thread_head",
    "has_ballots",
    "list_drafts",
    "list_moderators",
    "list_new_for",
    "list_polls",
    "list_revisions",
    "list_spaces",
    "list_threads",
    "list_unanswered",
    "list_useful_votes",
    "list_voters",
    "list_writable_spaces",
]
