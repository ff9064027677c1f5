"""When to look again: 10,000 pages of a made-up site, watched by five policies with the same number of requests.

An edit is seen when a look comes before the next edit of its page; its delay is the time to the next look, seen or
overwritten. Each policy's one knob is turned until it spends the same number of requests as the others.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import inf, sqrt
from time import process_time

from crawler.hazard import Belief, rate, seen, wait_until
from crawler.policy import stake_of
from crawler.prior import Sights, learned
from tests.bench.rows import Row
from tests.bench.world import SitePage, site

PAGES = 10_000
EACH = 30
"""Requests a page, on average: 3,300 a day for the site, a tenth of what one request in three seconds would be."""

TRIAL = 1000
"""Pages on which a knob is turned, taken evenly from the calmest to the liveliest."""

FIRST = 0.02
"""Age in days at which a page is found."""

FLOOR, CEILING = 1 / 96, 14.0

Wait = Callable[[SitePage, float, bool], float]
"""Days to the next look of a page at an age, told whether the look just made showed a change; one for each page."""

Policy = Callable[[float], Callable[[], Wait]]
"""From the knob to a maker of waits."""


@dataclass(frozen=True, slots=True)
class Score:
    """What a policy brought."""

    requests: int
    """Looks made."""

    share: float
    """Share of all edits that were seen."""

    median: float
    """Median delay of an edit in hours."""


def fixed(days: float) -> Callable[[], Wait]:
    """The same wait always."""
    return lambda: lambda _page, _age, _changed: days


def ladder(factor: float) -> Callable[[], Wait]:
    """NewsDiffs' steps by age, stretched: 15 min under 3 h, 1 h under a day, 3 h under a week, 3 d under a month, 30 d under a year."""
    steps = ((1 / 8, 1 / 96), (1, 1 / 24), (7, 1 / 8), (30, 3), (inf, 30))
    return lambda: lambda _page, age, _changed: factor * next(wait for until, wait in steps if age < until)


def adaptive(first: float) -> Callable[[], Wait]:
    """The wait times 1.5 after a look without a change, times 0.5 after one with it."""

    def make() -> Wait:
        wait = [first / 1.5]

        def step(_page: SitePage, _age: float, changed: bool) -> float:
            wait[0] = min(max(wait[0] * (0.5 if changed else 1.5), FLOOR), CEILING)
            return wait[0]

        return step

    return make


def clairvoyant(edits: float) -> Callable[[], Wait]:
    """Knows the true rate of every page at every age: the optimum of edits seen, see crawler/policy.py."""
    return lambda: lambda page, age, _changed: max(page.wait(age, edits, CEILING), FLOOR)


def ours(prior: Belief) -> Policy:
    """crawler/hazard.py and crawler/policy.py as they are, the belief folded look by look."""

    def turned(stake: float) -> Callable[[], Wait]:
        def make() -> Wait:
            belief, last = prior, -1.0

            def step(_page: SitePage, age: float, changed: bool) -> float:
                nonlocal belief, last
                belief = seen(belief, last, age, changed) if last >= 0 else belief
                last = age
                return max(wait_until(belief, age, stake_of(stake, rate(belief, age)), CEILING), FLOOR)

            return step

        return make

    return turned


def watched(page: SitePage, wait: Wait) -> list[float]:
    """Ages at which a page is looked at."""
    looks, age, seen_edits = [], FIRST, bisect_right(page.edits, FIRST)
    changed = False
    while age < page.life:
        looks.append(age)
        age += wait(page, age, changed)
        now = bisect_right(page.edits, age)
        changed, seen_edits = now > seen_edits, now
    return looks


def score(pages: Sequence[SitePage], make: Callable[[], Wait]) -> Score:
    """What a policy brings on a site."""
    requests = caught = 0
    delays: list[float] = []
    for page in pages:
        looks = watched(page, make())
        requests += len(looks)
        for place, edit in enumerate(page.edits):
            at = bisect_left(looks, edit)
            found = looks[at] if at < len(looks) else inf
            delays.append(found - edit)
            caught += found < (page.edits[place + 1] if place + 1 < len(page.edits) else inf)
    delays.sort()
    return Score(requests, caught / len(delays), delays[len(delays) // 2] * 24)


def turned(policy: Policy, pages: Sequence[SitePage], each: float) -> float:
    """The knob at which a policy spends so many requests a page; more of it means fewer."""
    low, high = 1e-3, 60.0
    few = pages[:: max(1, len(pages) // 60)]
    for tried, rounds in ((few, 10), (pages, 5)):
        for _ in range(rounds):
            middle = sqrt(low * high)
            spent = sum(len(watched(page, policy(middle)())) for page in tried)
            low, high = (middle, high) if spent > each * len(tried) else (low, middle)
        if tried is few:
            low, high = low / 1.6, high * 1.6
    return sqrt(low * high)


def sights(pages: Iterable[SitePage], make: Callable[[], Wait]) -> list[Sights]:
    """What was seen of pages, as their looks tell it."""
    told = []
    for page in pages:
        looks = watched(page, make())
        counts = [bisect_right(page.edits, age) for age in looks]
        told.append([(age, place > 0 and counts[place] > counts[place - 1]) for place, age in enumerate(looks)])
    return told


def compared(pages: Sequence[SitePage], past: Sequence[SitePage], each: float) -> dict[str, Score]:
    """Every policy with the same requests; ours also with half of them, and without having learned from the site's past."""
    step = max(1, len(pages) // TRIAL)
    trial = sorted(pages, key=lambda page: (len(page.edits), page.life))[step // 2 :: step]
    before = ours(Belief())
    prior = learned(Belief(), sights(past, before(turned(before, past, each))))
    policies: dict[str, tuple[Policy, float]] = {
        "clairvoyant": (clairvoyant, each),
        "ours": (ours(prior), each),
        "ours, untaught": (before, each),
        "ours, half": (ours(prior), each / 2),
        "x1.5 / x0.5": (adaptive, each),
        "ladder": (ladder, each),
        "fixed": (fixed, each),
    }
    return {name: score(pages, policy(turned(policy, trial, spent))) for name, (policy, spent) in policies.items()}


def measure() -> Iterable[Row]:
    """The policies on the site; and on one that edits at any age, a tenth as large, which is not what a news site does."""
    began = process_time()
    yield from _told("", compared(site(1, PAGES), site(2, 300), EACH))
    yield from _told("steady site: ", compared(site(3, PAGES // 10, steady=True), site(4, 300, steady=True), EACH))
    yield Row(what="the whole simulation", figure=f"{process_time() - began:.0f} s of one processor", goal="< 60 s")


def _told(site_name: str, scores: dict[str, Score]) -> Iterable[Row]:
    best, plain = scores["clairvoyant"], scores["fixed"]
    for name, one in scores.items():
        spent = f"{one.requests:,} requests"
        yield Row(
            what=f"{site_name}{name}: edits seen",
            figure=f"{one.share:.1%}, {spent}",
            reference=f"clairvoyant {best.share:.1%}",
            ratio=one.share / best.share,
            goal=">= 0.90" if name == "ours" else "",
        )
        reference = plain if name == "ours, half" else best
        yield Row(
            what=f"{site_name}{name}: median delay",
            figure=f"{one.median:.1f} h",
            reference=f"{'fixed' if reference is plain else 'clairvoyant'} {reference.median:.1f} h",
            ratio=one.median / reference.median,
            goal={"ours": "<= 1.25", "ours, half": "<= 1.00"}.get(name, ""),
        )
