"""The pages of the discussions."""

from forum.discussions.views import (  # noqa: F401 - they add their routes
    acknowledgements,
    bookmarks,
    drafts,
    lists,
    marks,
    moderation,
    moderators,
    polls,
    posts,
    related,
    scheduling,
    spaces,
    threads,
)
from forum.discussions.views.blueprint import blueprint

__all__ = ["blueprint"]
