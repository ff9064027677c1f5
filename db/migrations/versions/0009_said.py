"""What a version says in one row, and pairs of characters in an index alone: most of a store were rows that said things again."""

from __future__ import annotations

import string
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BATCH = 1_000
SMALL = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)

FTS = "CREATE VIRTUAL TABLE seek USING fts5(pairs, content='', tokenize='ascii', detail='none', columnsize=0)"
FTS_BEFORE = (
    "CREATE VIRTUAL TABLE seek USING fts5(pairs, content='searched', content_rowid='id', tokenize='ascii', detail='none', columnsize=0)",
    "CREATE TRIGGER searched_added AFTER INSERT ON searched BEGIN INSERT INTO seek(rowid, pairs) VALUES (new.id, new.pairs); END",
    "CREATE TRIGGER searched_removed AFTER DELETE ON searched BEGIN"
    " INSERT INTO seek(seek, rowid, pairs) VALUES ('delete', old.id, old.pairs); END",
)


def upgrade() -> None:
    """Go on to this revision."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "said",
        sa.Column("version_id", number, nullable=False, autoincrement=False),
        sa.Column("first", number, nullable=False),
        sa.Column("places", sa.LargeBinary(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_said_version_id")),
        sa.ForeignKeyConstraint(["first"], ["statement.id"], name=op.f("fk_said_first")),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_said")),
    )
    add = sa.text("INSERT INTO said (version_id, first, places, number) VALUES (:version, :first, :places, :number)")
    for version, sayings in _sayings():
        first, places = _packed(sayings)
        op.get_bind().execute(add, {"version": version, "first": first, "places": places, "number": len(sayings)})
    op.drop_table("claim")
    if op.get_bind().dialect.name != "sqlite":
        op.alter_column("searched", "pairs", existing_type=sa.Text(), nullable=True)
        return
    op.execute("DROP TABLE seek")
    _searched_anew(nullable=True)
    op.execute(FTS)
    _put_all("INSERT INTO seek (rowid, pairs) VALUES (:row, :pairs)")


def downgrade() -> None:
    """Go back to the one before."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "claim",
        sa.Column("version_id", number, nullable=False, autoincrement=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("statement_id", number, nullable=False),
        sa.ForeignKeyConstraint(["statement_id"], ["statement.id"], name=op.f("fk_claim_statement_id")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_claim_version_id")),
        sa.PrimaryKeyConstraint("version_id", "ordinal", name=op.f("pk_claim")),
        sqlite_with_rowid=False,
    )
    add = sa.text("INSERT INTO claim (version_id, ordinal, start, statement_id) VALUES (:version, :ordinal, :start, :of)")
    for row in _batches("SELECT version_id AS id, first, places FROM said", "version_id"):
        made = _unpacked(row.first, bytes(row.places))
        op.get_bind().execute(add, [{"version": row.id, "ordinal": at, "start": start, "of": of} for at, (start, of) in enumerate(made)])
    op.drop_table("said")
    if op.get_bind().dialect.name != "sqlite":
        op.alter_column("searched", "pairs", existing_type=sa.Text(), nullable=False)
        return
    op.execute("DROP TABLE seek")
    _searched_anew(nullable=False)
    _put_all("UPDATE searched SET pairs = :pairs WHERE id = :row")
    for statement in FTS_BEFORE:
        op.execute(statement)
    op.execute("INSERT INTO seek (seek) VALUES ('rebuild')")


def _searched_anew(*, nullable: bool) -> None:
    op.drop_table("searched")
    op.create_table(
        "searched",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("change_id", sa.String(length=16), nullable=False),
        sa.Column("pairs", sa.Text(), nullable=nullable),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_searched")),
        sa.UniqueConstraint("change_id", name=op.f("uq_searched_change_id")),
    )
    empty = "NULL" if nullable else "''"
    op.execute(f"INSERT INTO searched (change_id, pairs) SELECT id, {empty} FROM change ORDER BY id")  # noqa: S608 -- one of two words


def _sayings() -> Iterator[tuple[int, list[tuple[int, int]]]]:
    query = "SELECT version_id, start, statement_id FROM claim WHERE version_id > :after AND version_id <= :up ORDER BY version_id, ordinal"
    last, highest = 0, op.get_bind().scalar(sa.text("SELECT max(version_id) FROM claim")) or 0
    while last < highest:
        rows = op.get_bind().execute(sa.text(query), {"after": last, "up": last + BATCH}).all()
        for version, made in groupby(rows, key=lambda row: row.version_id):
            yield version, [(row.start, row.statement_id) for row in made]
        last += BATCH


def _put_all(put: str) -> None:
    words = "SELECT searched.id, zone, old_words, new_words FROM searched JOIN change ON change.id = searched.change_id"
    for row in _batches(words, "searched.id"):
        op.get_bind().execute(sa.text(put), {"row": row.id, "pairs": _pairs(row.zone, row.old_words, row.new_words)})


def _batches(query: str, key: str) -> Iterator[Any]:
    last = 0
    ordered = sa.text(f"{query} WHERE {key} > :last ORDER BY {key} LIMIT {BATCH}")
    while rows := op.get_bind().execute(ordered, {"last": last}).all():
        yield from rows
        last = rows[-1].id


def _packed(sayings: Sequence[tuple[int, int]]) -> tuple[int, bytes]:
    at, of = 0, min(row for _, row in sayings)
    first, places = of, bytearray()
    for start, row in sayings:
        for step in (start - at, row - of):
            left = step << 1 if step >= 0 else (-step << 1) - 1
            while left > 0x7F:
                places.append(left & 0x7F | 0x80)
                left >>= 7
            places.append(left)
        at, of = start, row
    return first, bytes(places)


def _unpacked(first: int, places: bytes) -> list[tuple[int, int]]:
    steps, left, shift = list[int](), 0, 0
    for byte in places:
        left, shift = left | (byte & 0x7F) << shift, shift + 7
        if byte < 0x80:
            steps.append(-(left + 1 >> 1) if left & 1 else left >> 1)
            left = shift = 0
    at, of, made = 0, first, list[tuple[int, int]]()
    for start, row in zip(steps[::2], steps[1::2], strict=True):
        at, of = at + start, of + row
        made.append((at, of))
    return made


def _pairs(*words: str | None) -> str:
    found: dict[str, None] = {}
    for said in words:
        small = (said or "").translate(SMALL)
        found.update(dict.fromkeys(a + b for a, b in pairwise(small) if a.isalnum() and b.isalnum()))
    return " ".join(found)
