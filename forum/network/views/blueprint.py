"""The blueprint every module of pages adds its routes to."""

from flask import Blueprint

from forum.network.settings import network_name

blueprint = Blueprint("network", __name__)
blueprint.record_once(lambda state: state.app.extensions.update(site_name=network_name))
