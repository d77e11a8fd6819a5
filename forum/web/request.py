"""The one pair of functions around every request, in a fixed and cheap order.

Before: request id and clock, read or write, cross-site check, sign-in, form token.
After: security headers, request id, one log line.
"""

from time import perf_counter

from flask import Flask, g, request
from flask.wrappers import Response
from werkzeug.middleware.proxy_fix import ProxyFix

from forum.core.database import set_writing
from forum.extensions import csrf
from forum.web import access, logging, request_id, security

SAFE_METHODS = frozenset(("GET", "HEAD", "OPTIONS", "TRACE"))


def install(app: Flask) -> None:
    """Attach the pair, and trust as many reverse proxies as the settings say."""
    headers = security.Headers(app)
    log = logging.request_logger(app)
    check_tokens: bool = app.config.get("WTF_CSRF_ENABLED", True)

    @app.before_request
    def before() -> Response | None:
        g.started = perf_counter()
        safe = request.method in SAFE_METHODS
        set_writing(not safe)
        if not safe:
            security.refuse_cross_site()
        if (answer := access.check()) is not None:
            return answer
        if not safe and check_tokens:
            csrf.protect(apply_exemptions=True)
        return None

    @app.after_request
    def after(response: Response) -> Response:
        headers.add(response)
        response.headers["X-Request-ID"] = request_id.current()
        if log is not None:
            log(response)
        return response

    @app.teardown_request
    def done(_error: BaseException | None) -> None:
        set_writing(True)

    if hops := app.config["TRUSTED_PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
