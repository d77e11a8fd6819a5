"""The signed cookie of a browser, whose signature is checked once and not with every request.

The same bytes under the same keys always mean the same, so what was verified is remembered for a while.
What makes a sign-in valid is asked of the database every time; the cookie only names it.
"""

import copy
import time
from collections import OrderedDict
from functools import lru_cache
from typing import Any

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask.wrappers import Response
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.http import parse_cookie

MOST_KNOWN = 4_096
KNOWN_FOR = 300.0


@lru_cache(maxsize=MOST_KNOWN)
def cookie_in(header: str, name: str) -> str | None:
    """The value of a cookie in the header of a request; browsers send the same header with every request."""
    value: str | None = parse_cookie(header).get(name)
    return value


def _copy(content: dict[str, Any]) -> dict[str, Any]:
    """A copy nobody else changes; most sessions hold nothing that has parts."""
    if all(type(value) in (str, bool, int) for value in content.values()):
        return dict(content)
    return copy.deepcopy(content)


class VerifiedCookies(SecureCookieSessionInterface):
    """Flask's own sessions with a memory of the cookies that were verified lately."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[object, str], tuple[float, dict[str, Any]]] = OrderedDict()
        self._serializers: dict[object, URLSafeTimedSerializer | None] = {}

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """The serializer of these keys, made once."""
        keys = self._keys(app)
        if keys not in self._serializers:
            self._serializers = {keys: super().get_signing_serializer(app)}
        return self._serializers[keys]

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """What the cookie holds; an empty session for a missing, forged or outdated one."""
        serializer = self.get_signing_serializer(app)
        if serializer is None:
            return None
        cookie = cookie_in(request.environ.get("HTTP_COOKIE", ""), self.get_cookie_name(app))
        if not cookie:
            return self.session_class()
        known = self._known.get((self._keys(app), cookie))
        if known is not None and time.monotonic() - known[0] < KNOWN_FOR:
            return self.session_class(_copy(known[1]))
        try:
            content = serializer.loads(cookie, max_age=int(app.permanent_session_lifetime.total_seconds()))
        except BadSignature:
            return self.session_class()
        self._known[(self._keys(app), cookie)] = (time.monotonic(), content)
        while len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)
        return self.session_class(_copy(content))

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Set the cookie where something changed; most answers only say that they depend on it."""
        if not session or "Vary" in response.headers or self.should_set_cookie(app, session):
            super().save_session(app, session, response)
        elif session.accessed:
            response.headers["Vary"] = "Cookie"

    def knows(self, app: Flask, cookie: str) -> bool:
        """Whether this cookie was verified lately, under the keys of today."""
        known = self._known.get((self._keys(app), cookie))
        return known is not None and time.monotonic() - known[0] < KNOWN_FOR

    def _keys(self, app: Flask) -> object:
        return app.secret_key, tuple(app.config["SECRET_KEY_FALLBACKS"] or ())
