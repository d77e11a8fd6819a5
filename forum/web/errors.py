"""Error pages, and the sentences of domain errors as answers; JSON for those who ask for it."""

from contextlib import suppress
from typing import Any

from flask import Flask, current_app, make_response, redirect, render_template, request
from flask.wrappers import Response
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from markupsafe import escape
from sqlalchemy.exc import DataError
from werkzeug.exceptions import HTTPException

from forum.core import errors as domain
from forum.extensions import db
from forum.web import access, kept_forms, request_id
from forum.web.security import comes_from_here

STATUS: dict[type[domain.DomainError], int] = {
    domain.NotFound: 404,
    domain.Forbidden: 403,
    domain.Invalid: 400,
    domain.Conflict: 409,
    domain.TooMany: 429,
}


def install(app: Flask) -> None:
    """Attach the handlers."""
    app.register_error_handler(domain.DomainError, on_domain_error)
    app.register_error_handler(CSRFError, on_form_token)
    app.register_error_handler(HTTPException, on_http_error)
    app.register_error_handler(OverflowError, on_impossible_value)
    app.register_error_handler(DataError, on_impossible_value)
    app.register_error_handler(Exception, on_failure)


def on_domain_error(error: domain.DomainError) -> Any:
    """A verb refused: its own sentence is what the reader sees."""
    db.session.rollback()
    if isinstance(error, domain.NotFound | domain.Forbidden) and access.is_behind_sign_in():
        return access.to_login()
    status = next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 400)
    response = answer(status, str(error.message))
    if isinstance(error, domain.TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def on_form_token(error: CSRFError) -> Any:
    """The page was open too long or cookies changed: the form comes back with what was typed."""
    if request.method != "POST" or access.wants_json() or access.is_from_script() or not comes_from_here():
        return answer(400, _("This page was open for too long. Go back, reload it and try again."))
    return redirect(kept_forms.keep_for_later(after="token"), 303)


def on_http_error(error: HTTPException) -> Any:
    """What Flask itself refuses (404, 405, 413, …)."""
    if error.code is None or error.code < 400:
        return error
    if error.code == 404 and access.is_behind_sign_in():
        return access.to_login()
    response = answer(error.code, sentence(error.code))
    for name, value in error.get_headers(request.environ):
        if name.lower() in ("allow", "retry-after", "www-authenticate"):
            response.headers[name] = value
    return response


def on_impossible_value(error: Exception) -> Any:
    """A number or character no database takes, from an address or form nobody was given."""
    with suppress(Exception):
        db.session.rollback()
    current_app.logger.warning("impossible value on %s %s", request.method, request.path, exc_info=error)
    status = 404 if request.method in ("GET", "HEAD") else 400
    return answer(status, sentence(status))


def on_failure(error: Exception) -> Any:
    """A fault of ours: logged with the request id that the page shows."""
    if current_app.testing:
        raise error
    current_app.logger.exception("unhandled error on %s %s", request.method, request.path, exc_info=error)
    with suppress(Exception):
        db.session.rollback()
    return answer(500, sentence(500))


def answer(status: int, message: str) -> Response:
    """The page or JSON object for a status, with its sentence."""
    reference = request_id.current()
    if access.wants_json():
        return make_response({"error": message, "status": status, "request_id": reference}, status)
    name = status if status in PAGES else 400 if status < 500 else 500
    try:
        typed = kept_forms.typed_text()
        page = render_template(f"errors/{name}.html", status=status, message=message, request_id=reference, typed=typed)
    except Exception:
        # The page needs something that is broken too (who is signed in, say): a bare sentence always works.
        current_app.logger.exception("the error page itself failed")
        page = f"<!doctype html><title>{escape(message)}</title><h1>{escape(message)}</h1><p>{reference}</p>"
    return Response(page, status=status, mimetype="text/html")


PAGES = frozenset((400, 403, 404, 405, 409, 413, 429, 500))


def sentence(status: int) -> str:
    """What a status means to a reader."""
    match status:
        case 403:
            return _("You may not do this.")
        case 404:
            return _("This page does not exist, or not for you.")
        case 405:
            return _("This page cannot be used in this way.")
        case 409:
            return _("Somebody else changed this in the meantime.")
        case 413:
            return _("What you sent is too large.")
        case 429:
            return _("That was a bit too much at once. Wait a moment and try again.")
        case code if code >= 500:
            return _("Something went wrong on our side. It has been recorded; please try again in a moment.")
    return _("This request could not be understood.")
