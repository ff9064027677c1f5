"""The syntax trees of this project, for tests that look at its code: each file is parsed once in a process."""

from __future__ import annotations

import ast
import gc
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PRODUCT = ("crawler", "pipeline", "db")
MODULES = sorted(path for folder in PRODUCT for path in (ROOT / folder).rglob("*.py"))
EVERY = [*MODULES, *sorted((ROOT / "tests").rglob("*.py"))]
BODIES = ("body", "orelse", "finalbody", "handlers", "cases")


def named(path: Path) -> str:
    """A file as it is called within the checkout."""
    return path.relative_to(ROOT).as_posix()


def tree_of(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return _trees(path.relative_to(ROOT).parts[0])[path]


@cache
def _trees(folder: str) -> dict[Path, ast.Module]:
    # They stay for good: to look through them for garbage takes as long as to parse them, and would be done again and again.
    gc.disable()
    try:
        return {path: ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / folder).rglob("*.py")}
    finally:
        gc.freeze()
        gc.enable()


@cache
def statements(path: Path) -> list[ast.AST]:
    """Every statement of a file, within others, too: functions, classes and imports among them."""
    found: list[ast.AST] = list(tree_of(path).body)
    for one in found:  # grows as it is gone through
        found += [inner for name in BODIES if isinstance(held := getattr(one, name, None), list) for inner in held]
    return found


def nodes(path: Path) -> Iterator[ast.AST]:
    """Every node of a file but those that only say whether a name is read or written; `ast.walk` takes twice as long."""
    found: list[ast.AST] = [tree_of(path)]
    for node in found:
        for name in node._fields:
            held = getattr(node, name)
            if isinstance(held, list):
                found += [one for one in held if isinstance(one, ast.AST)]
            elif isinstance(held, ast.AST) and name != "ctx":
                found.append(held)
    return iter(found)
