"""Statements once a page and packed, claims as places where they stand; claims of changes packed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.claim import claim_from_json
from db.claims import add_claims
from db.packing import Packed

revision = "0050"
down_revision = "0030"
branch_labels = None
depends_on = None

SIDES = ("before", "after")


def upgrade() -> None:
    """Go on to this revision."""
    unit = op.get_bind()
    held = sa.table("claim", sa.column("version_id", sa.Integer), sa.column("ordinal", sa.Integer), sa.column("body", sa.JSON))
    rows = unit.execute(sa.select(held.c.version_id, held.c.body).order_by(held.c.version_id, held.c.ordinal)).all()
    op.drop_index("ix_claim_zone_key", "claim")
    op.drop_table("claim")
    _make_tables()
    for version in dict.fromkeys(row.version_id for row in rows):
        add_claims(unit, version, [claim_from_json(row.body) for row in rows if row.version_id == version])
    _pack_changes(unit, sa.JSON(none_as_null=True), Packed())


def downgrade() -> None:
    """Go back to the one before; the claims are dropped, for they can be read again."""
    op.drop_table("claim")
    op.drop_index("ix_statement_zone", "statement")
    op.drop_table("statement")
    op.create_table(
        "claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=12), nullable=False),
        sa.Column("zone", sa.String(length=100), nullable=True),
        sa.Column("tier", sa.String(length=1), nullable=False),
        sa.Column("predicate", sa.String(length=60), nullable=False),
        sa.Column("metric", sa.Text(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_claim_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
        sa.UniqueConstraint("version_id", "ordinal", name=op.f("uq_claim_version_id_ordinal")),
    )
    op.create_index("ix_claim_zone_key", "claim", ["zone", "key"], unique=False)
    _pack_changes(op.get_bind(), Packed(), sa.JSON(none_as_null=True))


def _make_tables() -> None:
    op.create_table(
        "statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=16), nullable=False),
        sa.Column("zone", sa.String(length=100), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement")),
        sa.UniqueConstraint("digest", name=op.f("uq_statement_digest")),
    )
    op.create_index("ix_statement_zone", "statement", ["zone"], unique=False)
    op.create_table(
        "claim",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_claim_version_id")),
        sa.ForeignKeyConstraint(["statement_id"], ["statement.id"], name=op.f("fk_claim_statement_id")),
        sa.PrimaryKeyConstraint("version_id", "ordinal", name=op.f("pk_claim")),
        sqlite_with_rowid=False,
    )


def _pack_changes(unit: sa.Connection, was: sa.types.TypeEngine[object], becomes: sa.types.TypeEngine[object]) -> None:
    """Both claims of every change from one form into the other."""
    old = sa.table("change", sa.column("id", sa.String), *(sa.column(side, was) for side in SIDES))
    rows = unit.execute(sa.select(old.c.id, old.c.before, old.c.after)).all()
    plain = sa.LargeBinary() if isinstance(becomes, Packed) else becomes
    with op.batch_alter_table("change") as batch:
        for side in SIDES:
            batch.drop_column(side)
    with op.batch_alter_table("change") as batch:
        for side in SIDES:
            batch.add_column(sa.Column(side, plain, nullable=True))
    new = sa.table("change", sa.column("id", sa.String), *(sa.column(side, becomes) for side in SIDES))
    for row in rows:
        unit.execute(new.update().where(new.c.id == row.id).values(before=row.before, after=row.after))
