"""What is said of a zone is found from its newest page back."""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go on to this revision."""
    op.create_index(op.f("ix_statement_zone_page_id"), "statement", ["zone", "page_id"], unique=False)
    op.drop_index(op.f("ix_statement_zone"), "statement")


def downgrade() -> None:
    """Go back to the one before."""
    op.create_index(op.f("ix_statement_zone"), "statement", ["zone"], unique=False)
    op.drop_index(op.f("ix_statement_zone_page_id"), "statement")
