"""The id that ties log lines, error pages and a reverse proxy's own log together."""

import re
import secrets
from typing import Any

from flask import has_request_context, request

KEY = "forum.request_id"
_ACCEPTED = re.compile(r"[A-Za-z0-9._-]{8,64}").fullmatch


def assign(environ: dict[str, Any]) -> str:
    """Give a request its id: the proxy's when it sent a sane one, else a new one."""
    given = environ.get("HTTP_X_REQUEST_ID")
    chosen: str = given if given and _ACCEPTED(given) else secrets.token_hex(8)
    environ[KEY] = chosen
    return chosen


def current() -> str:
    """The id of this request; empty outside one."""
    return str(request.environ.get(KEY, "")) if has_request_context() else ""
