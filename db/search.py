"""The index of searches: which changes may hold some words, found by the pairs of characters in them.

Chinese is written without blanks and its words are mostly two characters long, so pairs find what trigrams miss. A pair is
two neighbouring letters, digits or characters, capitals made small. On SQLite they are in a full-text index (FTS5) and nowhere
else, on PostgreSQL in an inverted one (GIN); neither needs an extension. What they find is looked at again in the words.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Sequence
from itertools import pairwise

from sqlalchemy import bindparam, select, text

from db.prepared import Prepared, inserted
from db.store import Unit
from db.tables import change, searched

MOST = 1_000
"""Changes that an answer names; words that more hold are found by going through the queue itself."""

ASKED = 12
"""Pairs of the words that are asked for: more would not find fewer."""

BESIDE = frozenset({"seek", "seek_data", "seek_idx", "seek_docsize", "seek_config", "ix_searched_pairs"})
"""What revisions make beside the tables: the full-text index and its own tables, or the inverted index."""

BATCH = 500

_SMALL = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
_FTS = text("SELECT change_id FROM seek CROSS JOIN searched ON searched.id = seek.rowid WHERE seek MATCH :pairs LIMIT :most")
_GIN = text("SELECT change_id FROM searched WHERE string_to_array(pairs, ' ') @> string_to_array(:pairs, ' ') LIMIT :most")
_ADD = Prepared(inserted(searched, "id").returning(searched.c.id))
_PUT = text("INSERT INTO seek (rowid, pairs) VALUES (:row, :pairs)")
_TAKE = text("INSERT INTO seek (seek, rowid, pairs) VALUES ('delete', :row, :pairs)")
_LEAVE = searched.delete().where(searched.c.change_id.in_(bindparam("names", expanding=True)))
_WORDS = select(change.c.id, change.c.zone, change.c.old_words, change.c.new_words).order_by(change.c.id)
_HELD = _WORDS.add_columns(searched.c.id.label("row")).join(searched, searched.c.change_id == change.c.id)


def pairs(words: Iterable[str | None]) -> dict[str, None]:
    """The pairs in some words, in the order in which they come."""
    found: dict[str, None] = {}
    for said in words:
        small = (said or "").translate(_SMALL)
        found.update(dict.fromkeys(a + b for a, b in pairwise(small) if a.isalnum() and b.isalnum()))
    return found


def enter(unit: Unit, change_id: str, words: Iterable[str | None]) -> None:
    """Let a change be found by its words: its zone, and those before and after."""
    said = " ".join(pairs(words))
    beside = unit.dialect.name == "sqlite"
    row = _ADD.scalar(unit, {"change_id": change_id, "pairs": None if beside else said})
    if beside:
        unit.execute(_PUT, {"row": row, "pairs": said})


def enter_all(unit: Unit) -> None:
    """Let every change that is held be found, where none can be yet."""
    last = ""
    while rows := unit.execute(_WORDS.where(change.c.id > last).limit(BATCH)).all():
        for row in rows:
            enter(unit, row.id, (row.zone, row.old_words, row.new_words))
        last = rows[-1].id


def leave(unit: Unit, names: Sequence[str]) -> None:
    """Let changes be found no more; they are held still, for a full-text index must be told what it shall forget."""
    for start in range(0, len(names), BATCH):
        batch = list(names[start : start + BATCH])
        if unit.dialect.name == "sqlite":
            held = unit.execute(_HELD.where(change.c.id.in_(batch))).all()
            taken = [{"row": one.row, "pairs": " ".join(pairs((one.zone, one.old_words, one.new_words)))} for one in held]
            unit.execute(_TAKE, taken) if taken else None
        unit.execute(_LEAVE, {"names": batch})


def holding(unit: Unit, words: str) -> list[str] | None:
    """Every change that may hold the words; None when they are more than MOST, or the words hold no pair to look for."""
    asked = list(pairs([words]))
    asked = asked[:: -(-len(asked) // ASKED)] if asked else []
    if not asked:
        return None
    quoted = " ".join(f'"{pair}"' for pair in asked) if unit.dialect.name == "sqlite" else " ".join(asked)
    found = unit.scalars(_FTS if unit.dialect.name == "sqlite" else _GIN, {"pairs": quoted, "most": MOST + 1}).all()
    return list(found) if len(found) <= MOST else None
