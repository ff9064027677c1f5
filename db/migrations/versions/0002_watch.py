"""What the watch keeps about itself: kind and fault of a run, last look at a page, the daemon's lease, what was told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go on to this revision."""
    op.add_column("page", sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("run", sa.Column("kind", sa.String(length=10), nullable=False, server_default="full"))
    op.add_column("run", sa.Column("fault", sa.Text(), nullable=True))
    op.create_table(
        "lease",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("holder", sa.String(length=200), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
    )
    op.create_table(
        "told",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=100), nullable=False),
        sa.Column("well", sa.Boolean(), nullable=False),
        sa.Column("notifier", sa.String(length=40), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_told")),
    )
    op.create_index("ix_told_topic_notifier", "told", ["topic", "notifier"], unique=False)


def downgrade() -> None:
    """Go back to the one before."""
    op.drop_index("ix_told_topic_notifier", "told")
    op.drop_table("told")
    op.drop_table("lease")
    for table, names in (("run", ("fault", "kind")), ("page", ("looked_at",))):
        for name in names:
            op.drop_column(table, name)
