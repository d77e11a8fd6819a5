"""Security headers on every answer, and the refusal of requests that another site makes."""

import secrets
from urllib.parse import urlsplit

from flask import Flask, g, request
from flask.wrappers import Response
from flask_babel import lazy_gettext as _l

from forum.core.errors import Forbidden

POLICY = (
    "default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
POLICY_WITHOUT_NONCE = POLICY.format(scripts="'self'")
POLICY_BEFORE_NONCE, POLICY_AFTER_NONCE = POLICY.format(scripts="'nonce-|' 'self'").split("|")
FIXED_HEADERS = (
    ("X-Content-Type-Options", "nosniff"),
    # same-origin and not no-referrer: the form token check on HTTPS reads it.
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
)
ONE_YEAR = 365 * 24 * 3600


def csp_nonce() -> str:
    """The nonce of this answer, for the ``nonce`` attribute of the few script elements."""
    nonce: str | None = g.get("csp_nonce")
    if nonce is None:
        nonce = g.csp_nonce = secrets.token_urlsafe(16)
    return nonce


class Headers:
    """Adds the headers to an answer; what a view has set itself stays."""

    def __init__(self, app: Flask) -> None:
        fixed = list(FIXED_HEADERS)
        if app.config["SESSION_COOKIE_SECURE"]:
            fixed.append(("Strict-Transport-Security", f"max-age={ONE_YEAR}; includeSubDomains"))
        self.fixed = fixed

    def add(self, response: Response) -> None:
        """Add what is not there yet. A 304 carries no policy: the browser keeps the one with its stored page."""
        headers = response.headers
        present = {name.lower() for name, _ in headers}
        for name, value in self.fixed:
            if name.lower() not in present:
                headers.add(name, value)
        if "cache-control" not in present:
            headers.add("Cache-Control", "private, no-cache" if response.status_code < 400 else "no-store")
        if response.status_code != 304 and "content-security-policy" not in present:
            nonce = g.get("csp_nonce")
            policy = POLICY_BEFORE_NONCE + nonce + POLICY_AFTER_NONCE if nonce else POLICY_WITHOUT_NONCE
            headers.add("Content-Security-Policy", policy)


def refuse_cross_site() -> None:
    """Raise ``Forbidden`` when a page of another site made this unsafe request.

    Browsers say so in ``Sec-Fetch-Site``; where that is missing, ``Origin`` must be our own. A client that
    sends neither is no browser, and is left to the form token.
    """
    if not comes_from_here():
        raise Forbidden(_l("This request came from another website and was not carried out."))


def comes_from_here() -> bool:
    """Whether no header says that another site made this request."""
    site = request.environ.get("HTTP_SEC_FETCH_SITE")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.environ.get("HTTP_ORIGIN")
    return origin is None or urlsplit(origin).netloc == request.host
