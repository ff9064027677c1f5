"""A run of a spider in its other forms: from Scrapy's statistics, to the JSON of `crawl --json` and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from db.run import Rest, Run

OUTCOME = "zonewatch/outcome/"


def run_from_stats(source: str, stats: Mapping[str, Any], *, started_at: datetime, finished_at: datetime) -> Run:
    """The run that Scrapy's statistics tell of."""
    return Run(
        source=source,
        started_at=started_at,
        finished_at=finished_at,
        requests=stats.get("downloader/request_count", 0),
        outcomes={name.removeprefix(OUTCOME): count for name, count in sorted(stats.items()) if name.startswith(OUTCOME)},
        new_pages=stats.get("zonewatch/new_pages", 0),
        new_versions=stats.get("zonewatch/new_versions", 0),
        changes=stats.get("zonewatch/changes", 0),
        passed_over=stats.get("zonewatch/passed_over", 0),
    )


def run_from_json(data: Mapping[str, Any]) -> Run:
    """The run back from its JSON; raises KeyError, TypeError or ValueError on anything else."""
    times = {name: datetime.fromisoformat(data[name]) if data[name] else None for name in ("started_at", "finished_at")}
    if times["started_at"] is None:
        raise ValueError("a run has a beginning")
    counts = {name: int(data[name]) for name in ("requests", "new_pages", "new_versions", "changes", "passed_over")}
    return Run(
        source=data["source"],
        started_at=times["started_at"],
        finished_at=times["finished_at"],
        outcomes=dict(data["outcomes"]),
        requests=counts["requests"],
        new_pages=counts["new_pages"],
        new_versions=counts["new_versions"],
        changes=counts["changes"],
        passed_over=counts["passed_over"],
        rests=rests_from_json(data.get("rests", [])),
    )


def rests_from_json(data: Iterable[Mapping[str, Any]]) -> tuple[Rest, ...]:
    """The same back; raises KeyError, TypeError or ValueError on anything else."""
    return tuple(
        Rest(host=one["host"], why=one["why"], until=datetime.fromisoformat(one["until"]) if one["until"] else None) for one in data
    )
