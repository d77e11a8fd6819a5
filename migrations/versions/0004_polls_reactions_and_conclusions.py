"""Polls, reactions and conclusions."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "conclusion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("body_plain", sa.Text(), nullable=False),
        sa.Column("render_version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("revision_count", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["changed_by_id"], ["member.id"], name="fk_conclusion_changed_by_id_member"),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["thread.id"], name="fk_conclusion_thread_id_thread", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_conclusion"),
        sa.UniqueConstraint("thread_id", name="uq_conclusion_thread_id"),
    )
    op.create_table(
        "poll",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("max_choices", sa.Integer(), nullable=True),
        sa.Column("voice", sa.String(length=10), nullable=False),
        sa.Column("results", sa.String(length=10), nullable=False),
        sa.Column("is_secret", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('single', 'multiple', 'dates')", name="ck_poll_kind"),
        sa.CheckConstraint("results IN ('voted', 'closed', 'always')", name="ck_poll_results"),
        sa.CheckConstraint("voice IN ('member', 'library')", name="ck_poll_voice"),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name="fk_poll_thread_id_thread", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_poll"),
    )
    op.create_index("ix_poll_thread_id", "poll", ["thread_id"])
    op.create_table(
        "conclusion_reference",
        sa.Column("conclusion_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conclusion_id"],
            ["conclusion.id"],
            name="fk_conclusion_reference_conclusion_id_conclusion",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conclusion_id", "kind", "key", name="pk_conclusion_reference"),
    )
    op.create_index("ix_conclusion_reference_target", "conclusion_reference", ["kind", "target_id"])
    op.create_table(
        "conclusion_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conclusion_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("base_number", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("change", sa.String(length=10), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["member.id"], name="fk_conclusion_revision_author_id_member"),
        sa.ForeignKeyConstraint(
            ["conclusion_id"],
            ["conclusion.id"],
            name="fk_conclusion_revision_conclusion_id_conclusion",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_conclusion_revision"),
        sa.UniqueConstraint("conclusion_id", "number", name="uq_conclusion_revision_conclusion_id_number"),
    )
    op.create_table(
        "poll_ballot",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("voice_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("library_id", sa.Integer(), nullable=True),
        sa.Column("by_head", sa.Boolean(), nullable=False),
        sa.Column("cast_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["library_id"], ["library.id"], name="fk_poll_ballot_library_id_library"),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name="fk_poll_ballot_member_id_member", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name="fk_poll_ballot_poll_id_poll", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("poll_id", "voice_id", name="pk_poll_ballot"),
    )
    op.create_index("ix_poll_ballot_member_id", "poll_ballot", ["member_id"])
    op.create_table(
        "poll_option",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("begins", sa.Time(), nullable=True),
        sa.Column("ends", sa.Time(), nullable=True),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name="fk_poll_option_poll_id_poll", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_poll_option"),
    )
    op.create_index("ix_poll_option_poll_id", "poll_option", ["poll_id"])
    op.create_table(
        "reaction",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_reaction_member_id_member", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name="fk_reaction_post_id_post", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("post_id", "member_id", "kind", name="pk_reaction"),
    )
    op.create_index("ix_reaction_member_id", "reaction", ["member_id"])
    op.create_table(
        "poll_choice",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("voice_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("option_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=5), nullable=False),
        sa.CheckConstraint("answer IN ('yes', 'maybe', 'no')", name="ck_poll_choice_answer"),
        sa.ForeignKeyConstraint(
            ["option_id"], ["poll_option.id"], name="fk_poll_choice_option_id_poll_option", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["poll_id", "voice_id"],
            ["poll_ballot.poll_id", "poll_ballot.voice_id"],
            name="fk_poll_choice_poll_id_voice_id_poll_ballot",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("poll_id", "voice_id", "option_id", name="pk_poll_choice"),
    )
    op.create_index("ix_poll_choice_option_id", "poll_choice", ["option_id"])
    op.add_column("post", sa.Column("reactions", sa.String(length=120), nullable=False, server_default=""))


def downgrade() -> None:
    """The same step back."""
    op.drop_column("post", "reactions")
    for table in (
        "poll_choice",
        "reaction",
        "poll_option",
        "poll_ballot",
        "conclusion_revision",
        "conclusion_reference",
        "poll",
        "conclusion",
    ):
        op.drop_table(table)
