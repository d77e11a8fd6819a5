"""How templates are set up, and answers that browsers may keep until the content changes."""

from collections.abc import Callable, Iterable, Mapping, MutableMapping
from typing import Any

from flask import Flask, current_app, g, request
from flask.templating import Environment
from flask.wrappers import Response
from flask_babel import LazyString
from flask_login import current_user
from jinja2 import StrictUndefined

from forum.core.policy import Decision, can
from forum.web import unchanged
from forum.web.security import csp_nonce


class Templates(Environment):
    """Jinja with one plain dictionary of globals.

    Jinja chains a template's own globals, of which there are none, before the common ones, and copies that chain
    key by key for every template, include and import: a fifth of the time of a page.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals themselves, so that what is added later is there too."""
        return self.globals | dict(d) if d else self.globals


def set_up_templates(app: Flask) -> None:
    """Strict templates with the helpers every page may use."""
    app.jinja_environment = Templates
    app.jinja_options = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    app.jinja_env.globals.update(csp_nonce=csp_nonce, can=may, site_name=LazyString(site_name))


def site_name() -> str:
    """The name people know the site by: what a feature says (``app.extensions["site_name"]``), else the setting."""
    chosen = current_app.extensions.get("site_name")
    return str(chosen()) if chosen else str(current_app.config["SITE_NAME"])


def may(action: str, subject: object = None) -> Decision:
    """What the current member may do, for templates: ``{% if can("thread.reply", thread) %}``."""
    return can(current_user, action, subject)


def this_member() -> Any:
    """The member of this request itself: Flask-Login's stand-in looks it up anew at every use."""
    member = g.get("_login_user")
    return current_user._get_current_object() if member is None else member


def arguments() -> Mapping[str, str]:
    """What the address of this request asks for; most ask for nothing, and taking nothing apart costs something."""
    return request.args if request.environ.get("QUERY_STRING") else {}


class Answer(Response):
    """An answer that is whole already goes over the line as it is: of such a one nothing is left to look at."""

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        """See werkzeug, which copies the headers, looks for addresses to complete, and wraps what is sent."""
        body: Any = self.response
        is_whole = isinstance(body, list) and len(body) == 1 and isinstance(body[0], bytes)
        if not is_whole or self._status_code != 200 or self._on_close or environ["REQUEST_METHOD"] == "HEAD":
            return super().__call__(environ, start_response)
        self.headers.setdefault("Content-Length", str(len(body[0])))
        start_response(self.status, self.headers.to_wsgi_list())
        whole: list[bytes] = body
        return whole


def conditional(version: str, render: Callable[[], str | bytes]) -> Response:
    """The page, or 304 when the browser already has this version; ``render`` is not called then.

    ``version`` must change with everything the page shows, the member included; of the request it may depend on
    the address and the cookies only (``forum.web.unchanged``).
    """
    etag = f'W/"{version}"'
    unchanged.note(etag)
    headers = [("ETag", etag), ("Cache-Control", "private, no-cache")]
    if "HTTP_IF_NONE_MATCH" in request.environ and request.if_none_match.contains_weak(version):
        return Response(status=304, headers=headers)
    return Answer(render(), headers=headers, content_type="text/html; charset=utf-8")
