"""Recognise one edit that was made on many pages: a renamed office or a corrected figure is one piece of news, not fifty.

An edit is known by its kind and by the words it took out and put in; what stood around them is masked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace

from db.records import Change, RecordedChange
from pipeline.canonical import canonical
from pipeline.diff.tokens import token_diff

FEWEST = 3
"""Pages from which on the same edit is told once."""


def group_of(change: Change) -> str:
    """16 hexadecimal digits that the same edit has on every page; words that only came or went count as a whole."""
    old, new = canonical(change.old_words or ""), canonical(change.new_words or "")
    touched = [sign + words for sign, words in token_diff(old, new) if sign != "="]
    return hashlib.sha256("|".join((change.kind, *touched)).encode()).hexdigest()[:16]


def told_once(changes: Sequence[RecordedChange]) -> list[RecordedChange]:
    """The changes in their order, of the same edit on `FEWEST` pages or more only the first, which says on how many."""
    pages: dict[str, set[int]] = {}
    for one in changes:
        pages.setdefault(one.change.group, set()).add(one.page)
    return [_counted(one, len(pages[one.change.group])) for one in _first_of_each(changes, pages)]


def _first_of_each(changes: Iterable[RecordedChange], pages: dict[str, set[int]]) -> Iterable[RecordedChange]:
    told: set[str] = set()
    for one in changes:
        many = one.change.group and len(pages[one.change.group]) >= FEWEST
        if not many or one.change.group not in told:
            yield one
        told.add(one.change.group)


def _counted(one: RecordedChange, pages: int) -> RecordedChange:
    if not one.change.group or pages < FEWEST:
        return one
    return replace(one, change=replace(one.change, reasons=(*one.change.reasons, f"the same edit on {pages} pages")))
