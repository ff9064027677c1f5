"""How many edits a page is to be expected to have had: a belief about its rate, folded over its own looks. Pure.

Three things make edits come: youth, when mistakes are found and stories go on (a chance that falls as 1 / age: no time
scale is known beforehand, and under it equal ratios of age are equally rich in edits); an edit just made, as one hand at
work may return (a chance that falls as 1 / time since then); and an even background. How strong each is on one page is not
known: they are Gamma variables, conjugate to the counts of a Poisson process. A look that shows nothing new adds its
exposure. A look that shows a change says "one edit or more"; what that leaves is no Gamma again but has its first two
moments in closed form, and the Gamma with those moments takes its place (assumed density filtering; without it many edits
between two looks would count as one, the bias that Cho and Garcia-Molina, "Estimating frequency of change", ACM TOIT 3(3),
2003, correct). Time is in days.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import expm1, inf, log1p

YOUTH = 1 / 24
"""Days below which an age makes no difference: who corrects a headline does so within the hour."""

STEPS = 60
NEAR = 1e-6


@dataclass(frozen=True, slots=True)
class Gamma:
    """A belief about the strength of one cause of edits."""

    shape: float
    """How much is known, in edits."""

    exposure: float
    """How much was watched, in the cause's own time."""

    @property
    def mean(self) -> float:
        """Edits to be expected per unit of the cause's own time."""
        return self.shape / self.exposure


@dataclass(frozen=True, slots=True)
class Belief:
    """What is believed of one page."""

    early: Gamma = Gamma(0.4, 1.2)
    """Edits that youth brings, per e-fold of age. A third of an edit per e-fold is two in the first month, which is what
    large collections of news revisions show (Spangher et al., "NewsEdits", NAACL 2022: 4.6 million versions of 1.2
    million articles); the shape below one says that most pages have none and a few have many."""

    again: Gamma = Gamma(0.02, 2.0)
    """Edits that an edit brings, per e-fold of the time since it was seen: hardly any, until a page shows otherwise."""

    even: Gamma = Gamma(0.25, 50.0)
    """Edits that come at any age, per day: one in 200 days, and hardly anything known."""

    edited: float = -inf
    """Age at which the latest edit was seen; minus infinity before the first."""


def spans(belief: Belief, start: float, end: float) -> tuple[float, float, float]:
    """The own time of each cause between two ages: youth, the edit before, the even background."""
    long = end - start
    return (log1p(long / (start + YOUTH)), log1p(long / (start - belief.edited + YOUTH)), long)


def expected(belief: Belief, start: float, end: float) -> float:
    """Edits to be expected between two ages in days."""
    early, again, even = spans(belief, start, end)
    return belief.early.mean * early + belief.again.mean * again + belief.even.mean * even


def seen(belief: Belief, start: float, end: float, changed: bool) -> Belief:
    """The belief after a look at age `end` that showed, or did not show, something new since the one at `start`."""
    if end <= start:
        return replace(belief, edited=end) if changed else belief
    causes = tuple(zip((belief.early, belief.again, belief.even), spans(belief, start, end), strict=True))
    if not changed:
        early, again, even = (Gamma(gamma.shape, gamma.exposure + span) for gamma, span in causes)
        return Belief(early, again, even, belief.edited)
    whole = sum(gamma.mean * span for gamma, span in causes)
    early, again, even = (_stirred(gamma, span, gamma.mean * span / whole) for gamma, span in causes)
    return Belief(early, again, even, end)


def told(belief: Belief, sights: Sequence[tuple[float, bool]]) -> Belief:
    """The belief after looks given as age in days and whether something new was seen; the first only begins the watch."""
    for (start, _), (end, changed) in pairwise(sights):
        belief = seen(belief, start, end, changed)
    return belief


def rate(belief: Belief, age: float) -> float:
    """Edits a day to be expected at an age in days."""
    return belief.early.mean / (age + YOUTH) + belief.again.mean / (age - belief.edited + YOUTH) + belief.even.mean


def wait_until(belief: Belief, age: float, edits: float, most: float) -> float:
    """Days after `age` until so many edits are to be expected; `most` when it would be longer.

    Newton's method: the expectation is concave in time, so the steps come from below and never go too far.
    """
    if expected(belief, age, age + most) <= edits:
        return most
    wait = 0.0
    for _ in range(STEPS):
        step = (edits - expected(belief, age, age + wait)) / rate(belief, age + wait)
        wait += step
        if step <= NEAR * wait:
            break
    return wait


def _stirred(gamma: Gamma, span: float, share: float) -> Gamma:
    """The Gamma nearest to: with chance `share` this cause brought an edit or more within `span`, else it brought none."""
    if span <= NEAR * gamma.exposure:
        return gamma
    shape, before, after = gamma.shape, gamma.exposure, gamma.exposure + span
    fold = log1p(span / before)
    some = -expm1(-shape * fold)
    first = share * shape / before * -expm1(-(shape + 1) * fold) / some + (1 - share) * shape / after
    rising = shape * (shape + 1)
    second = share * rising / before**2 * -expm1(-(shape + 2) * fold) / some + (1 - share) * rising / after**2
    spread = second - first**2
    return Gamma(first**2 / spread, first / spread)
