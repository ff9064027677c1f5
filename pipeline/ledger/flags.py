"""What one article says that does not go together: notes for the reader, never changes.

Later stages must not outnumber earlier ones (引进 ≥ 落地 ≥ 投产), what was added must not exceed the whole, and what is told
as still to come must not lie in the past.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import permutations

from db.claim import Claim
from pipeline.ledger.intervals import interval
from pipeline.ledger.parts import is_increment_of, is_stage_of

MOST = 200
"""Counting claims of one article that are laid side by side."""

_TO_COME = frozenset({"planned", "target", "commitment"})
_DATED = frozenset({"deadline", "period", "point"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Flag:
    """One inconsistency of an article."""

    name: str
    """`stages_reversed`, `increment_exceeds_total` or `past_called_future`."""

    claims: tuple[Claim, ...]
    """The claims it rests on, in the order of the sentence below."""

    words: str
    """What does not go together, for people."""


def flags(claims: Sequence[Claim], published: date | None) -> tuple[Flag, ...]:
    """Everything in the claims of one article that does not go together; without a day of publication only the figures."""
    counted = [claim for claim in claims if claim.value][:MOST]
    return (*(found for a, b in permutations(counted, 2) if (found := _figures(a, b))), *_too_late(claims, published))


def _figures(a: Claim, b: Claim) -> Flag | None:
    one, other = interval(a.value), interval(b.value)
    if one is None or other is None or a.value is None or b.value is None:
        return None
    if is_stage_of(a, b) and one.before(other):
        words = f"{b.predicate.name} {b.value.surface} is more than {a.predicate.name} {a.value.surface}, of the same {a.metric.canon}"
        return Flag(name="stages_reversed", claims=(a, b), words=words)
    if is_increment_of(a, b) and other.before(one):
        words = f"{a.value.surface} were added, and altogether there are {b.value.surface} {b.metric.canon}"
        return Flag(name="increment_exceeds_total", claims=(a, b), words=words)
    return None


def _too_late(claims: Sequence[Claim], published: date | None) -> Iterator[Flag]:
    for claim in claims:
        time = claim.time
        if published and claim.modality.name in _TO_COME and time.role in _DATED and time.end and time.end < published:
            words = (
                f"told as still to come, and {time.surface or time.end} ended on {time.end}, before the day of publication ({published})"
            )
            yield Flag(name="past_called_future", claims=(claim,), words=words)
