"""The pages of the discussions."""

from forum.discussions.views import (  # noqa: F401 - they add their routes
    acknowledgements,
    anonymity,
    asking,
    bookmarks,
    conclusions,
    drafts,
    duplicates,
    fields,
    lists,
    marks,
    me_too,
    moderation,
    moderators,
    polls,
    posts,
    related,
    restructuring,
    scheduling,
    spaces,
    splitting,
    staff,
    suggestions,
    threads,
)
from forum.discussions.views.blueprint import blueprint

__all__ = ["blueprint"]
