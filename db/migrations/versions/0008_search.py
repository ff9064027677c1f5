"""What a large desk asks: words by their pairs of characters, origins beside the changes, zones and groups by indexes of their own."""

from __future__ import annotations

import string
from itertools import pairwise

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BATCH = 1_000
LAST = ["severity", "seen_at", "id"]
QUEUE = ["technical", *LAST, "verdict", "kind", "zone", "page_id", "edit_group"]
TWINS = ["edit_group", "technical", "verdict", *LAST, "page_id", "kind", "zone", "outlet"]
SMALL = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)

FTS = (
    "CREATE VIRTUAL TABLE seek USING fts5(pairs, content='searched', content_rowid='id', tokenize='ascii', detail='none', columnsize=0)",
    "CREATE TRIGGER searched_added AFTER INSERT ON searched BEGIN INSERT INTO seek(rowid, pairs) VALUES (new.id, new.pairs); END",
    "CREATE TRIGGER searched_removed AFTER DELETE ON searched BEGIN"
    " INSERT INTO seek(seek, rowid, pairs) VALUES ('delete', old.id, old.pairs); END",
)
GIN = "CREATE INDEX ix_searched_pairs ON searched USING gin (string_to_array(pairs, ' '))"


def upgrade() -> None:
    """Go on to this revision."""
    op.add_column("change", sa.Column("outlet", sa.String(length=100), nullable=False, server_default=""))
    stated = "SELECT substr(source_line, 1, 100) FROM version WHERE version.id = change.to_version"
    op.execute(f"UPDATE change SET outlet = coalesce(({stated}), '')")  # noqa: S608 -- nothing in it comes from elsewhere
    op.drop_index("ix_change_queue", "change")
    op.drop_index("ix_change_edit_group", "change")
    op.create_index("ix_change_queue", "change", [*QUEUE, "outlet"], unique=False)
    op.create_index("ix_change_of_zone", "change", ["zone", "technical", "verdict", *LAST], unique=False)
    op.create_index("ix_change_twins", "change", TWINS, unique=False)
    op.create_table(
        "searched",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("change_id", sa.String(length=16), nullable=False),
        sa.Column("pairs", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_searched")),
        sa.UniqueConstraint("change_id", name=op.f("uq_searched_change_id")),
    )
    for statement in FTS if op.get_bind().dialect.name == "sqlite" else (GIN,):
        op.execute(statement)
    _enter_all()


def downgrade() -> None:
    """Go back to the one before."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE seek")
    op.drop_table("searched")
    op.drop_index("ix_change_twins", "change")
    op.drop_index("ix_change_of_zone", "change")
    op.drop_index("ix_change_queue", "change")
    op.create_index("ix_change_queue", "change", QUEUE, unique=False)
    op.create_index("ix_change_edit_group", "change", ["edit_group"], unique=False)
    op.drop_column("change", "outlet")


def _enter_all() -> None:
    last = ""
    query = f"SELECT id, zone, old_words, new_words FROM change WHERE id > :last ORDER BY id LIMIT {BATCH}"  # noqa: S608 -- a number of ours
    while rows := op.get_bind().execute(sa.text(query), {"last": last}).all():
        entered = [{"name": row.id, "pairs": _pairs(row.zone, row.old_words, row.new_words)} for row in rows]
        op.get_bind().execute(sa.text("INSERT INTO searched (change_id, pairs) VALUES (:name, :pairs)"), entered)
        last = rows[-1].id


def _pairs(*words: str | None) -> str:
    found: dict[str, None] = {}
    for said in words:
        small = (said or "").translate(SMALL)
        found.update(dict.fromkeys(a + b for a, b in pairwise(small) if a.isalnum() and b.isalnum()))
    return " ".join(found)
