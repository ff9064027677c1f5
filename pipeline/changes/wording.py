"""Tell which statements were merely put in other words, and report one rewording once.

A statement whose neighbour in the same clause was changed has not been reworded by that: the figures of neighbours
are masked, and what a graver change already explains is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from db.claim import Claim
from pipeline.changes.alignment import plain
from pipeline.changes.pairing import Pair
from pipeline.changes.spans import SpanIndex

Explained = SpanIndex[object]
"""Stretches of one side's clean body in which something graver was found."""


def rewordings(
    equal: Iterable[Pair], old_claims: Sequence[Claim], new_claims: Sequence[Claim], explained: tuple[Explained, Explained]
) -> list[Pair]:
    """Of pairs without any other change those whose evidence reads otherwise; of several that share words the first."""
    old_values, new_values = _values(old_claims), _values(new_claims)
    result: list[Pair] = []
    done = 0
    for pair in sorted(equal, key=lambda pair: pair.before.evidence.start):
        before, after = pair.before.evidence, pair.after.evidence
        clear = not explained[0].overlapping(before.start, before.end) and not explained[1].overlapping(after.start, after.end)
        if before.start >= done and clear and _masked(pair.before, old_values) != _masked(pair.after, new_values):
            result.append(pair)
            done = before.end
    return result


def _values(claims: Iterable[Claim]) -> SpanIndex[Claim]:
    return SpanIndex((claim.value.start, claim.value.end, claim) for claim in claims if claim.value)


def _masked(claim: Claim, values: SpanIndex[Claim]) -> str:
    """The evidence without signs and without the figures of other claims."""
    evidence, own = claim.evidence, claim.value
    words, done = [], evidence.start
    for other in values.overlapping(evidence.start, evidence.end):
        value = other.value
        if value is None or (own and (value.start, value.end) == (own.start, own.end)) or value.start < done:
            continue
        words.append(evidence.text[done - evidence.start : value.start - evidence.start])
        done = value.end
    words.append(evidence.text[done - evidence.start :])
    return "□".join(map(plain, words))
