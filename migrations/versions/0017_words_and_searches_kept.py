"""Other words for the same thing, searches members keep, and searches that found nothing."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def _moment(name: str, *, nullable: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "synonym_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("labels", sa.Text(), nullable=False),
        sa.Column("one_way", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        _moment("changed_at"),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["changed_by_id"], ["member.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "saved_search",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("rhythm", sa.String(length=10), nullable=False),
        _moment("created_at"),
        _moment("seen_until"),
        _moment("look_at", nullable=True),
        sa.CheckConstraint("rhythm IN ('never', 'daily', 'weekly')", name="rhythm"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("member_id", "name"),
    )
    op.create_table(
        "missed_search",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("only_asker", sa.String(length=16), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        _moment("first_at"),
        _moment("last_at"),
        _moment("dismissed_at", nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("words"),
    )
    op.create_index("ix_missed_search_last", "missed_search", ["last_at"])


def downgrade() -> None:
    """The same step back."""
    op.drop_index("ix_missed_search_last", "missed_search")
    op.drop_table("missed_search")
    op.drop_table("saved_search")
    op.drop_table("synonym_row")
