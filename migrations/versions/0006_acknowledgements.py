"""Acknowledgements of announcements."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

OPEN = sa.text("closed_at IS NULL AND paused_by IS NULL")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """One step forward: announcements made before this get the place where one asks to confirm them."""
    op.create_table(
        "acknowledgement_request",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("required_revision", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("remind_every", sa.Integer(), nullable=False),
        sa.Column("renew_months", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("remind_at", MOMENT, nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("paused_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["member.id"], name=op.f("fk_acknowledgement_request_asked_by_id_member")
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_acknowledgement_request_post_id_post"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_acknowledgement_request")),
    )
    op.create_index(
        "ix_acknowledgement_request_open",
        "acknowledgement_request",
        ["due_on", "post_id"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    _create_rows()
    op.execute("UPDATE thread SET panels = 'acknowledgement' WHERE kind = 'announcement' AND panels = ''")


def _create_rows() -> None:
    of_request = "acknowledgement_request.post_id"
    op.create_table(
        "acknowledgement_audience",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"],
            [of_request],
            name=op.f("fk_acknowledgement_audience_post_id_acknowledgement_request"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("post_id", "token", name=op.f("pk_acknowledgement_audience")),
    )
    op.create_table(
        "acknowledgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("library_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("acknowledged_on", sa.Date(), nullable=False),
        sa.Column("acknowledged_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["library_id"], ["library.id"], name=op.f("fk_acknowledgement_library_id_library")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_acknowledgement_member_id_member"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["post_id"],
            [of_request],
            name=op.f("fk_acknowledgement_post_id_acknowledgement_request"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acknowledgement")),
        sa.UniqueConstraint(
            "post_id",
            "member_id",
            "revision",
            "acknowledged_on",
            name=op.f("uq_acknowledgement_post_id_member_id_revision_acknowledged_on"),
        ),
    )
    op.create_index("ix_acknowledgement_member", "acknowledgement", ["member_id", "post_id"])


def downgrade() -> None:
    """The same step back."""
    op.execute("UPDATE thread SET panels = '' WHERE panels = 'acknowledgement'")
    op.drop_table("acknowledgement")
    op.drop_table("acknowledgement_audience")
    op.drop_table("acknowledgement_request")
