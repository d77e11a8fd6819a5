"""Panels of a thread."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """One step forward."""
    op.add_column("thread", sa.Column("panels", sa.String(length=120), nullable=False, server_default=""))


def downgrade() -> None:
    """The same step back."""
    op.drop_column("thread", "panels")
