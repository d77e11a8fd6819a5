"""Addresses on this site outside a request: for stored HTML, commands and the worker."""

from typing import Any

from flask import current_app


def path_to(endpoint: str, **values: Any) -> str:
    """The path of an endpoint from the root of the site, without scheme and host."""
    adapter = current_app.url_map.bind("localhost", script_name=current_app.config["APPLICATION_ROOT"])
    return adapter.build(endpoint, values)
