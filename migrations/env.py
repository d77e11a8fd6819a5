"""Runs the migrations on the database of the application, or on the connection that a caller hands over."""

from typing import Any

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection

from forum.core.database import writing
from forum.core.orm import UtcDateTime
from forum.extensions import db


def render_item(kind: str, item: Any, _context: AutogenContext) -> str | bool:
    """Write our own column type as what it is in the database: a migration does not import the product."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run(connection: Connection) -> None:
    """Run what is asked for, all steps in one transaction: a migration that fails leaves nothing behind."""
    sqlite = connection.dialect.name == "sqlite"
    driver: Any = connection.connection.driver_connection
    if sqlite:
        # Rebuilding a table drops it for a moment; the rows that refer to it must not go with it.
        driver.execute("PRAGMA foreign_keys=OFF")
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_item=render_item,
        render_as_batch=True,
        transactional_ddl=True,
        compare_type=True,
        compare_server_default=True,
    )
    try:
        with writing(), context.begin_transaction():
            context.run_migrations()
    finally:
        if sqlite and not driver.in_transaction:
            driver.execute("PRAGMA foreign_keys=ON")


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with db.engine.connect() as own:
        run(own)
