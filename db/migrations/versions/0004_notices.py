"""Notices: how often a message was tried and when it is again, and which changes people were told of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go on to this revision."""
    op.add_column("told", sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("told", sa.Column("next_try", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE told SET next_try = at WHERE sent_at IS NULL")
    op.create_index("ix_told_notifier_next_try", "told", ["notifier", "next_try"], unique=False)
    op.create_table(
        "noticed",
        sa.Column("notifier", sa.String(length=40), nullable=False),
        sa.Column("change", sa.String(length=16), nullable=False),
        sa.Column("told_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["told_id"], ["told.id"], name=op.f("fk_noticed_told_id")),
        sa.PrimaryKeyConstraint("notifier", "change", name=op.f("pk_noticed")),
    )
    op.create_index("ix_noticed_notifier_told_id", "noticed", ["notifier", "told_id"], unique=False)


def downgrade() -> None:
    """Go back to the one before."""
    op.drop_index("ix_noticed_notifier_told_id", "noticed")
    op.drop_table("noticed")
    op.drop_index("ix_told_notifier_next_try", "told")
    for name in ("next_try", "tries"):
        op.drop_column("told", name)
