"""Fields that list the sites of the libraries, and the way to what was answered in a field before."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0018"
down_revision: str | None = "0017"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """One step forward."""
    op.add_column("space_field", sa.Column("source", sa.String(length=10), nullable=False, server_default=""))
    op.create_index("ix_field_answer_field", "field_answer", ["field_id", "post_id"])


def downgrade() -> None:
    """The same step back."""
    op.drop_index("ix_field_answer_field", "field_answer")
    op.drop_column("space_field", "source")
