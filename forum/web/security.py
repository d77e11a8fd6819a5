"""Security headers on every answer, and the refusal of requests that another site makes."""

import secrets
from typing import Any
from urllib.parse import urlsplit

from flask import request
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
FIXED_NAMES = frozenset(name.lower() for name, _ in FIXED_HEADERS)
ONE_YEAR = 365 * 24 * 3600
NONCE = "forum.csp_nonce"


def csp_nonce() -> str:
    """The nonce of this answer, for the ``nonce`` attribute of the few script elements."""
    environ = request.environ
    nonce: str | None = environ.get(NONCE)
    if nonce is None:
        nonce = environ[NONCE] = secrets.token_urlsafe(16)
    return nonce


class Headers:
    """Completes the headers of an answer; what a view has set itself stays."""

    def __init__(self, strict_transport: bool) -> None:
        self.fixed = list(FIXED_HEADERS)
        if strict_transport:
            self.fixed.append(("Strict-Transport-Security", f"max-age={ONE_YEAR}; includeSubDomains"))

    def complete(self, environ: dict[str, Any], status: str, headers: list[tuple[str, str]]) -> None:
        """Add what is not there yet. A 304 carries no policy: the browser keeps that of its stored page."""
        present = {name.lower() for name, _ in headers}
        if present.isdisjoint(FIXED_NAMES):
            headers += self.fixed
        else:
            headers += [header for header in self.fixed if header[0].lower() not in present]
        if "cache-control" not in present:
            headers.append(("Cache-Control", "private, no-cache" if status < "400" else "no-store"))
        if "content-security-policy" not in present and not status.startswith("304"):
            nonce = environ.get(NONCE)
            policy = POLICY_BEFORE_NONCE + nonce + POLICY_AFTER_NONCE if nonce else POLICY_WITHOUT_NONCE
            headers.append(("Content-Security-Policy", policy))


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
