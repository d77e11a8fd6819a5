"""Tables of the discussions."""

from forum.discussions.models.acknowledgements import (
    Acknowledgement,
    AcknowledgementAudience,
    AcknowledgementRequest,
)
from forum.discussions.models.bookmarks import Bookmark
from forum.discussions.models.conclusions import Conclusion, ConclusionReference, ConclusionRevision
from forum.discussions.models.drafts import Draft
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
from forum.discussions.models.scheduled import ScheduledThread
from forum.discussions.models.sealed import SealedAuthor as _SealedAuthor  # noqa: F401 - makes its tables known
from forum.discussions.models.spaces import Space, SpaceModerator
from forum.discussions.models.suggestions import SuggestedEdit, SuggestionState
from forum.discussions.models.threads import Thread, ThreadKind

__all__ = [
    "Acknowledgement",
    "AcknowledgementAudience",
    "AcknowledgementRequest",
    "Answer",
    "Bookmark",
    "Conclusion",
    "ConclusionReference",
    "ConclusionRevision",
    "Draft",
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
    "ScheduledThread",
    "Space",
    "SpaceModerator",
    "SpaceRead",
    "SuggestedEdit",
    "SuggestionState",
    "Thread",
    "ThreadKind",
    "ThreadRead",
    "UsefulVote",
]
