"""`make bench`: speed as ratios against a reference measured in the same run; never a test, for machines differ.

A benchmark is a module of this folder with a function `measure() -> Iterable[Row]`; it is found by where it
lies. `python -m tests.bench NAME…` runs only those named.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Callable, Iterable

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from tests import bench
from tests.bench.rows import Row

Measure = Callable[[], Iterable[Row]]


def main(names: list[str]) -> int:
    """Run the benchmarks named, or all, and print one table; gives 1 when a name is unknown."""
    found = benchmarks()
    unknown = [name for name in names if name not in found]
    if unknown:
        sys.stderr.write(f"no benchmark is named {', '.join(unknown)}: there are {', '.join(found)}\n")
        return 1
    table = Table("Benchmark", "Measured", "Figure", "Reference", "Ratio", "Goal", box=SIMPLE_HEAD)
    for name in names or list(found):
        for row in found[name]():
            table.add_row(name, row.what, row.figure, row.reference, "" if row.ratio is None else f"{row.ratio:.2f}", row.goal)
    Console(width=150).print(table)
    return 0


def benchmarks() -> dict[str, Measure]:
    """Every benchmark by the name of its module."""
    names = sorted(info.name for info in pkgutil.iter_modules(bench.__path__) if info.name not in ("__main__", "rows"))
    modules = {name: importlib.import_module(f"tests.bench.{name}") for name in names}
    return {name: module.measure for name, module in modules.items() if hasattr(module, "measure")}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
