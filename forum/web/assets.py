"""Static files under URLs that change with their content, so that browsers may keep them for ever."""

import hashlib
import json
from functools import cache

from flask import Flask, request, send_from_directory
from flask.wrappers import Response
from markupsafe import Markup

from forum.core import resources

OWN_MODULES = ("lib", "behaviours")
VENDORED_MODULES = {
    "file-attachment": "vendor/file-attachment-element/file-attachment-element.js",
    "htmx": "vendor/htmx/htmx.min.js",
    "markdown-toolbar": "vendor/markdown-toolbar-element/markdown-toolbar-element.js",
    "paste-markdown": "vendor/paste-markdown/paste-markdown.js",
    "relative-time": "vendor/relative-time-element/relative-time-element.js",
    "text-expander": "vendor/text-expander-element/text-expander-element.js",
}
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
    app.jinja_env.globals.update(asset=asset, import_map=import_map)
    if app.debug or app.testing:
        version.cache_clear()


def asset(filename: str) -> str:
    """The URL of a static file; raises ``FileNotFoundError`` when there is none."""
    return f"{request.script_root}/static/{filename}?v={version(filename)}"


def import_map() -> Markup:
    """Where the browser finds every module: those of ours by their place under ``js``, the vendored by their name."""
    own = {
        path.relative_to(resources.static() / "js").with_suffix("").as_posix(): path
        for folder in OWN_MODULES
        for path in sorted((resources.static() / "js" / folder).glob("*.js"))
    }
    paths = {name: path.relative_to(resources.static()).as_posix() for name, path in own.items()} | VENDORED_MODULES
    addresses = {name: asset(path) for name, path in paths.items()}
    # Safe: names and addresses of files of ours; a closing tag cannot stand in them.
    return Markup(json.dumps({"imports": addresses}, separators=(",", ":")))  # noqa: S704


@cache
def version(filename: str) -> str:
    """The beginning of the content's hash, computed once per process."""
    path = resources.static() / filename
    return hashlib.sha256(path.read_bytes()).hexdigest()[:HASH_LENGTH]
