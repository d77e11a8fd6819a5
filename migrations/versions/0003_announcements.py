"""Announcements, the third kind of thread."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TWO = "kind IN ('question', 'discussion')"
THREE = "kind IN ('question', 'discussion', 'announcement')"
ANNOUNCEMENT = sa.text("kind = 'announcement' AND hidden_at IS NULL")


def upgrade() -> None:
    """One step forward."""
    _replace_check(TWO, THREE)
    op.create_index(
        "ix_thread_announcement",
        "thread",
        ["last_post_at", "id"],
        sqlite_where=ANNOUNCEMENT,
        postgresql_where=ANNOUNCEMENT,
    )


def downgrade() -> None:
    """The same step back: what was announced becomes a discussion."""
    op.drop_index("ix_thread_announcement", "thread")
    op.execute("UPDATE thread SET kind = 'discussion' WHERE kind = 'announcement'")
    _replace_check(THREE, TWO)


def _replace_check(old: str, new: str) -> None:
    """Another constraint on the kind of a thread, without a copy of the table.

    SQLite cannot alter a constraint; a rebuilt table would lose its partial indexes when something is overlooked.
    Its documentation gives this way for changes that leave the rows alone (lang_altertable.html, section 7).
    """
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        op.drop_constraint(op.f("ck_thread_kind"), "thread", type_="check")
        op.create_check_constraint(op.f("ck_thread_kind"), "thread", new)
        return
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema=ON")
    changed = connection.exec_driver_sql(
        "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = 'thread' AND instr(sql, ?)",
        (old, new, old),
    )
    connection.exec_driver_sql(f"PRAGMA schema_version={version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema=RESET")
    if changed.rowcount != 1:
        raise RuntimeError(f"the table thread has no constraint {old!r}")
