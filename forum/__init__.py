"""An expertise and discussion forum for the staff of a regional library network."""

from collections.abc import Callable
from copy import copy
from typing import Any

from flask import Flask, Request
from werkzeug.routing import MapAdapter

from forum.core import resources

MOST_HOSTS = 64


class Application(Flask):
    """Flask without what it works out anew with every request and what is always the same here."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._adapters: dict[tuple[str | None, ...], MapAdapter] = {}

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function itself: none here is a coroutine."""
        return func

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """That of the last request to the same host, with the address of this one."""
        if request is None or "HTTP_UPGRADE" in request.environ:
            return super().create_url_adapter(request)
        environ = request.environ
        place = (environ.get(name) for name in ("HTTP_HOST", "wsgi.url_scheme", "SCRIPT_NAME", "SERVER_NAME"))
        key = (*place, environ.get("SERVER_PORT"))
        known = self._adapters.get(key)
        if known is None:
            known = super().create_url_adapter(request)
            if len(self._adapters) >= MOST_HOSTS:
                self._adapters.clear()
            if known is not None:
                self._adapters[key] = known
            return known
        adapter = copy(known)
        # As werkzeug reads them: bytes that came in disguise.
        adapter.path_info = environ.get("PATH_INFO", "").encode("latin1").decode(errors="replace")
        adapter.query_args = environ.get("QUERY_STRING", "").encode("latin1").decode(errors="replace")
        adapter.default_method = environ["REQUEST_METHOD"]
        return adapter


def create_app(config: Any = None) -> Flask:
    """Make the application: settings, extensions, features, web.

    ``config`` is an instance of a class in ``config.py``; without it the environment decides.
    Raises ``ConfigurationError`` when the settings are not complete.
    """
    from forum import web, wiring

    settings = config or resources.config_module().from_environment()
    settings.validate()
    app = Application(__name__, template_folder=str(resources.templates()), static_folder=None)
    app.config.from_object(settings)
    web.prepare(app)
    _attach_extensions(app)
    wiring.install(app)
    web.install(app)
    return app


def _attach_extensions(app: Flask) -> None:
    from flask_login import current_user

    from forum.core import database
    from forum.extensions import babel, csrf, db, login_manager
    from forum.web import locale

    app.config["DATA_DIR"].mkdir(parents=True, exist_ok=True)
    db.init_app(app)
    with app.app_context():
        for engine in db.engines.values():
            database.prepare(engine, app.config["SLOW_QUERY_MS"])
    # Instead of init_app, which also reads the session on every answer for a cookie that is not used here.
    app.login_manager = login_manager  # type: ignore[attr-defined]
    app.jinja_env.globals["current_user"] = current_user
    csrf.init_app(app)
    babel.init_app(app, locale_selector=locale.select, timezone_selector=locale.select_timezone)
