"""INSERT … ON CONFLICT, which both databases have under the same words in different SQLAlchemy modules."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from forum.extensions import db


def insert_or_update(model: type) -> Any:
    """An insert into the table of ``model`` that offers ``on_conflict_do_update`` and ``on_conflict_do_nothing``."""
    if db.session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(model)
    return sqlite.insert(model)
