"""Suggested edits."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "suggested_edit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("base_number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(length=300), nullable=False),
        sa.Column("revision_number", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["member.id"], name=op.f("fk_suggested_edit_author_id_member")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["member.id"], name=op.f("fk_suggested_edit_decided_by_id_member")),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_suggested_edit_post_id_post"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggested_edit")),
    )
    op.create_index(
        "uq_suggested_edit_open",
        "suggested_edit",
        ["post_id", "author_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index("ix_suggested_edit_author", "suggested_edit", ["author_id", "state"])
    op.create_index("ix_suggested_edit_post", "suggested_edit", ["post_id", "state"])


def downgrade() -> None:
    """The same step back."""
    op.drop_table("suggested_edit")
