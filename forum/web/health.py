"""``/healthz`` (the process is alive) and ``/readyz`` (what it needs is there, as JSON)."""

from typing import Any

from flask import Blueprint, current_app
from sqlalchemy import text

from forum.core import outbox
from forum.extensions import db

blueprint = Blueprint("health", __name__)

# The site still answers when the worker is behind; this many seconds is no longer healthy.
WORST_LAG = 300


@blueprint.get("/healthz")
def alive() -> Any:
    """The process answers."""
    return {"status": "ok"}


@blueprint.get("/readyz")
def ready() -> Any:
    """Database, index lag and outbox lag; 503 when the site cannot do its work."""
    checks: dict[str, Any] = {}
    try:
        db.session.execute(text("SELECT 1"))
        checks["database"] = {"ok": True}
        lag, dead = outbox.lag_seconds(), outbox.count_dead()
        checks["outbox"] = {"ok": lag < WORST_LAG, "lag_seconds": round(lag, 1), "dead": dead}
        index_lag = outbox.lag_seconds("search")
        checks["index"] = {"ok": index_lag < WORST_LAG, "lag_seconds": round(index_lag, 1)}
    except Exception as error:
        db.session.rollback()
        current_app.logger.warning("not ready", exc_info=True)
        checks.setdefault("database", {"ok": False, "error": type(error).__name__})
        checks.setdefault("outbox", {"ok": False})
        checks.setdefault("index", {"ok": False})
    ok = all(check["ok"] for check in checks.values())
    return {"status": "ok" if ok else "unavailable", **checks}, 200 if ok else 503
