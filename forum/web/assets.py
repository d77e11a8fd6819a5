"""Static files under URLs that change with their content, so that browsers may keep them for ever."""

import hashlib
from functools import cache

from flask import Flask, request, send_from_directory
from flask.wrappers import Response

from forum.core import resources

ONE_YEAR = 365 * 24 * 3600
HASH_LENGTH = 8


def install(app: Flask) -> None:
    """Serve ``/static/`` and give templates ``asset()``."""
    static_folder = resources.static()

    def static(filename: str) -> Response:
        response = send_from_directory(static_folder, filename, conditional=True)
        immutable = request.args.get("v") == version(filename)
        response.headers["Cache-Control"] = f"public, max-age={ONE_YEAR}, immutable" if immutable else "no-cache"
        return response

    app.add_url_rule("/static/<path:filename>", endpoint="static", view_func=static)
    app.jinja_env.globals["asset"] = asset
    if app.debug or app.testing:
        version.cache_clear()


def asset(filename: str) -> str:
    """The URL of a static file; raises ``FileNotFoundError`` when there is none."""
    return f"{request.script_root}/static/{filename}?v={version(filename)}"


@cache
def version(filename: str) -> str:
    """The beginning of the content's hash, computed once per process."""
    path = resources.static() / filename
    return hashlib.sha256(path.read_bytes()).hexdigest()[:HASH_LENGTH]
