"""The id that ties log lines, error pages and a reverse proxy's own log together."""

import re
import secrets

from flask import g, has_request_context, request

_ACCEPTED = re.compile(r"[A-Za-z0-9._-]{8,64}").fullmatch


def current() -> str:
    """The id of this request: the proxy's when it sent a sane one, else a new one; "" outside a request."""
    if not has_request_context():
        return ""
    known: str | None = g.get("request_id")
    if known is None:
        given = request.environ.get("HTTP_X_REQUEST_ID", "")
        known = g.request_id = given if given and _ACCEPTED(given) else secrets.token_hex(8)
    return known
