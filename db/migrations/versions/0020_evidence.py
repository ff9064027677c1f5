"""Evidence: texts in doubt, names that outlive a new reading, headers of what is not kept, rests of a run."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go on to this revision."""
    with op.batch_alter_table("version") as table:
        table.alter_column("number", existing_type=sa.Integer(), nullable=True)
        table.add_column(sa.Column("first_sha256", sa.String(64), nullable=False, server_default=""))
        table.add_column(sa.Column("length", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("capture") as table:
        table.add_column(sa.Column("repeated", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("headers", sa.JSON(none_as_null=True), nullable=True))
        table.add_column(sa.Column("text_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_capture_text_id"), "version", ["text_id"], ["id"])
    with op.batch_alter_table("run") as table:
        table.add_column(sa.Column("rests", sa.JSON(), nullable=False, server_default="[]"))
    op.execute("update capture set text_id = version_id")
    _fill(op.get_bind())
    for name, columns in {"version": ("first_sha256", "length"), "capture": ("repeated",), "run": ("rests",)}.items():
        with op.batch_alter_table(name) as table:
            for column in columns:
                table.alter_column(column, server_default=None)


def downgrade() -> None:
    """Go back to the one before; texts in doubt, which it cannot hold, are dropped."""
    op.execute("update capture set version_id = null where version_id in (select id from version where number is null)")
    op.execute("delete from version where number is null")
    with op.batch_alter_table("run") as table:
        table.drop_column("rests")
    with op.batch_alter_table("capture") as table:
        table.drop_constraint(op.f("fk_capture_text_id"), type_="foreignkey")
        table.drop_column("text_id")
        table.drop_column("headers")
        table.drop_column("repeated")
    with op.batch_alter_table("version") as table:
        table.drop_column("length")
        table.drop_column("first_sha256")
        table.alter_column("number", existing_type=sa.Integer(), nullable=False)


def _fill(connection: sa.Connection) -> None:
    meta = sa.MetaData()
    version, paragraph = (sa.Table(name, meta, autoload_with=connection) for name in ("version", "paragraph"))
    measured = sa.select(paragraph.c.id, sa.func.length(paragraph.c.text).label("length"))
    lengths = {row.id: row.length for row in connection.execute(measured)}
    for row in connection.execute(sa.select(version.c.id, version.c.paragraphs, version.c.text_sha256)).all():
        length = sum(lengths.get(part, 0) for part in row.paragraphs)
        connection.execute(version.update().where(version.c.id == row.id).values(first_sha256=row.text_sha256, length=length))
