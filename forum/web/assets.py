"""Static files under URLs that change with their content, so that browsers may keep them for ever."""

import hashlib
import json
from functools import cache

from flask import Flask, request, send_from_directory
from flask.wrappers import Response
from markupsafe import Markup

from forum.core import resources

OWN_MODULES = ("lib", "behaviours")
MODULES = "js"
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

    def static(filename: str, at: str = "") -> Response:
        response = send_from_directory(static_folder, filename, conditional=True)
        immutable = at == modules_version() if at else request.args.get("v") == version(filename)
        response.headers["Cache-Control"] = f"public, max-age={ONE_YEAR}, immutable" if immutable else "no-cache"
        return response

    app.add_url_rule("/static/<path:filename>", endpoint="static", view_func=static)
    app.add_url_rule("/static/@<at>/<path:filename>", endpoint="static", view_func=static)
    app.jinja_env.globals.update(asset=asset, import_map=import_map)
    if app.debug or app.testing:
        version.cache_clear()
        modules_version.cache_clear()


def asset(filename: str) -> str:
    """The URL of a static file; raises ``FileNotFoundError`` when there is none."""
    return f"{request.script_root}/static/{filename}?v={version(filename)}"


def import_map() -> Markup:
    """Where the browser finds modules: ours by their place under ``js``, the vendored ones by their name.

    Ours have one version together, in their address: what stands here is sent with every page.
    """
    base = f"{request.script_root}/static/@{modules_version()}/{MODULES}"
    addresses = {f"{folder}/": f"{base}/{folder}/" for folder in OWN_MODULES}
    addresses |= {name: asset(path) for name, path in VENDORED_MODULES.items()}
    # Safe: names and addresses of files of ours; a closing tag cannot stand in them.
    return Markup(json.dumps({"imports": addresses}, separators=(",", ":")))  # noqa: S704


@cache
def modules_version() -> str:
    """The version of all modules of ours, computed once per process."""
    folders = (resources.static() / MODULES / folder for folder in OWN_MODULES)
    files = sorted(path for folder in folders for path in folder.glob("*.js"))
    versions = [version(path.relative_to(resources.static()).as_posix()) for path in files]
    return hashlib.sha256(" ".join(versions).encode()).hexdigest()[:HASH_LENGTH]


@cache
def version(filename: str) -> str:
    """The beginning of the content's hash, computed once per process."""
    path = resources.static() / filename
    return hashlib.sha256(path.read_bytes()).hexdigest()[:HASH_LENGTH]
