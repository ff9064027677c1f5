"""What makes a capture cheap: statements know their page and place in time, versions the days their promises fall due.

Digests of paragraphs are shortened, and versions that a page showed in turn within hours are noted.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op

from db.packing import unpack

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BATCH = 1_000
PROSPECTIVE = ("planned", "target", "commitment", "conditional")


def upgrade() -> None:
    """Go on to this revision."""
    op.add_column("statement", sa.Column("page_id", sa.Integer(), nullable=True))
    op.add_column("statement", sa.Column("place", sa.BigInteger(), nullable=True))
    op.drop_index("ix_statement_thread", "statement")
    op.create_index("ix_statement_thread_place", "statement", ["thread", "place"], unique=False)
    op.add_column("version", sa.Column("deadlines", sa.JSON(none_as_null=True), nullable=True))
    op.create_table(
        "flicker",
        sa.Column("settled", sa.Integer(), nullable=False),
        sa.Column("other", sa.Integer(), nullable=False),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["settled"], ["version.id"], name=op.f("fk_flicker_settled")),
        sa.ForeignKeyConstraint(["other"], ["version.id"], name=op.f("fk_flicker_other")),
        sa.PrimaryKeyConstraint("settled", "other", name=op.f("pk_flicker")),
    )
    _place_statements()
    _each("SELECT id, sha256 FROM paragraph", "UPDATE paragraph SET sha256 = :to WHERE id = :row", _shorter)


def downgrade() -> None:
    """Go back to the one before; the digests of paragraphs stay short, for nothing but equality is asked of them."""
    op.drop_table("flicker")
    op.drop_column("version", "deadlines")
    op.drop_index("ix_statement_thread_place", "statement")
    op.create_index("ix_statement_thread", "statement", ["thread"], unique=False)
    op.drop_column("statement", "place")
    op.drop_column("statement", "page_id")


def _place_statements() -> None:
    held = op.get_bind().execute(sa.text("SELECT id, source, key, first_seen FROM page")).all()
    pages = {f"{row.source}-{row.key}": (row.id, date.fromisoformat(str(row.first_seen)[:10])) for row in held}

    def place(row: Any) -> Mapping[str, Any]:
        claim = unpack(bytes(row.body))
        page, seen = pages.get(claim["doc"], (None, date.min))
        published = date.fromisoformat(claim["pub"]) if claim["pub"] else seen
        time, promise = claim["time"], claim["modality"]["class"] in PROSPECTIVE
        stated = time["end"] if time["role"] in ("asof", "period", "point") and not promise else None
        as_of = date.fromisoformat(stated) if stated else published
        return {"row": row.id, "page": page, "place": (as_of.toordinal() << 20) + published.toordinal()}

    _each("SELECT id, body FROM statement", "UPDATE statement SET page_id = :page, place = :place WHERE id = :row", place)


def _shorter(row: Any) -> Mapping[str, Any]:
    return {"row": row.id, "to": base64.b64encode(bytes.fromhex(row.sha256)[:16]).decode()[:22]}


def _each(query: str, update: str, change: Any) -> None:
    """Give every row of a table new values, a batch at a time."""
    for rows in _batches(query):
        op.get_bind().execute(sa.text(update), [change(row) for row in rows])


def _batches(query: str) -> Iterator[list[Any]]:
    last = 0
    while True:
        rows = list(op.get_bind().execute(sa.text(f"{query} WHERE id > :last ORDER BY id LIMIT {BATCH}"), {"last": last}))
        if not rows:
            return
        yield rows
        last = rows[-1].id
