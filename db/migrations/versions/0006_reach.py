"""Indexes for what a growing store is asked before and after every run: its newest pages, the captures of the last days, open changes."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go on to this revision."""
    op.create_index("ix_page_source_first_seen", "page", ["source", "first_seen"], unique=False)
    op.create_index("ix_capture_fetched_at", "capture", ["fetched_at"], unique=False)
    op.create_index("ix_change_open", "change", ["technical", "verdict", "severity", "seen_at", "id"], unique=False)


def downgrade() -> None:
    """Go back to the one before."""
    op.drop_index("ix_change_open", "change")
    op.drop_index("ix_capture_fetched_at", "capture")
    op.drop_index("ix_page_source_first_seen", "page")
