"""The index of searches: which changes may hold some words, found by the pairs of characters in them.

Chinese is written without blanks and its words are mostly two characters long, so pairs find what trigrams miss. A pair is
two neighbouring letters, digits or characters, capitals made small. On SQLite a full-text index (FTS5) of the pairs is kept up
by triggers, on PostgreSQL an inverted one (GIN); neither needs an extension. What they find is looked at again in the words.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Sequence
from itertools import pairwise

from sqlalchemy import bindparam, text

from db.store import Unit
from db.tables import searched

MOST = 1_000
"""Changes that an answer names; words that more hold are found by going through the queue itself."""

ASKED = 12
"""Pairs of the words that are asked for: more would not find fewer."""

BESIDE = frozenset({"seek", "seek_data", "seek_idx", "seek_docsize", "seek_config", "ix_searched_pairs"})
"""What revision 0008 makes beside the tables: the full-text index and its own tables, or the inverted index."""

_SMALL = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
_FTS = text("SELECT change_id FROM seek CROSS JOIN searched ON searched.id = seek.rowid WHERE seek MATCH :pairs LIMIT :most")
_GIN = text("SELECT change_id FROM searched WHERE string_to_array(pairs, ' ') @> string_to_array(:pairs, ' ') LIMIT :most")
_LEAVE = searched.delete().where(searched.c.change_id.in_(bindparam("names", expanding=True)))


def pairs(words: Iterable[str | None]) -> dict[str, None]:
    """The pairs in some words, in the order in which they come."""
    found: dict[str, None] = {}
    for said in words:
        small = (said or "").translate(_SMALL)
        found.update(dict.fromkeys(a + b for a, b in pairwise(small) if a.isalnum() and b.isalnum()))
    return found


def enter(unit: Unit, change_id: str, words: Iterable[str | None]) -> None:
    """Let a change be found by its words."""
    unit.execute(searched.insert().values(change_id=change_id, pairs=" ".join(pairs(words))))


def leave(unit: Unit, names: Sequence[str]) -> None:
    """Let changes be found no more."""
    if names:
        unit.execute(_LEAVE, {"names": list(names)})


def holding(unit: Unit, words: str) -> list[str] | None:
    """Every change that may hold the words; None when they are more than MOST, or the words hold no pair to look for."""
    asked = list(pairs([words]))
    asked = asked[:: -(-len(asked) // ASKED)] if asked else []
    if not asked:
        return None
    quoted = " ".join(f'"{pair}"' for pair in asked) if unit.dialect.name == "sqlite" else " ".join(asked)
    found = unit.scalars(_FTS if unit.dialect.name == "sqlite" else _GIN, {"pairs": quoted, "most": MOST + 1}).all()
    return list(found) if len(found) <= MOST else None
