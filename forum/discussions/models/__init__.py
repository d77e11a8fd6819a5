"""Tables of the discussions."""

from forum.discussions.models.drafts import Draft
from forum.discussions.models.posts import Post, PostReference, PostRevision, UsefulVote
from forum.discussions.models.reading import SpaceRead, ThreadRead
from forum.discussions.models.spaces import Space, SpaceModerator
from forum.discussions.models.threads import Thread, ThreadKind

__all__ = [
    "Draft",
    "Post",
    "PostReference",
    "PostRevision",
    "Space",
    "SpaceModerator",
    "SpaceRead",
    "Thread",
    "ThreadKind",
    "ThreadRead",
    "UsefulVote",
]
