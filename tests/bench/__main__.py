"""`make bench`: speed as ratios against a reference measured in the same run; never a test, for machines differ.

A benchmark is a module of this folder with a function `measure() -> Iterable[Row]`; it is found by where it
lies. `python -m tests.bench NAME…` runs only those named, `--record` keeps what they gave (see history.py).
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from tests import bench
from tests.bench.history import before, keep
from tests.bench.rows import Row

Measure = Callable[[], Iterable[Row]]


def main(words: list[str]) -> int:
    """Run the benchmarks named, or all, and print one table; gives 1 when a name is unknown."""
    names = [word for word in words if word != "--record"]
    found = benchmarks()
    unknown = [name for name in names if name not in found]
    if unknown:
        sys.stderr.write(f"no benchmark is named {', '.join(unknown)}: there are {', '.join(found)}\n")
        return 1
    load = os.getloadavg()[0]
    rows = {name: _measured(name, found[name]) for name in names or list(found)}
    Console(width=165).print(_table(rows))
    if "--record" in words:
        keep(rows, datetime.now(UTC).date(), load)
    return 0


def benchmarks() -> dict[str, Measure]:
    """Every benchmark by the name of its module."""
    names = sorted(info.name for info in pkgutil.iter_modules(bench.__path__) if info.name != "__main__")
    modules = {name: importlib.import_module(f"tests.bench.{name}") for name in names}
    return {name: module.measure for name, module in modules.items() if hasattr(module, "measure")}


def _measured(name: str, measure: Measure) -> list[Row]:
    """The rows of one benchmark; each is told on standard error as it comes, for the whole takes minutes."""
    rows = []
    sys.stderr.write(f"{name} …\n")
    for row in measure():
        rows.append(row)
        sys.stderr.write(f"  {row.what}: {row.figure}\n")
    return rows


def _table(rows: dict[str, list[Row]]) -> Table:
    table = Table("Benchmark", "Measured", "Figure", "Reference", "Ratio", "Before", "Goal", box=SIMPLE_HEAD)
    for name, those in rows.items():
        for row in those:
            ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
            table.add_row(name, row.what, row.figure, row.reference, ratio, before(name, row), row.goal)
    return table


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
