"""The verbs of search: the table of synonyms, saved searches, and the work list of searches without result."""

from forum.search.services.missed import count_missed, dismiss_missed
from forum.search.services.saved import forget_search, keep_search, rename_search
from forum.search.services.synonyms import add_synonyms, delete_synonyms, edit_synonyms

__all__ = [
    "add_synonyms",
    "count_missed",
    "delete_synonyms",
    "dismiss_missed",
    "edit_synonyms",
    "forget_search",
    "keep_search",
    "rename_search",
]
