"""Addresses on this site, inside a request and outside: for stored HTML, lists, commands and the worker."""

import re
from typing import Any

from flask import current_app, has_request_context, request, url_for

_PLACE = re.compile(r"<(?:\w+:)?(\w+)>")
# What needs no quoting in a path: numbers and slugs.
_PLAIN = re.compile(r"[A-Za-z0-9_-]+")


def path_to(endpoint: str, **values: Any) -> str:
    """The path of an endpoint from the root of the site, without scheme and host.

    For numbers and slugs in places of their own it is filled in by hand: a list has dozens of addresses, and each
    would otherwise cost as much as a statement.
    """
    names, pattern = _pattern(endpoint)
    if names == values.keys() and all(_PLAIN.fullmatch(str(value)) for value in values.values()):
        return root() + pattern.format_map(values)
    if has_request_context():
        return url_for(endpoint, **values)
    adapter = current_app.url_map.bind("localhost", script_name=current_app.config["APPLICATION_ROOT"])
    return adapter.build(endpoint, values)


def root() -> str:
    """What stands before every path of the site: "" unless it lies below another."""
    return request.script_root if has_request_context() else current_app.config["APPLICATION_ROOT"].rstrip("/")


def _pattern(endpoint: str) -> tuple[set[str], str]:
    """The names in an endpoint's only address and the address with places for them; no names where it has several."""
    known: dict[str, tuple[set[str], str]] = current_app.extensions.setdefault("path_patterns", {})
    if endpoint not in known:
        rules = list(current_app.url_map.iter_rules(endpoint))
        only = rules[0].rule if len(rules) == 1 else ""
        known[endpoint] = set(_PLACE.findall(only)), _PLACE.sub(r"{\1}", only)
    return known[endpoint]
