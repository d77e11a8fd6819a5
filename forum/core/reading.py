"""The connection pages read through: without an ORM session around it, which costs as much as a statement.

Where a session is at work already (a verb, a command, a test) it is the session's own connection, so that
one always reads what one has just written.
"""

from flask import g
from sqlalchemy import Connection

from forum.core.database import is_writing
from forum.extensions import db

_KEY = "reading_connection"


def connection() -> Connection:
    """The connection for the reads of this request, opened at the first of them; rows only, nothing is written."""
    if is_writing() or (db.session.registry.has() and db.session().in_transaction()):
        return db.session.connection()
    opened: Connection | None = g.get(_KEY)
    if opened is None:
        opened = db.engine.connect()
        setattr(g, _KEY, opened)
    return opened


def close(_error: BaseException | None = None) -> None:
    """Give the connection back at the end of the request."""
    opened = g.pop(_KEY, None)
    if opened is not None:
        opened.close()
