"""`make gate`: quality figures against their floors; exit status 1 when one is below.

A measure is a module of this folder with a function `figures() -> dict[str, float]`, found by where it lies; its floors
stand in `floors.toml` under its name. A floor only rises. `python -m tests.gate NAME…` runs only those named.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from tests import gate

FLOORS = Path(__file__).with_name("floors.toml")


def main(names: list[str]) -> int:
    """Measure, print one table, and give 1 when a figure is below its floor or was not measured."""
    floors = tomllib.loads(FLOORS.read_text(encoding="utf-8"))
    found = measures()
    unknown = [name for name in names if name not in found]
    if unknown:
        sys.stderr.write(f"no measure is named {', '.join(unknown)}: there are {', '.join(found)}\n")
        return 1
    table = Table("Measure", "Figure", "Value", "Floor", box=SIMPLE_HEAD)
    below = 0
    for name in names or list(found):
        own, values = floors.get(name, {}), found[name]()
        for figure in dict.fromkeys((*values, *own)):
            value, floor = values.get(figure), own.get(figure)
            under = floor is not None and (value is None or round(value, 4) < floor)
            below += under
            table.add_row(
                name, figure, "not measured" if value is None else f"{value:.4f}", _floor(floor), style="bold red" if under else ""
            )
    Console(width=120).print(table)
    return 1 if below else 0


def measures() -> dict[str, Callable[[], dict[str, float]]]:
    """Every measure by the name of its module."""
    names = sorted(info.name for info in pkgutil.iter_modules(gate.__path__) if info.name != "__main__")
    modules = {name: importlib.import_module(f"tests.gate.{name}") for name in names}
    return {name: module.figures for name, module in modules.items() if hasattr(module, "figures")}


def _floor(floor: float | None) -> str:
    return "" if floor is None else f"{floor:.4f}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
