"""The capacity in which somebody speaks in a post."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """One step forward."""
    op.add_column("post", sa.Column("capacity", sa.String(length=20), nullable=False, server_default=""))
    op.add_column("post", sa.Column("capacity_scope", sa.String(length=120), nullable=False, server_default=""))


def downgrade() -> None:
    """The same step back."""
    op.drop_column("post", "capacity_scope")
    op.drop_column("post", "capacity")
