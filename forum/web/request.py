"""What happens around every request, in one fixed and cheap order.

Outermost is ``Envelope``, which gives every answer its id, its headers and its log line. Inside, before the
view: read or write, cross-site check, sign-in, form token.
"""

from collections.abc import Callable, Iterable
from time import perf_counter
from typing import Any

from flask import Flask, request
from flask.wrappers import Response
from sqlalchemy import Engine
from werkzeug.middleware.proxy_fix import ProxyFix

from forum.core import reading
from forum.core.database import set_writing
from forum.extensions import csrf, db
from forum.web import access, logging, request_id, security, unchanged
from forum.web.sessions import VerifiedCookies
from forum.web.unchanged import Noted, Unchanged

NOT_MODIFIED = "304 NOT MODIFIED"
SAFE_METHODS = frozenset(("GET", "HEAD", "OPTIONS", "TRACE"))

Environ = dict[str, Any]


class Envelope:
    """The WSGI wrapper around the application.

    It works on the finished list of headers, which costs a tenth of doing the same on a response object.
    """

    def __init__(self, app: Flask, engine: Engine, cookies: VerifiedCookies) -> None:
        self.inner = app.wsgi_app
        self.engine = engine
        self.unchanged = Unchanged(app, cookies)
        self.complete = security.Headers(strict_transport=app.config["SESSION_COOKIE_SECURE"]).complete
        self.log = logging.request_logger(app)

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request."""
        started = perf_counter()
        own_id = request_id.assign(environ)

        known: Noted | None = None

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            self.complete(environ, status, headers)
            headers.append(("X-Request-ID", own_id))
            if self.log is not None:
                member_id = known.member_id if known else logging.member_id()
                self.log(environ, status, perf_counter() - started, member_id)
            return start_response(status, headers, *rest)

        opened = reading.begin(self.engine)
        try:
            known = self.unchanged.find(environ, opened) if "HTTP_IF_NONE_MATCH" in environ else None
            if known is None:
                return self.inner(environ, start)
            start(NOT_MODIFIED, unchanged.headers_of(known.etag))
            return ()
        finally:
            reading.end()


def install(app: Flask) -> None:
    """Put what comes before every view in its place, ahead of what features add."""
    check_tokens: bool = app.config.get("WTF_CSRF_ENABLED", True)

    @app.before_request
    def before() -> Response | None:
        if request.method in SAFE_METHODS:
            set_writing(False)
            return access.check()
        set_writing(request.endpoint not in access.READING_ENDPOINTS)
        security.refuse_cross_site()
        if (answer := access.check()) is not None:
            return answer
        if check_tokens:
            csrf.protect(apply_exemptions=True)
        return None

    @app.teardown_request
    def done(_error: BaseException | None) -> None:
        set_writing(True)


def wrap(app: Flask) -> None:
    """Put the envelope around the application, and trust as many reverse proxies as the settings say."""
    app.session_interface = cookies = VerifiedCookies()
    with app.app_context():
        app.wsgi_app = Envelope(app, db.engine, cookies)  # type: ignore[method-assign]
    if hops := app.config["TRUSTED_PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
