"""Polls and conclusions that went along with a merge."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "panel_move",
        sa.Column("change_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("object_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("change_id", "kind", "object_id", name="pk_panel_move"),
    )


def downgrade() -> None:
    """The same step back."""
    op.drop_table("panel_move")
