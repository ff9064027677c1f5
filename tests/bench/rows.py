"""What a benchmark gives: rows of one table, each with the reference it was measured against in the same run."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One figure."""

    what: str
    """What was measured."""

    figure: str
    """The figure with its unit."""

    reference: str = ""
    """What it is compared with, and that figure; empty when there is none."""

    ratio: float | None = None
    """Figure over reference; None when there is no reference."""

    goal: str = ""
    """What is aimed at."""


def best(work: Callable[[], object], *, rounds: int = 5) -> float:
    """Seconds of the fastest of some rounds: the one that was disturbed least."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)
