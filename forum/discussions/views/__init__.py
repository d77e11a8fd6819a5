"""The pages of the discussions."""

from forum.discussions.views import (  # noqa: F401 - they add their routes
    acknowledgements,
    anonymity,
    asking,
    bookmarks,
    conclusions,
    drafts,
    fields,
    lists,
    marks,
    me_too,
    moderation,
    moderators,
    polls,
    posts,
    related,
    scheduling,
    spaces,
    suggestions,
    threads,
)
from forum.discussions.views.blueprint import blueprint

__all__ = ["blueprint"]
