"""Notice that a figure still stands although its statement is no longer read, or stood before it was.

A rewording can take a sentence beyond what the rules read. While the figure is in the sentence that took the place of the
old one, and no other statement uses it, calling the statement withdrawn would be wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from db.claim import Claim
from pipeline.changes.alignment import Alignment
from pipeline.changes.pairing import Pairing
from pipeline.changes.spans import SpanIndex
from pipeline.claims.fold import fold


def settled(pairing: Pairing, old_claims: Sequence[Claim], new_claims: Sequence[Claim], alignment: Alignment) -> Pairing:
    """The pairing with those lone claims set apart whose figure stands unread in the aligned sentences of the other side."""
    old_read, new_read = _figures(old_claims), _figures(new_claims)
    gone = [(claim, _stands(claim, new_read, alignment, after=False)) for claim in pairing.gone]
    fresh = [(claim, _stands(claim, old_read, alignment, after=True)) for claim in pairing.fresh]
    unread = [(claim, None) for claim, stands in gone if stands] + [(None, claim) for claim, stands in fresh if stands]
    return replace(
        pairing,
        gone=tuple(claim for claim, stands in gone if not stands),
        fresh=tuple(claim for claim, stands in fresh if not stands),
        unread=tuple(unread),
    )


def _figures(claims: Iterable[Claim]) -> SpanIndex[None]:
    return SpanIndex((claim.value.start, claim.value.end, None) for claim in claims if claim.value)


def _stands(claim: Claim, read: SpanIndex[None], alignment: Alignment, *, after: bool) -> bool:
    if claim.value is None or claim.value.num is None:
        return False
    figure = re.compile(rf"(?<![\d.,]){re.escape(fold(claim.value.surface))}")
    for place in alignment.places_at(claim.evidence.start, claim.evidence.end, after=after):
        words, (offset, _) = (place.old_words, place.old_span) if after else (place.new_words, place.new_span)
        for found in figure.finditer(fold(words)):
            if not read.overlapping(offset + found.start(), offset + found.end()):
                return True
    return False
