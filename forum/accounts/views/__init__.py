"""The pages of accounts; each module adds its views to the one blueprint."""

from forum.accounts.policies import ADMINISTRATION_ROLES
from forum.accounts.views import admin, invitations, members, settings, sign_in  # noqa: F401 - they add their routes
from forum.accounts.views.blueprint import blueprint

__all__ = ["ADMINISTRATION_ROLES", "blueprint"]
