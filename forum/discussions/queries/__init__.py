"""The reads of the discussions; every list starts from what the member may see."""

from forum.discussions.queries.audiences import AudienceShift, compare_audiences
from forum.discussions.queries.changes import ChangeLine, find_merged, get_change, list_changes, was_joined
from forum.discussions.queries.conclusions import ConclusionView, find_conclusion_view, list_conclusion_changes
from forum.discussions.queries.drafts import DraftLine, find_draft, form_of, list_drafts
from forum.discussions.queries.duplicates import find_duplicate_change, find_original, list_duplicates, list_faq
from forum.discussions.queries.fields import (
    AnsweredField,
    list_answered,
    list_fields,
    list_fields_of_post,
    list_offers,
    list_spaces_with_fields,
)
from forum.discussions.queries.first_steps import FirstSteps, find_first_steps
from forum.discussions.queries.hidden import find_locker, get_own_hidden, load_hidden_threads
from forum.discussions.queries.loading import get_own_post, get_post, get_space, get_thread
from forum.discussions.queries.me_too import HaveToo, list_have_too
from forum.discussions.queries.meanwhile import Meanwhile, view_conclusion_meanwhile, view_meanwhile
from forum.discussions.queries.mentions import get_quotation, list_unreached
from forum.discussions.queries.openings import list_openings
from forum.discussions.queries.pages import PostPage, get_post_page
from forum.discussions.queries.picking import find_post_id_in, find_thread_by, list_post_choices, suggest_threads
from forum.discussions.queries.polls import (
    OptionView,
    PollView,
    Voter,
    get_poll,
    get_poll_view,
    has_ballots,
    list_absent_libraries,
    list_polls,
    list_voters,
)
from forum.discussions.queries.positions import (
    PAGE_SIZE,
    Position,
    find_first_unread,
    find_position,
    find_post_by_number,
    find_post_since,
)
from forum.discussions.queries.post_page import PostView, list_useful_votes
from forum.discussions.queries.reactions import Reactors, list_all_reactors, list_own_reactions, list_reactors
from forum.discussions.queries.revisions import (
    Comparison,
    History,
    RevisionView,
    compare_versions,
    compare_with,
    get_history,
    get_revision,
)
from forum.discussions.queries.spaces import (
    SpaceRow,
    get_space_page,
    list_moderators,
    list_readable_spaces,
    list_spaces,
    list_writable_spaces,
)
from forum.discussions.queries.staff import (
    count_hidden,
    list_hidden,
    list_hidden_threads,
    list_staff,
    list_staff_actions,
)
from forum.discussions.queries.suggestions import (
    SuggestionView,
    get_suggestion,
    list_added_files,
    list_own_suggestions,
    list_suggestions_for,
    list_suggestions_to_decide,
    view_suggestion,
)
from forum.discussions.queries.thread_head import ThreadHead, get_thread_head
from forum.discussions.queries.thread_lists import PERIODS
from forum.discussions.queries.threads import ThreadRow, list_new_for, list_pinned, list_threads, list_unanswered

__all__ = [
    "PAGE_SIZE",
    "PERIODS",
    "AnsweredField",
    "AudienceShift",
    "ChangeLine",
    "Comparison",
    "ConclusionView",
    "DraftLine",
    "FirstSteps",
    "HaveToo",
    "History",
    "Meanwhile",
    "OptionView",
    "PollView",
    "Position",
    "PostPage",
    "PostView",
    "Reactors",
    "RevisionView",
    "SpaceRow",
    "SuggestionView",
    "ThreadHead",
    "ThreadRow",
    "Voter",
    "compare_audiences",
    "compare_versions",
    "compare_with",
    "count_hidden",
    "find_conclusion_view",
    "find_draft",
    "find_duplicate_change",
    "find_first_steps",
    "find_first_unread",
    "find_locker",
    "find_merged",
    "find_original",
    "find_position",
    "find_post_by_number",
    "find_post_id_in",
    "find_post_since",
    "find_thread_by",
    "form_of",
    "get_change",
    "get_history",
    "get_own_hidden",
    "get_own_post",
    "get_poll",
    "get_poll_view",
    "get_post",
    "get_post_page",
    "get_quotation",
    "get_revision",
    "get_space",
    "get_space_page",
    "get_suggestion",
    "get_thread",
    "get_thread_head",
    "has_ballots",
    "list_absent_libraries",
    "list_added_files",
    "list_all_reactors",
    "list_answered",
    "list_changes",
    "list_conclusion_changes",
    "list_drafts",
    "list_duplicates",
    "list_faq",
    "list_fields",
    "list_fields_of_post",
    "list_have_too",
    "list_hidden",
    "list_hidden_threads",
    "list_moderators",
    "list_new_for",
    "list_offers",
    "list_openings",
    "list_own_reactions",
    "list_own_suggestions",
    "list_pinned",
    "list_polls",
    "list_post_choices",
    "list_reactors",
    "list_readable_spaces",
    "list_spaces",
    "list_spaces_with_fields",
    "list_staff",
    "list_staff_actions",
    "list_suggestions_for",
    "list_suggestions_to_decide",
    "list_threads",
    "list_unanswered",
    "list_unreached",
    "list_useful_votes",
    "list_voters",
    "list_writable_spaces",
    "load_hidden_threads",
    "suggest_threads",
    "view_conclusion_meanwhile",
    "view_meanwhile",
    "view_suggestion",
    "was_joined",
]
