"""Addresses on this site, inside a request and outside: for stored HTML, commands and the worker."""

from typing import Any

from flask import current_app, has_request_context, url_for


def path_to(endpoint: str, **values: Any) -> str:
    """The path of an endpoint from the root of the site, without scheme and host."""
    if has_request_context():
        return url_for(endpoint, **values)
    adapter = current_app.url_map.bind("localhost", script_name=current_app.config["APPLICATION_ROOT"])
    return adapter.build(endpoint, values)
