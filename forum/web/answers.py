"""How a form is shown again after a refusal: filled, with the sentence, and with the status that fits."""

from typing import Any

from flask import make_response, render_template
from flask.wrappers import Response

from forum.core.errors import DomainError, TooMany
from forum.web.errors import STATUS
from forum.web.forms import Form


def refused(form: Form, error: DomainError) -> tuple[int, dict[str, str]]:
    """Put the error on the form; returns the status and headers to answer with."""
    form.refuse(error)
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, TooMany) else {}
    return STATUS.get(type(error), 400), headers


def form_page(template: str, form: Form, error: DomainError | None = None, **context: Any) -> Response:
    """The page with a form; 400 when its fields did not validate, or the status of the error a verb raised."""
    status = 400 if form.errors else 200
    headers: dict[str, str] = {}
    if error is not None:
        status, headers = refused(form, error)
    response = make_response(render_template(template, form=form, **context), status)
    response.headers.update(headers)
    return response
