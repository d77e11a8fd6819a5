"""Fields of the questions of a space."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import forum.core.orm

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """One step forward."""
    op.add_column("thread", sa.Column("is_recorded", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "space_field",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("hint", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("removed_at", forum.core.orm.UtcDateTime(timezone=True), nullable=True),
        sa.Column("created_at", forum.core.orm.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('short', 'long', 'choice')", name=op.f("ck_space_field_kind")),
        sa.ForeignKeyConstraint(
            ["space_id"], ["space.id"], name=op.f("fk_space_field_space_id_space"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_space_field")),
    )
    op.create_index("ix_space_field_space", "space_field", ["space_id", "position"], unique=False)
    op.create_table(
        "field_answer",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["field_id"], ["space_field.id"], name=op.f("fk_field_answer_field_id_space_field"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_field_answer_post_id_post"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("post_id", "field_id", name=op.f("pk_field_answer")),
    )


def downgrade() -> None:
    """The same step back."""
    op.drop_table("field_answer")
    op.drop_index("ix_space_field_space", table_name="space_field")
    op.drop_table("space_field")
    op.drop_column("thread", "is_recorded")
