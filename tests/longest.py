"""The files that took longest in the last run come first, so that no worker is left with a long one while the other is done.

Tests of a file stay together and in their order, for they share what its fixtures build.
"""

from __future__ import annotations

from collections import defaultdict

import pytest

PLACE = "zonewatch/seconds"
"""Where pytest's cache keeps the seconds of each file."""

UNKNOWN = 30.0
"""Seconds that a file is taken to need which was never run: rather too early than too late."""

_seconds: dict[str, float] = defaultdict(float)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the files in order; every worker finds the same one, for all read the same cache."""
    cache = getattr(config, "cache", None)  # None where `-p no:cacheprovider` was given
    known = cache.get(PLACE, {}) if cache else {}
    items.sort(key=lambda item: -known.get(file_of(item.nodeid), UNKNOWN))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add up what each file takes, its fixtures included."""
    _seconds[file_of(report.nodeid)] += report.duration


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Keep it for the next run; of workers only the one that hears of all tests writes."""
    cache = getattr(session.config, "cache", None)
    if cache and not hasattr(session.config, "workerinput"):
        cache.set(PLACE, {**cache.get(PLACE, {}), **{name: round(taken, 1) for name, taken in _seconds.items()}})


def file_of(nodeid: str) -> str:
    """The file of a test."""
    return nodeid.partition("::")[0]
