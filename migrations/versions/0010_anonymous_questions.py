"""Anonymous questions: whose they are stands sealed."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """One step forward."""
    for table in ("post", "thread"):
        op.add_column(table, sa.Column("is_anonymous", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("space", sa.Column("allows_anonymous", sa.Boolean(), nullable=False, server_default=sa.true()))
    # In one library or working group there are too few colleagues to be anonymous among.
    closed = sa.or_(sa.column("audience").like("library:%"), sa.column("audience").like("group:%"))
    space = sa.table("space", sa.column("audience"), sa.column("allows_anonymous", sa.Boolean()))
    op.execute(sa.update(space).where(closed).values(allows_anonymous=sa.false()))
    op.create_table(
        "sealed_author",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("object_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_sealed_author_member_id_member")),
        sa.PrimaryKeyConstraint("kind", "object_id", name=op.f("pk_sealed_author")),
    )
    op.create_index("ix_sealed_author_member", "sealed_author", ["member_id", "kind", "object_id"])
    op.create_table(
        "sealed_opening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["opened_by_id"], ["member.id"], name=op.f("fk_sealed_opening_opened_by_id_member")),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_sealed_opening_post_id_post"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed_opening")),
    )
    op.create_index(op.f("ix_sealed_opening_post_id"), "sealed_opening", ["post_id"])


def downgrade() -> None:
    """The same step back. It opens nothing: who asked is forgotten, and the questions stay anonymous."""
    op.drop_table("sealed_opening")
    op.drop_table("sealed_author")
    op.drop_column("space", "allows_anonymous")
    for table in ("thread", "post"):
        op.drop_column(table, "is_anonymous")
