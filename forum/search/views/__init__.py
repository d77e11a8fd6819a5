"""The pages of search; each module adds its views to the one blueprint."""

from forum.search.views import missed, results, saved, synonyms  # noqa: F401 - they add their routes
from forum.search.views.blueprint import blueprint

__all__ = ["blueprint"]
