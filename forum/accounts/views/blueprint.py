"""The blueprint every module of pages adds its routes to."""

from flask import Blueprint

from forum.accounts import login

blueprint = Blueprint("accounts", __name__)
blueprint.record_once(lambda state: login.install(state.app))
