"""What the benchmarks gave, run by run: one line each in history.jsonl, and the last of them as the table in the README.

Only whole runs on a quiet machine are worth keeping (`make bench-record`); the ratios can be compared between machines, the
plain figures only on one.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tests.bench.rows import Row
from tests.readme import README, with_part

HISTORY = Path(__file__).with_name("history.jsonl")
BEGIN, END = "<!-- figures: written by `make bench-record` -->", "<!-- end of figures -->"


@dataclass(frozen=True, kw_only=True, slots=True)
class Recorded:
    """One run of the benchmarks."""

    on: str
    """The day, as YYYY-MM-DD."""

    machine: str
    """How many cores of what, and which Python."""

    load: float
    """The machine's mean load of the last minute when the run began; above the number of cores the figures are too slow."""

    rows: dict[str, list[Row]]
    """By name of the benchmark."""


def recorded() -> tuple[Recorded, ...]:
    """Every run kept, oldest first."""
    lines = HISTORY.read_text(encoding="utf-8").splitlines() if HISTORY.exists() else []
    return tuple(_run(json.loads(line)) for line in lines)


def keep(rows: Mapping[str, Sequence[Row]], on: date, load: float) -> None:
    """Append a run, and write it into the README; benchmarks that this run left out keep the rows they had."""
    former = recorded()[-1].rows if recorded() else {}
    machine = f"{os.cpu_count()} cores {platform.machine()}, Python {platform.python_version()}"
    merged = {**former, **{name: list(those) for name, those in rows.items()}}
    run = Recorded(on=on.isoformat(), machine=machine, load=round(load, 1), rows=dict(sorted(merged.items())))
    with HISTORY.open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(run), ensure_ascii=False) + "\n")
    README.write_text(written(README.read_text(encoding="utf-8")), encoding="utf-8")


def written(readme: str) -> str:
    """The README with the last run's table; as it is, where no run was kept."""
    if not recorded():
        return readme
    last = recorded()[-1]
    told = f"Printed on {last.on} ({last.machine}, load {last.load} at the start):"
    return with_part(readme, BEGIN, END, f"{told}\n\n{table(last.rows)}")


def before(name: str, row: Row) -> str:
    """What the last run kept gave for the same: its ratio, or its figure where there is none; empty for something new."""
    for run in reversed(recorded()):
        for held in run.rows.get(name, ()):
            if held.what == row.what:
                return held.figure if held.ratio is None else f"{held.ratio:.2f}"
    return ""


def table(rows: Mapping[str, Sequence[Row]]) -> str:
    """Rows as Markdown."""
    lines = ["| | measured | figure | reference | ratio | goal |", "|---|---|---|---|---|---|"]
    for name, those in rows.items():
        for row in those:
            ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
            cells = (name, row.what, row.figure, row.reference, ratio, row.goal)
            lines.append("| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |")
    return "\n".join(lines)


def _run(held: dict[str, Any]) -> Recorded:
    rows = {name: [Row(**row) for row in those] for name, those in held["rows"].items()}
    return Recorded(on=held["on"], machine=held["machine"], load=held["load"], rows=rows)
