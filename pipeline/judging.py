"""Saying what one thinks of a change: the rules every door keeps (desk, programs, command line)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from db.errors import ZonewatchError
from db.records import Review
from db.standing import NOTE, UNDONE, standing
from db.store import Unit
from db.verdicts import add_reviews, reviews_of


class NothingSaid(ZonewatchError):
    """A remark needs words: write something in the field of the note."""


class NothingToTakeBack(ZonewatchError):
    """No verdict of {name} stands on this change: there is nothing to take back."""


def judge(unit: Unit, said: Review, *, of: Iterable[str] = ()) -> None:
    """Append what somebody says of a change, and of those of its group.

    Raises NothingSaid for a remark without words, NothingToTakeBack where none of their verdicts stands.
    """
    if said.verdict == NOTE and not said.note.strip():
        raise NothingSaid
    if said.verdict == UNDONE and said.by not in {one.by for one in standing(reviews_of(unit, [said.change]).get(said.change, ()))}:
        raise NothingToTakeBack(name=said.by)
    changes = dict.fromkeys((said.change, *of))
    add_reviews(unit, [replace(said, change=one, note=said.note.strip()) for one in changes])
