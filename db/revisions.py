"""Which revision a store is at and which one this code needs, without loading Alembic: only an upgrade needs that.

The clock's process opens the store for ever, and what it loads it keeps.
"""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy import Connection, inspect, text

MIGRATIONS = Path(__file__).parent / "migrations"

_NAMES = re.compile(r'^(revision|down_revision)(?:: [^=\n]+)? = (?:["\']([^"\'\n]+)["\']|None)', re.MULTILINE)


def newest_revision(folder: Path = MIGRATIONS) -> str:
    """The one revision no other goes on from; raises ValueError when the files do not make one chain."""
    chain = [_links(path) for path in sorted((folder / "versions").glob("*.py"))]
    heads = {link["revision"] for link in chain} - {link.get("down_revision") for link in chain}
    if len(heads) != 1:
        raise ValueError(f"the migrations have {len(heads)} ends ({', '.join(sorted(map(str, heads)))}): line them up in one chain")
    return str(heads.pop())


def every_revision(folder: Path = MIGRATIONS) -> set[str | None]:
    """Every revision this code knows, and None for a store that holds nothing yet."""
    return {None, *(_links(path).get("revision") for path in (folder / "versions").glob("*.py"))}


def current_revision(connection: Connection) -> str | None:
    """The revision a store is at; None when it holds nothing yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return str(found) if found else None


def _links(path: Path) -> dict[str, str | None]:
    return {name: value or None for name, value in _NAMES.findall(path.read_text(encoding="utf-8"))}
