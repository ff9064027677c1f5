"""What a correct watcher records of the replay, read from `expected.toml`; tests compare their run with it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

MANIFEST = Path(__file__).parent / "expected.toml"


@dataclass(frozen=True, kw_only=True, slots=True)
class ExpectedChange:
    """One change that must be recorded, or, when minor, may be."""

    source: str
    """thepaper or finews."""

    key: str
    """contId or infoCode."""

    day: int
    """Day of the run that must record it."""

    kind: str
    """Kind of change."""

    zone: str | None = None
    """Name of the zone the claim is about; None for a change of the page."""

    before: str | None = None
    """Words of the evidence (or the title) before; None when it appeared."""

    after: str | None = None
    """The same after; None when it was withdrawn."""

    before_time: str | None = None
    """Words of the deadline before, where it is the deadline that moved."""

    after_time: str | None = None
    """The same after."""

    minor: bool = False
    """True when it may be left out, and must not be recorded as anything graver."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ExpectedRelation:
    """A relation that must be found on the days named, and on no other."""

    source: str
    """thepaper or finews."""

    key: str
    """contId or infoCode."""

    kind: str
    """Name of the relation."""

    words: str
    """Words of the claim's evidence."""

    days: tuple[int, ...]
    """When it holds."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Expected:
    """The whole manifest."""

    base_date: date
    """Day 0."""

    days: int
    """Number of days."""

    changes: tuple[ExpectedChange, ...]
    """By day."""

    relations: tuple[ExpectedRelation, ...]
    """Across articles and against deadlines."""

    outcomes: dict[tuple[str, str, int], tuple[str, ...]]
    """(source, key, day) to the outcomes its capture may have, where that is not ok."""

    quiet: dict[tuple[str, str, int], str]
    """(source, key, day) on which nothing must be recorded, and why."""

    versions: dict[tuple[str, str], int]
    """(source, key) to the number of versions in the end."""


def load_expected(path: Path = MANIFEST) -> Expected:
    """The manifest; KeyError or TypeError names a wrong entry."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return Expected(
        base_date=data["base_date"],
        days=data["days"],
        changes=tuple(ExpectedChange(**item) for item in data["change"]),
        relations=tuple(ExpectedRelation(**{**item, "days": tuple(item["days"])}) for item in data["relation"]),
        outcomes={(item["source"], item["key"], day): tuple(item["outcome"]) for item in data["outcome"] for day in item["days"]},
        quiet={(item["source"], item["key"], day): item["why"] for item in data["quiet"] for day in item["days"]},
        versions={(item["source"], item["key"]): item["count"] for item in data["versions"]},
    )
