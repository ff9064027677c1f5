"""A made-up news site whose edits are known: pages that come in over two months, each with its own silent edits.

Edits of a page are a Poisson process: `early` of them spread over its age by a power law (1 + age / c)^-1.2 with c of one
to seven hours, so that most come within the first day and some after weeks, and an even background. How lively a page is
comes from a log-normal law with a heavy tail (sigma 1.4: the liveliest hundredth has a quarter of all edits). On average a
page has three to four edits and three in ten have none, near the 2.8 further versions an article of Spangher et al.,
"NewsEdits" (NAACL 2022). The power law is not the law that crawler/hazard.py believes in (1 / age), nor is the log-normal
its Gamma: a policy that needs its own assumptions to be true would fail here. Times are in days.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

ARRIVALS = 60.0
"""Days in which pages appear."""

END = 90.0
"""Day on which the watch ends."""

POWER = 1.2
CHARACTERS = (0.05, 0.1, 0.3)
"""c of the power law, in days."""


@dataclass(frozen=True, slots=True)
class SitePage:
    """One page with everything that only a clairvoyant knows."""

    life: float
    """Days from its publication to the end of the watch."""

    early: float
    """Strength of its early edits."""

    c: float
    """Time scale of its youth."""

    even: float
    """Edits a day at any age."""

    edits: tuple[float, ...] = ()
    """Ages at which it was edited."""

    def until(self, age: float) -> float:
        """Edits to be expected up to an age."""
        return self.early * (1 - (1 + age / self.c) ** (1 - POWER)) / (POWER - 1) + self.even * age

    def rate(self, age: float) -> float:
        """Edits a day to be expected at an age."""
        return self.early * (1 + age / self.c) ** -POWER / self.c + self.even

    def wait(self, age: float, edits: float, most: float) -> float:
        """Days after `age` until so many edits are to be expected, by Newton's method from below."""
        begun = self.until(age)
        if self.until(age + most) - begun <= edits:
            return most
        wait = 0.0
        for _ in range(50):
            step = (edits - self.until(age + wait) + begun) / self.rate(age + wait)
            wait += step
            if step < 1e-5 * wait:
                break
        return wait


def site(seed: int, count: int, *, steady: bool = False) -> list[SitePage]:
    """So many pages of a seed; `steady` makes a site that edits at any age rather than early."""
    chance = random.Random(seed)
    return [_edited(_page(chance, steady), chance.expovariate) for _ in range(count)]


def _page(chance: random.Random, steady: bool) -> SitePage:
    early, even = (-2.0, -4.0) if steady else (-1.0, -6.5)
    return SitePage(
        life=END - chance.uniform(0, ARRIVALS),
        early=chance.lognormvariate(early, 1.4),
        c=chance.choice(CHARACTERS),
        even=chance.lognormvariate(even, 1.5),
    )


def _edited(page: SitePage, gap: Callable[[float], float]) -> SitePage:
    ages, age = [], page.wait(0.0, gap(1.0), END)
    while age < page.life:
        ages.append(age)
        age += page.wait(age, gap(1.0), END)
    return SitePage(life=page.life, early=page.early, c=page.c, even=page.even, edits=tuple(ages))
