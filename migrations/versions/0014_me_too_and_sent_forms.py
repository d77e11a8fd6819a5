"""Who has a question too, and which forms were sent."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import forum.core.orm

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """One step forward."""
    op.add_column("thread", sa.Column("me_too_count", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "me_too",
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("created_at", forum.core.orm.UtcDateTime(timezone=True), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_me_too_member_id_member"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["thread.id"], name=op.f("fk_me_too_thread_id_thread"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("thread_id", "member_id", name=op.f("pk_me_too")),
    )
    op.create_index("ix_me_too_member", "me_too", ["member_id"], unique=False)
    op.create_table(
        "sent_form",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("location", sa.String(length=500), nullable=False),
        sa.Column("created_at", forum.core.orm.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_sent_form_member_id_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", "key", name=op.f("pk_sent_form")),
    )
    op.create_index(op.f("ix_sent_form_created_at"), "sent_form", ["created_at"], unique=False)


def downgrade() -> None:
    """The same step back."""
    op.drop_index(op.f("ix_sent_form_created_at"), table_name="sent_form")
    op.drop_table("sent_form")
    op.drop_index("ix_me_too_member", table_name="me_too")
    op.drop_table("me_too")
    op.drop_column("thread", "me_too_count")
