"""Values an administrator chooses in the browser, kept in the database and in memory for half a minute."""

from time import monotonic

from flask import current_app, has_request_context
from flask_login import current_user
from sqlalchemy import delete, select
from sqlalchemy.exc import SQLAlchemyError

from forum.core.clock import now
from forum.core.upsert import insert_or_update
from forum.extensions import db
from forum.network.models import Setting

NETWORK_NAME = "network_name"
KEPT_SECONDS = 30.0
_CACHE = "network_settings"


def get_setting(key: str, default: str = "") -> str:
    """The value of a setting. Another process may still see the old value for half a minute after a change."""
    kept = current_app.extensions.get(_CACHE)
    if kept is None or kept[0] < monotonic():
        rows = db.session.execute(select(Setting.key, Setting.value)).all()
        kept = (monotonic() + KEPT_SECONDS, {row.key: row.value for row in rows})
        current_app.extensions[_CACHE] = kept
    return str(kept[1].get(key, default))


def read_setting(key: str) -> str | None:
    """The value as it is in the database now, for what must not be half a minute old."""
    return db.session.scalar(select(Setting.value).where(Setting.key == key))


def set_setting(key: str, value: str | None) -> None:
    """Store a value, or remove it with ``None``."""
    if value is None:
        db.session.execute(delete(Setting).where(Setting.key == key))
    else:
        values = {"value": value, "changed_at": now()}
        insert = insert_or_update(Setting).values(key=key, **values)
        db.session.execute(insert.on_conflict_do_update(index_elements=["key"], set_=values))
    forget_settings()


def forget_settings() -> None:
    """Drop what is kept in memory."""
    current_app.extensions.pop(_CACHE, None)


def network_name() -> str:
    """The name of the network as people see it: with the identity of who is signed in, else from memory."""
    chosen = getattr(current_user, "network_name", None) if has_request_context() else None
    try:
        return chosen or get_setting(NETWORK_NAME) or str(current_app.config["SITE_NAME"])
    except SQLAlchemyError:
        # An error page must also come when the database does not.
        return str(current_app.config["SITE_NAME"])
