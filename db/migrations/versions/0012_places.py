"""Captures are found by where their bytes lie, which pruning and checking ask file by file."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KEPT = sa.text("warc IS NOT NULL")


def upgrade() -> None:
    """Go on to this revision."""
    op.create_index(op.f("ix_capture_warc"), "capture", ["warc"], unique=False, sqlite_where=KEPT, postgresql_where=KEPT)


def downgrade() -> None:
    """Go back to the one before."""
    op.drop_index(op.f("ix_capture_warc"), "capture")
