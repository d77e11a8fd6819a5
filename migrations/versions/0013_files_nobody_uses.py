"""Since when no text refers to a file."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """One step forward."""
    op.add_column("attachment", sa.Column("unused_since", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_attachment_unused_since", "attachment", ["unused_since"])
    op.execute(
        "UPDATE attachment SET unused_since = created_at"
        " WHERE NOT EXISTS (SELECT 1 FROM attachment_use WHERE attachment_use.attachment_id = attachment.id)"
    )


def downgrade() -> None:
    """The same step back."""
    op.drop_index("ix_attachment_unused_since", "attachment")
    op.drop_column("attachment", "unused_since")
