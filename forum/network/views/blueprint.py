"""The blueprint every module of pages adds its routes to."""

from flask import Blueprint

blueprint = Blueprint("network", __name__)
