"""What is to be expected of a page nothing is known of yet: learned from the site's own pages (empirical Bayes).

How often an outlet edits its articles, and whether it does so early or at any age, differs from site to site by more than
any one page can teach in time. Each cause's mean is the pooled count over the pooled exposure; hazard.py's own mean counts
for a few edits, and its shapes stay (fitting them as well made the simulation of tests/bench/policy.py worse: looks are
made where edits are expected, so the pages one knows much of are alike).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import expm1

from crawler.hazard import Belief, Gamma, seen, spans
from crawler.policy import sights
from db.sightings import recent_sightings
from db.store import Unit
from pipeline.timeline import looks

PAGES = 300
"""Pages learned from: the latest ones of the site."""

ROUNDS = 3
"""Which cause an edit came from depends on the belief sought; so often it is sought anew."""

MEAN_WEIGHT = 5.0
"""Edits that hazard.py's own means count for."""

Sights = Sequence[tuple[float, bool]]
"""A page's looks as age in days and whether something new was seen."""


@dataclass(slots=True)
class Count:
    """What one page tells of one cause."""

    edits: float = 0.0
    exposure: float = 0.0


def prior_of(unit: Unit, source: str) -> Belief:
    """The belief a source's latest pages teach."""
    told = recent_sightings(unit, source, PAGES)
    return learned(Belief(), [sights(looks(sightings), published) for sightings, published in told])


def learned(before: Belief, histories: Iterable[Sights]) -> Belief:
    """The belief that many pages' looks teach of the next page of their site. Pure."""
    held = list(histories)
    belief = before
    for _ in range(ROUNDS):
        counts = [_counted(belief, history) for history in held]
        early, again, even = (
            _fitted(gamma, [count[place] for count in counts]) for place, gamma in enumerate((before.early, before.again, before.even))
        )
        belief = Belief(early, again, even)
    return belief


def _counted(belief: Belief, history: Sights) -> tuple[Count, Count, Count]:
    counts = (Count(), Count(), Count())
    for (start, _), (end, changed) in pairwise(history):
        if end <= start:
            continue
        parts = []
        for count, gamma, span in zip(counts, (belief.early, belief.again, belief.even), spans(belief, start, end), strict=True):
            count.exposure += span
            parts.append(gamma.mean * span)
        if changed:
            whole = sum(parts)
            edits = whole / -expm1(-whole)  # to be expected when there was one or more
            for count, part in zip(counts, parts, strict=True):
                count.edits += edits * part / whole
        belief = seen(belief, start, end, changed)
    return counts


def _fitted(before: Gamma, counts: Sequence[Count]) -> Gamma:
    edits, exposure = sum(count.edits for count in counts), sum(count.exposure for count in counts)
    mean = (edits + MEAN_WEIGHT) / (exposure + MEAN_WEIGHT / before.mean)
    return Gamma(before.shape, before.shape / mean)
