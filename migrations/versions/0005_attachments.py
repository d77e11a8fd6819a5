"""Files of members, what refers to them, and the list of files under a post."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("storage_key", sa.String(length=40), nullable=False),
        sa.Column("uploader_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("thumb_width", sa.Integer(), nullable=True),
        sa.Column("thumb_height", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.CheckConstraint("state IN ('wordless', 'waiting', 'read', 'unreadable')", name=op.f("ck_attachment_state")),
        sa.ForeignKeyConstraint(["uploader_id"], ["member.id"], name=op.f("fk_attachment_uploader_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("storage_key", name=op.f("uq_attachment_storage_key")),
    )
    op.create_index("ix_attachment_created_at", "attachment", ["created_at"])
    op.create_index("ix_attachment_uploader", "attachment", ["uploader_id", "created_at"])
    op.create_table(
        "attachment_use",
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"],
            ["attachment.id"],
            name=op.f("fk_attachment_use_attachment_id_attachment"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("attachment_id", "kind", "object_id", name=op.f("pk_attachment_use")),
    )
    op.create_index("ix_attachment_use_object", "attachment_use", ["kind", "object_id"])
    op.add_column("post", sa.Column("files", sa.JSON(), nullable=True))


def downgrade() -> None:
    """The same step back."""
    op.drop_column("post", "files")
    op.drop_table("attachment_use")
    op.drop_table("attachment")
