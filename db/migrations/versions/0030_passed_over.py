"""Articles passed over, and pages that somebody asked for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go on to this revision."""
    op.create_table(
        "passed_over",
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["source"], ["source.name"], name=op.f("fk_passed_over_source")),
        sa.PrimaryKeyConstraint("source", "key", name=op.f("pk_passed_over")),
    )
    # Whatever was held before this revision was held without having been judged.
    op.add_column("page", sa.Column("wanted", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("run", sa.Column("passed_over", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Back to the revision before."""
    op.drop_column("run", "passed_over")
    op.drop_column("page", "wanted")
    op.drop_table("passed_over")
