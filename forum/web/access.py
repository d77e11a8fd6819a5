"""Default deny: every endpoint needs sign-in unless it is listed as public."""

from urllib.parse import urlsplit

from flask import Flask, make_response, redirect, request, url_for
from flask.wrappers import Response
from flask_babel import gettext as _

from forum.web.pages import this_member

# Endpoints anybody may use. Features add theirs with `allow_public`, next to the view.
PUBLIC_ENDPOINTS: set[str] = {"static", "health.alive", "health.ready"}

# Pages that show things with an audience of their own: who is not signed in sees what is public there, and is sent to
# sign in for everything else, whether it exists or not.
SHOWING_ENDPOINTS: set[str] = set()

# POST endpoints that change nothing: a text is sent in the body and not in the address, which ends up in logs.
READING_ENDPOINTS: set[str] = set()

LOGIN_ENDPOINT = "accounts.login"


def allow_public(*endpoints: str) -> None:
    """List endpoints that need no sign-in."""
    PUBLIC_ENDPOINTS.update(endpoints)


def allow_public_things(*endpoints: str) -> None:
    """List endpoints whose views show anybody what is public, by asking the policies for whoever is asking."""
    SHOWING_ENDPOINTS.update(endpoints)


def only_reads(*endpoints: str) -> None:
    """List POST endpoints that change nothing, so that nobody who writes waits for them."""
    READING_ENDPOINTS.update(endpoints)


def install(app: Flask) -> None:
    """Refuse to start when an endpoint is listed that does not exist (``ValueError``)."""
    if unknown := (PUBLIC_ENDPOINTS | SHOWING_ENDPOINTS | READING_ENDPOINTS) - app.view_functions.keys():
        raise ValueError(f"listed endpoints that do not exist: {', '.join(sorted(unknown))}")


def check() -> Response | None:
    """None when the request may go on, else the redirect to the sign-in page."""
    endpoint = request.endpoint
    if endpoint is None or endpoint in PUBLIC_ENDPOINTS or this_member().is_authenticated:
        return None
    return None if endpoint in SHOWING_ENDPOINTS and request.method in ("GET", "HEAD") else to_login()


def is_behind_sign_in() -> bool:
    """Whether what was refused just now might be shown to somebody who signs in."""
    return request.endpoint in SHOWING_ENDPOINTS and not this_member().is_authenticated


def to_login() -> Response:
    """Send the visitor to the sign-in page and back afterwards, with what was typed kept."""
    from forum.web import kept_forms

    if wants_json() or is_from_script():
        sentence = _("You are signed out. Sign in in another tab, or send it anyway: what you typed is kept.")
        answer = make_response({"error": "sign-in required", "status": 401, "sentence": sentence}, 401)
        answer.headers["HX-Redirect"] = url_for(LOGIN_ENDPOINT)
        return answer
    target = kept_forms.keep_for_later(after="sign-in") if request.method == "POST" else own_path()
    return make_response(redirect(url_for(LOGIN_ENDPOINT, next=None if target == "/" else target), 303))


def own_path() -> str:
    """Path and query of this request, as the browser sees them."""
    query = request.environ.get("QUERY_STRING", "")
    path = request.script_root + request.path
    return f"{path}?{query}" if query else path


def safe_next(target: str | None, default: str = "/") -> str:
    """``target`` when it is a path on this site, else ``default``."""
    if not target or not target.startswith("/") or target[1:2] in ("/", "\\"):
        return default
    if any(ord(character) < 32 for character in target) or "\\" in target:
        return default
    parts = urlsplit(target)
    return default if parts.scheme or parts.netloc else target


def is_from_script() -> bool:
    """Whether a script on a page asks, and not a person who follows a link or sends a form."""
    headers = request.environ
    return headers.get("HTTP_SEC_FETCH_DEST") == "empty" or "HTTP_HX_REQUEST" in headers


def wants_json() -> bool:
    """Whether the client prefers JSON to a page."""
    if request.path.startswith("/api/"):
        return True
    accept = request.accept_mimetypes
    return bool(accept) and accept.best_match(("text/html", "application/json")) == "application/json"
