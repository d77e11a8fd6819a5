"""Which language and time zone a request is answered in."""

from typing import Any

from flask import Flask, current_app, has_request_context, request
from flask_login import current_user

LANGUAGES = {"nl": "Nederlands", "en": "English"}
COOKIE = "language"


def install(app: Flask) -> None:
    """Let templates name the language."""
    app.jinja_env.globals["language"] = select
    app.jinja_env.globals["languages"] = LANGUAGES


def select() -> str:
    """The member's choice, else the visitor's cookie, else the default of the site."""
    if has_request_context():
        member: Any = current_user
        chosen = member.locale if member and member.is_authenticated else request.cookies.get(COOKIE)
        if chosen in LANGUAGES:
            return str(chosen)
    return str(current_app.config["DEFAULT_LOCALE"])


def select_timezone() -> str:
    """The time zone of the network."""
    return str(current_app.config["TIMEZONE"])
