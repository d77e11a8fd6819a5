"""Log lines with the request id: JSON objects, or readable lines in development."""

import logging
import sys
from collections.abc import Callable
from json.encoder import encode_basestring
from typing import Any

import structlog
from flask import Flask, g, has_request_context

from forum.core.clock import now
from forum.web import request_id

_LEVELS = logging.getLevelNamesMapping()

# Writes the line of one request: its WSGI environment, the status line, the seconds it took, who asked.
RequestLog = Callable[[dict[str, Any], str, float, int | None], None]


def configure(app: Flask) -> None:
    """Send every logger of the process through structlog, to standard error."""
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _add_request_id,
        structlog.processors.format_exc_info,
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.set_name("forum")
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[*shared, structlog.stdlib.ProcessorFormatter.remove_processors_meta, _renderer(app)]
        )
    )
    root = logging.getLogger()
    for old in [handler for handler in root.handlers if handler.get_name() == "forum"]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(_LEVELS[app.config["LOG_LEVEL"]])
    for chatty in ("alembic", "granian", "asyncio"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def request_logger(app: Flask) -> RequestLog | None:
    """The function that writes one line per request; None when the settings switch it off."""
    if not app.config["LOG_REQUESTS"] or _LEVELS[app.config["LOG_LEVEL"]] > logging.INFO:
        return None
    if app.config["LOG_FORMAT"] == "json":
        return _log_json
    render = _renderer(app)

    def log(environ: dict[str, Any], status: str, seconds: float, member_id: int | None) -> None:
        line: dict[str, Any] = {
            "event": "request",
            "level": "info",
            "method": environ["REQUEST_METHOD"],
            "path": environ["PATH_INFO"],
            "status": int(status[:3]),
            "ms": round(seconds * 1000, 1),
            "request_id": environ[request_id.KEY],
            "member": member_id,
        }
        line["timestamp"] = f"{now().replace(tzinfo=None).isoformat()}Z"
        sys.stderr.write(f"{render(None, 'info', line)}\n")

    return log


def _log_json(environ: dict[str, Any], status: str, seconds: float, member_id: int | None) -> None:
    """Written by hand, for it is written a thousand times a second; method, path and id are what a client sent."""
    member = "null" if member_id is None else member_id
    method, path, own_id = (encode_basestring(environ[key]) for key in ("REQUEST_METHOD", "PATH_INFO", request_id.KEY))
    sys.stderr.write(
        f'{{"event": "request", "level": "info", "method": {method}, "path": {path}, "status": {status[:3]}, '
        f'"ms": {seconds * 1000:.1f}, "request_id": {own_id}, "member": {member}, '
        f'"timestamp": "{now().replace(tzinfo=None).isoformat()}Z"}}\n'
    )


def member_id() -> int | None:
    """Who asked, when the request needed to know; looked up nowhere for the log alone."""
    return getattr(g.get("_login_user"), "id", None) if has_request_context() else None


def _renderer(app: Flask) -> Any:
    if app.config["LOG_FORMAT"] == "json":
        return structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())


def _add_request_id(_logger: Any, _name: str, line: dict[str, Any]) -> dict[str, Any]:
    if has_request_context():
        line.setdefault("request_id", request_id.current())
    return line
