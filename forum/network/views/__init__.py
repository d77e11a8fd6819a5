"""The pages of the network; each module adds its views to the one blueprint."""

from forum.network.views import admin, libraries, pillars  # noqa: F401 - they add their routes
from forum.network.views.blueprint import blueprint

__all__ = ["blueprint"]
