"""Which language and time zone a request is answered in, and how templates come by their texts."""

from typing import Any

from flask import Flask, current_app, g, has_request_context, request
from flask_babel import get_locale, get_translations
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

LANGUAGES = {"nl": "Nederlands", "en": "English"}
COOKIE = "language"


def install(app: Flask) -> None:
    """Let templates name the language and look texts up."""
    texts = Texts()
    app.jinja_env.globals.update(language=current, languages=LANGUAGES, _=texts.gettext, gettext=texts.gettext)


def current() -> str:
    """The language texts are looked up in now: Babel's own, without the detour it takes; "" outside the application."""
    try:
        here = g._get_current_object()
    except RuntimeError:
        return ""
    known = getattr(here.get("_flask_babel"), "babel_locale", None)
    if known:
        return str(known.language)
    # Asked a dozen times for a page; who is asking is known by then.
    member = here.get("_login_user")
    if member is not None and member.locale in LANGUAGES:
        return str(member.locale)
    if has_request_context():
        return select()
    locale = get_locale()
    return locale.language if locale else ""


def select() -> str:
    """The member's choice, else the visitor's cookie, else the default of the site."""
    if has_request_context():
        from forum.web.pages import this_member  # which needs this module

        member: Any = this_member()
        chosen = member.locale if member and member.is_authenticated else request.cookies.get(COOKIE)
        if chosen in LANGUAGES:
            return str(chosen)
    return str(current_app.config["DEFAULT_LOCALE"])


def select_timezone() -> str:
    """The time zone of the network."""
    return str(current_app.config["TIMEZONE"])


class Texts:
    """``_()`` for templates: Flask-Babel's translations, kept as finished pieces of HTML per language.

    A page has a hundred texts; looked up anew each would cost more than the queries of the page.
    """

    def __init__(self) -> None:
        self._kept: dict[str, dict[str, Markup]] = {}

    def gettext(self, eval_ctx: EvalContext, text: str, /, **values: Any) -> str:
        """The text in the language of the request, its ``%(name)s`` filled in; ``%%`` is ``%``, as in Jinja."""
        language = current()
        kept = self._kept.setdefault(language, {})
        found = kept.get(text)
        if found is None:
            found = kept[text] = Markup(get_translations().ugettext(text))  # noqa: S704 - the catalogue's own
        if not eval_ctx.autoescape:
            return str(found) % values
        return found % values if values or "%" in found else found

    gettext = pass_eval_context(gettext)
