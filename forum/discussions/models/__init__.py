"""Tables of the discussions."""

from forum.discussions.models.acknowledgements import (
    Acknowledgement,
    AcknowledgementAudience,
    AcknowledgementRequest,
)
from forum.discussions.models.bookmarks import Bookmark
from forum.discussions.models.conclusions import Conclusion, ConclusionReference, ConclusionRevision
from forum.discussions.models.drafts import ANSWER, NEW_THREAD, Draft
from forum.discussions.models.fields import FieldAnswer, FieldKind, SpaceField
from forum.discussions.models.me_too import MeToo
from forum.discussions.models.panels import PanelMove
from forum.discussions.models.polls import (
    Answer,
    Poll,
    PollBallot,
    PollChoice,
    PollKind,
    PollOption,
    PollResults,
    PollVoice,
)
from forum.discussions.models.posts import Post, PostReference, PostRevision, UsefulVote
from forum.discussions.models.reactions import Reaction, ReactionKind
from forum.discussions.models.reading import SpaceRead, ThreadRead
from forum.discussions.models.restructuring import STRUCTURAL, FoundBySearch, Restructuring, RestructuringMark, Verb
from forum.discussions.models.scheduled import ScheduledThread
from forum.discussions.models.sealed import SealedAuthor as _SealedAuthor  # noqa: F401 - makes its tables known
from forum.discussions.models.spaces import Space, SpaceModerator
from forum.discussions.models.suggestions import SuggestedEdit, SuggestionState
from forum.discussions.models.threads import Thread, ThreadKind

__all__ = [
    "ANSWER",
    "NEW_THREAD",
    "STRUCTURAL",
    "Acknowledgement",
    "AcknowledgementAudience",
    "AcknowledgementRequest",
    "Answer",
    "Bookmark",
    "Conclusion",
    "ConclusionReference",
    "ConclusionRevision",
    "Draft",
    "FieldAnswer",
    "FieldKind",
    "FoundBySearch",
    "MeToo",
    "PanelMove",
    "Poll",
    "PollBallot",
    "PollChoice",
    "PollKind",
    "PollOption",
    "PollResults",
    "PollVoice",
    "Post",
    "PostReference",
    "PostRevision",
    "Reaction",
    "ReactionKind",
    "Restructuring",
    "RestructuringMark",
    "ScheduledThread",
    "Space",
    "SpaceField",
    "SpaceModerator",
    "SpaceRead",
    "SuggestedEdit",
    "SuggestionState",
    "Thread",
    "ThreadKind",
    "ThreadRead",
    "UsefulVote",
    "Verb",
]
