"""The pages of accounts; each module adds its views to the one blueprint."""

from flask import Blueprint

from forum.accounts import login

blueprint = Blueprint("accounts", __name__)
blueprint.record_once(lambda state: login.install(state.app))

from forum.accounts.views import sign_in  # noqa: E402, F401  (the views register themselves)
