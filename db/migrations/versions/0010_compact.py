"""Words of paragraphs packed, digests as the bytes they are, lists of paragraphs as steps; an index of what is due holds nothing else."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

from db.compact import digest_bytes, pack_words, unpack_words
from db.steps import packed, unpacked

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BATCH = 1_000
DUE = sa.text("due IS NOT NULL")
VERSION = ("paragraphs", "text_sha256", "first_sha256")


def upgrade() -> None:
    """Go on to this revision."""
    op.drop_index("ix_statement_due", "statement")
    op.create_index("ix_statement_due", "statement", ["due"], unique=False, sqlite_where=DUE, postgresql_where=DUE)
    _paragraphs_packed()
    for name in VERSION:
        empty = sa.text("x''") if _sqlite() else sa.text("''::bytea")
        op.add_column("version", sa.Column(f"{name}_packed", sa.LargeBinary(), nullable=False, server_default=empty))
    _each(
        "SELECT id, paragraphs, text_sha256, first_sha256 FROM version",
        "UPDATE version SET paragraphs_packed = :paragraphs, text_sha256_packed = :text, first_sha256_packed = :first WHERE id = :row",
        lambda row: {
            "row": row.id,
            "paragraphs": packed(_steps(row.paragraphs)),
            "text": digest_bytes(row.text_sha256),
            "first": digest_bytes(row.first_sha256),
        },
    )
    for name in VERSION:
        op.drop_column("version", name)
        op.execute(f"ALTER TABLE version RENAME COLUMN {name}_packed TO {name}")


def downgrade() -> None:
    """Go back to the one before."""
    op.drop_index("ix_statement_due", "statement")
    op.create_index("ix_statement_due", "statement", ["due"], unique=False)
    _paragraphs_plain()
    op.add_column("version", sa.Column("paragraphs_plain", sa.JSON(), nullable=False, server_default="[]"))
    for name in VERSION[1:]:
        op.add_column("version", sa.Column(f"{name}_plain", sa.String(64), nullable=False, server_default=""))
    _each(
        "SELECT id, paragraphs, text_sha256, first_sha256 FROM version",
        "UPDATE version SET paragraphs_plain = :paragraphs, text_sha256_plain = :text, first_sha256_plain = :first WHERE id = :row",
        lambda row: {
            "row": row.id,
            "paragraphs": json.dumps(_rows(bytes(row.paragraphs))),
            "text": _plain(bytes(row.text_sha256)),
            "first": _plain(bytes(row.first_sha256)),
        },
    )
    for name in VERSION:
        op.drop_column("version", name)
        op.execute(f"ALTER TABLE version RENAME COLUMN {name}_plain TO {name}")


def _paragraphs_packed() -> None:
    table = sa.Table(
        "paragraph_packed",
        sa.MetaData(),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("digest", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_paragraph_packed"),
    )
    _paragraphs_anew(table, lambda row: {"id": row.id, "digest": _digest(row.text), "text": pack_words(row.text.replace("\x00", "\ufffd"))})
    op.create_index("ix_paragraph_digest", "paragraph", ["digest"], unique=False)


def _paragraphs_plain() -> None:
    table = sa.Table(
        "paragraph_packed",
        sa.MetaData(),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_paragraph_packed"),
        sa.UniqueConstraint("sha256", name="uq_paragraph_sha256"),
    )
    op.drop_index("ix_paragraph_digest", "paragraph")

    def plain(row: Any) -> Mapping[str, Any]:
        words = unpack_words(bytes(row.text))
        return {"id": row.id, "sha256": b64encode(hashlib.sha256(words.encode()).digest()[:16]).decode()[:22], "text": words}

    _paragraphs_anew(table, plain)


def _paragraphs_anew(table: sa.Table, change: Any) -> None:
    """Put a table in the place of that of paragraphs; nothing is bound to it but by number."""
    table.create(op.get_bind())
    for rows in _batches("SELECT id, text FROM paragraph"):
        op.get_bind().execute(table.insert(), [change(row) for row in rows])
    op.drop_table("paragraph")
    op.rename_table("paragraph_packed", "paragraph")
    if not _sqlite():
        op.execute("ALTER TABLE paragraph RENAME CONSTRAINT pk_paragraph_packed TO pk_paragraph")
        op.execute("ALTER SEQUENCE paragraph_packed_id_seq RENAME TO paragraph_id_seq")
        op.execute("SELECT setval('paragraph_id_seq', coalesce((SELECT max(id) FROM paragraph), 0) + 1, false)")


def _digest(words: str) -> int:
    return int.from_bytes(hashlib.sha256(words.replace("\x00", "\ufffd").encode()).digest()[:8], signed=True)


def _steps(held: Any) -> Iterator[int]:
    last = 0
    for row in json.loads(held) if isinstance(held, str) else held:
        yield row - last
        last = row


def _rows(held: bytes) -> list[int]:
    rows = [0]
    for step in unpacked(held):
        rows.append(rows[-1] + step)
    return rows[1:]


def _plain(held: bytes) -> str:
    return held.hex() if len(held) == 32 else held.decode()


def _each(query: str, update: str, change: Any) -> None:
    for rows in _batches(query):
        op.get_bind().execute(sa.text(update), [change(row) for row in rows])


def _batches(query: str) -> Iterator[list[Any]]:
    last = 0
    while rows := list(op.get_bind().execute(sa.text(f"{query} WHERE id > :last ORDER BY id LIMIT {BATCH}"), {"last": last})):
        yield rows
        last = rows[-1].id


def _sqlite() -> bool:
    return bool(op.get_bind().dialect.name == "sqlite")
