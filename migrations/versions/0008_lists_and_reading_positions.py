"""Lists of threads and reading positions that can be set back."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

UNANSWERED = "kind = 'question' AND hidden_at IS NULL AND answer_count = 0"
OPEN = "kind = 'question' AND hidden_at IS NULL AND accepted_count = 0"
SOLVED = "solved_at IS NOT NULL AND hidden_at IS NULL"
ANNOUNCEMENT = "kind = 'announcement' AND hidden_at IS NULL"
USEFUL = "useful_count > 0 AND hidden_at IS NULL"
INDEXES = (
    ("thread", "unanswered", ("answer_count", "last_post_at", "id"), UNANSWERED),
    ("thread", "space_unanswered", ("space_id", "answer_count", "last_post_at", "id"), UNANSWERED),
    ("thread", "open", ("accepted_count", "last_post_at", "id"), OPEN),
    ("thread", "space_open", ("space_id", "accepted_count", "last_post_at", "id"), OPEN),
    ("thread", "announcement", ("kind", "last_post_at", "id"), ANNOUNCEMENT),
    ("thread", "solved", ("solved_at", "id"), SOLVED),
    ("thread", "space_solved", ("space_id", "solved_at", "id"), SOLVED),
    ("thread", "useful", ("useful_count", "id"), USEFUL),
    ("thread", "created", ("created_at", "id"), "hidden_at IS NULL"),
    ("post", "author_reply", ("author_id", "hidden_at", "thread_id"), "depth > 0"),
    ("post", "useful", ("thread_id", "useful_count", "path"), "depth = 1"),
)
# These were there without their first column.
REPLACED = (("unanswered", UNANSWERED), ("announcement", ANNOUNCEMENT))
# When the newest visible answer of a thread was accepted.
SOLVED_AT = """
UPDATE thread SET solved_at = (
    SELECT max(post.accepted_at) FROM post WHERE post.thread_id = thread.id AND post.hidden_at IS NULL
) WHERE accepted_count > 0
"""


def upgrade() -> None:
    """One step forward."""
    op.add_column("thread_read", sa.Column("forced_unread_from", sa.Integer(), nullable=True))
    op.add_column("thread", sa.Column("solved_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(SOLVED_AT)
    for name, _where in REPLACED:
        op.drop_index(f"ix_thread_{name}", table_name="thread")
    for table, name, columns, where in INDEXES:
        _create(table, name, columns, where)


def downgrade() -> None:
    """The same step back."""
    for table, name, _columns, _where in reversed(INDEXES):
        op.drop_index(f"ix_{table}_{name}", table_name=table)
    for name, where in REPLACED:
        _create("thread", name, ("last_post_at", "id"), where)
    op.drop_column("thread", "solved_at")
    op.drop_column("thread_read", "forced_unread_from")


def _create(table: str, name: str, columns: tuple[str, ...], where: str) -> None:
    clause = sa.text(where)
    op.create_index(f"ix_{table}_{name}", table, list(columns), sqlite_where=clause, postgresql_where=clause)
