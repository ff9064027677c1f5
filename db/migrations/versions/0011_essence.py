"""What a text was read from, so that a page that shows the same again needs no reading."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go on to this revision."""
    op.add_column("version", sa.Column("essence", sa.String(length=22)))


def downgrade() -> None:
    """Go back."""
    op.drop_column("version", "essence")
