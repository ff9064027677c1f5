"""Notice a figure that changed in an edited sentence although no claim was read there.

The safety net under the reading of claims: what the rules cannot read yet, a person still gets to see.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from db.claim import Claim
from pipeline.canonical import canonical
from pipeline.changes.alignment import Alignment, Place
from pipeline.changes.kinds import stated
from pipeline.changes.spans import SpanIndex
from pipeline.claims.fold import fold
from pipeline.claims.numerals import ARABIC, HAN, number
from pipeline.diff.tokens import token_diff
from pipeline.diff.words import words

_FIGURE = re.compile(rf"{ARABIC}[十百千万亿]*+|{HAN}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """A piece of text with its numbers."""

    text: str
    """The piece as printed: number, unit, hedge."""

    start: int
    """Where it begins in the clean body."""

    numbers: tuple[Decimal | None, ...]
    """Its numbers in order; None where one cannot be read."""

    @property
    def end(self) -> int:
        """One past its last code point."""
        return self.start + len(self.text)

    @property
    def single(self) -> Decimal | None:
        """Its number when it has just one."""
        return self.numbers[0] if len(self.numbers) == 1 else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Swap:
    """One figure that took the place of another."""

    before: Figure
    """The figure before."""

    after: Figure
    """The figure after."""

    place: Place
    """The sentences it stands in."""

    @property
    def kind(self) -> str:
        """`number_changed`, with the direction where both are a single number."""
        old, new = self.before.single, self.after.single
        if old is None or new is None or old == new:
            return "number_changed"
        return "number_changed:raised" if new > old else "number_changed:lowered"


def swaps(places: Sequence[Place], old_read: SpanIndex[object], new_read: SpanIndex[object]) -> list[Swap]:
    """Figures replaced by other numbers in edited sentences, except where either stands in a stretch already read."""
    found = [swap for place in places if place.old and place.new and not place.same for swap in _in_place(place)]
    return [
        swap
        for swap in found
        if not old_read.overlapping(swap.before.start, swap.before.end) and not new_read.overlapping(swap.after.start, swap.after.end)
    ]


def readings(claims: Iterable[Claim], alignment: Alignment, *, after: bool) -> Iterator[tuple[int, int, None]]:
    """Stretches of one side in which claims read their figures: values, metrics, words of times that are compared."""
    for claim in claims:
        if claim.value:
            yield claim.value.start, claim.value.end, None
        if claim.metric.start is not None and claim.metric.end is not None:
            yield claim.metric.start, claim.metric.end, None
        if stated(claim.time) is None:
            continue
        if claim.time.span:
            yield *claim.time.span, None
        elif claim.time.surface:
            # An inherited time has no place of its own; where its words stand in the sentence, they were read.
            for place in alignment.places_at(claim.evidence.start, claim.evidence.end, after=after):
                span, words_there = (place.new_span, place.new_words) if after else (place.old_span, place.old_words)
                at = words_there.find(claim.time.surface)
                if at >= 0:
                    yield span[0] + at, span[0] + at + len(claim.time.surface), None


def _in_place(place: Place) -> Iterator[Swap]:
    old, new = place.old_span[0], place.new_span[0]
    removed: list[Figure] = []
    added: list[Figure] = []
    for sign, text in (*token_diff(place.old_words, place.new_words), ("=", "")):
        if sign == "=":
            yield from _matched(removed, added, place)
            removed, added = [], []
        elif sign == "-":
            removed = list(_figures(text, old))
        else:
            added = list(_figures(text, new))
        old += len(text) if sign != "+" else 0
        new += len(text) if sign != "-" else 0


def _matched(removed: Sequence[Figure], added: Sequence[Figure], place: Place) -> Iterator[Swap]:
    for before, after in zip(removed, added, strict=False):
        if before.numbers != after.numbers and canonical(before.text) != canonical(after.text):
            yield Swap(before=before, after=after, place=place)


def _figures(text: str, offset: int) -> Iterator[Figure]:
    for piece in words(text):
        found = _FIGURE.findall(fold(piece)) if piece[0] not in "“‘「《" else []
        if found:
            yield Figure(text=piece, start=offset, numbers=tuple(number(figure) for figure in found))
        offset += len(piece)
