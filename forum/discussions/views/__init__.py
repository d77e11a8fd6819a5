"""The pages of the discussions."""

from forum.discussions.views import drafts, moderation, moderators, polls, posts, spaces, threads  # noqa: F401 - they add their routes
from forum.discussions.views.blueprint import blueprint

__all__ = ["blueprint"]
