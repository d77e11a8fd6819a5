"""Error pages, and the sentences of domain errors as answers; JSON for those who ask for it."""

from typing import Any

from flask import Flask, current_app, redirect, render_template, request
from flask.wrappers import Response
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError

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
    app.register_error_handler(Exception, on_failure)


def on_domain_error(error: domain.DomainError) -> Any:
    """A verb refused: its own sentence is what the reader sees."""
    db.session.rollback()
    status = next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 400)
    response = answer(status, str(error.message))
    if isinstance(error, domain.TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def on_form_token(error: CSRFError) -> Any:
    """The page was open too long or cookies changed: the form comes back with what was typed."""
    if request.method != "POST" or access.wants_json() or not comes_from_here():
        return answer(400, _("This page was open for too long. Go back, reload it and try again."))
    return redirect(kept_forms.keep_for_later(after="token"), 303)


def on_http_error(error: HTTPException) -> Any:
    """What Flask itself refuses (404, 405, 413, …)."""
    if error.code is None or error.code < 400:
        return error
    response = answer(error.code, sentence(error.code))
    for name, value in error.get_headers(request.environ):
        if name.lower() in ("allow", "retry-after", "www-authenticate"):
            response.headers[name] = value
    return response


def on_failure(error: Exception) -> Any:
    """A fault of ours: logged with the request id that the page shows."""
    db.session.rollback()
    current_app.logger.exception("unhandled error on %s %s", request.method, request.path, exc_info=error)
    if current_app.config.get("PROPAGATE_EXCEPTIONS") or current_app.testing:
        raise error
    return answer(InternalServerError.code, sentence(500))


def answer(status: int, message: str) -> Response:
    """The page or JSON object for a status, with its sentence."""
    if access.wants_json():
        response = current_app.json.response({"error": message, "status": status, "request_id": request_id.current()})
        response.status_code = status
        return response
    template = f"errors/{status}.html"
    if status not in PAGES:
        template = "errors/400.html" if status < 500 else "errors/500.html"
    page = render_template(template, status=status, message=message, request_id=request_id.current())
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
