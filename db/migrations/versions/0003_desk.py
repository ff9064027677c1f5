"""What the desk needs: the standing verdict of a change beside it, indexes for its queue, people and their sessions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

QUEUE = ["technical", "severity", "seen_at", "id", "verdict", "kind", "zone", "page_id", "edit_group"]


def upgrade() -> None:
    """Go on to this revision."""
    op.add_column("change", sa.Column("verdict", sa.String(length=10), nullable=False, server_default=""))
    op.create_index("ix_change_edit_group", "change", ["edit_group"], unique=False)
    op.create_index("ix_change_queue", "change", QUEUE, unique=False)
    op.create_index("ix_review_by", "review", ["by"], unique=False)
    op.create_table(
        "person",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_person")),
    )
    op.create_table(
        "session",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=100), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.name"], name=op.f("fk_session_person")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_session")),
    )
    op.create_index("ix_session_person", "session", ["person"], unique=False)
    op.create_table(
        "desk_key",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("key", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_desk_key")),
    )
    _mark_reviewed()


def downgrade() -> None:
    """Go back to the one before."""
    for table in ("desk_key", "session", "person"):
        op.drop_table(table)
    op.drop_index("ix_review_by", "review")
    op.drop_index("ix_change_queue", "change")
    op.drop_index("ix_change_edit_group", "change")
    op.drop_column("change", "verdict")


def _mark_reviewed() -> None:
    """Of every person the latest verdict stands; `both` where people disagree."""
    latest: dict[str, dict[str, str]] = {}
    bind = op.get_bind()
    for change, by, verdict in bind.execute(sa.text('SELECT change, "by", verdict FROM review ORDER BY id')):
        latest.setdefault(change, {})[by] = verdict
    for change, said in latest.items():
        standing = said.popitem()[1] if len(set(said.values())) == 1 else "both"
        bind.execute(sa.text("UPDATE change SET verdict = :verdict WHERE id = :change"), {"verdict": standing, "change": change})
