"""Restructuring of threads: merging, splitting, moving, duplicates, pins."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

DUPLICATE = sa.text("duplicate_of_id IS NOT NULL")
PINNED = sa.text("pinned_until IS NOT NULL")
HIDDEN = sa.text("hidden_at IS NOT NULL")


def _moment(name: str, *, nullable: bool = True) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _reference(
    name: str, table: str, *, nullable: bool = True, ondelete: str | None = None
) -> list[sa.Column[int] | sa.ForeignKeyConstraint]:
    return [
        sa.Column(name, sa.Integer(), nullable=nullable),
        sa.ForeignKeyConstraint([name], [f"{table}.id"], ondelete=ondelete),
    ]


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "restructuring",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("verb", sa.String(length=20), nullable=False),
        *_reference("thread_id", "thread", nullable=False),
        *_reference("other_id", "thread"),
        *_reference("post_id", "post"),
        *_reference("from_space_id", "space"),
        *_reference("to_space_id", "space"),
        sa.Column("post_count", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        *_reference("actor_id", "member", nullable=False),
        sa.Column("by_asker", sa.Boolean(), nullable=False),
        _moment("created_at", nullable=False),
        sa.Column("kept", sa.JSON(), nullable=False),
        _moment("undone_at"),
        *_reference("undone_by_id", "member"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_restructuring_thread", "restructuring", ["thread_id", "id"])
    op.create_index("ix_restructuring_other", "restructuring", ["other_id", "id"])
    op.create_table(
        "restructuring_mark",
        *_reference("restructuring_id", "restructuring", nullable=False, ondelete="CASCADE"),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        *_reference("member_id", "member", nullable=False, ondelete="CASCADE"),
        sa.Column("last_read_post_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("restructuring_id", "thread_id", "member_id"),
    )
    op.create_table(
        "found_by_search",
        sa.Column("day", sa.Date(), nullable=False),
        *_reference("member_id", "member", nullable=False, ondelete="CASCADE"),
        *_reference("thread_id", "thread", nullable=False, ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("day", "member_id", "thread_id"),
    )
    op.add_column("space", _moment("pinned_until"))
    op.add_column("thread", sa.Column("merged_into_id", sa.Integer(), nullable=True))
    op.add_column("thread", sa.Column("duplicate_of_id", sa.Integer(), nullable=True))
    op.add_column("thread", _moment("pinned_until"))
    op.add_column("thread", sa.Column("pinned_everywhere", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("thread", sa.Column("found_count", sa.Integer(), nullable=False, server_default="0"))
    op.create_index(
        "ix_thread_duplicate", "thread", ["duplicate_of_id"], sqlite_where=DUPLICATE, postgresql_where=DUPLICATE
    )
    op.create_index("ix_thread_pinned", "thread", ["pinned_until"], sqlite_where=PINNED, postgresql_where=PINNED)
    op.create_index("ix_post_hidden", "post", ["hidden_at", "id"], sqlite_where=HIDDEN, postgresql_where=HIDDEN)
    op.create_index("ix_activity_verb", "activity", ["verb", "id"])


def downgrade() -> None:
    """The same step back."""
    op.drop_index("ix_activity_verb", "activity")
    op.drop_index("ix_post_hidden", "post")
    op.drop_index("ix_thread_pinned", "thread")
    op.drop_index("ix_thread_duplicate", "thread")
    for name in ("found_count", "pinned_everywhere", "pinned_until", "duplicate_of_id", "merged_into_id"):
        op.drop_column("thread", name)
    op.drop_column("space", "pinned_until")
    op.drop_table("found_by_search")
    op.drop_table("restructuring_mark")
    op.drop_table("restructuring")
