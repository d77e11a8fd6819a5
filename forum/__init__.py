"""An expertise and discussion forum for the staff of a regional library network."""

from collections.abc import Callable
from typing import Any

from flask import Flask

from forum.core import resources


class Application(Flask):
    """Flask without what it asks of every function with every request: none here is a coroutine."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function itself."""
        return func


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
