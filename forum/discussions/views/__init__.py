"""The pages of the discussions."""

from forum.discussions.views import (  # noqa: F401 - they add their routes
    acknowledgements,
    asking,
    bookmarks,
    drafts,
    fields,
    me_too,
    moderation,
    moderators,
    polls,
    posts,
    scheduling,
    spaces,
    threads,
)
from forum.discussions.views.blueprint import blueprint

__all__ = ["blueprint"]
