"""The pages of the discussions."""

from forum.discussions.views import (  # noqa: F401 - they add their routes
    acknowledgements,
    anonymity,
    bookmarks,
    conclusions,
    drafts,
    lists,
    marks,
    moderation,
    moderators,
    polls,
    posts,
    scheduling,
    spaces,
    suggestions,
    threads,
)
from forum.discussions.views.blueprint import blueprint

__all__ = ["blueprint"]
