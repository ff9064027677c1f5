"""The house stays in shape: one arrow of imports, small files and functions, empty package files, five folders."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.trees import EVERY, MODULES, ROOT, named, statements, tree_of

FORBIDDEN = {
    "db": {"pipeline", "crawler", "tests", "scrapy", "twisted", "apscheduler", "typer", "rich"},
    "pipeline": {"crawler", "tests", "scrapy", "twisted", "apscheduler", "sqlalchemy", "alembic", "typer"},
    "crawler": {"tests", "sqlalchemy", "alembic"},
}
FOLDERS = {"crawler", "pipeline", "db", "tests", "deploy", ".ci", ".github"}
MOST_LINES = 400
MOST_LINES_OF_A_FUNCTION = 40


def imported(path: Path) -> set[str]:
    names = set()
    for node in statements(path):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module.split(".")[0])
    return names


def test_imports_follow_the_arrow() -> None:
    against = {named(path): imported(path) & FORBIDDEN[path.relative_to(ROOT).parts[0]] for path in MODULES}
    assert {name: found for name, found in against.items() if found} == {}, "imports go crawler -> pipeline -> db"


def test_files_stay_under_their_ceiling() -> None:
    lines = {named(path): len(path.read_text(encoding="utf-8").splitlines()) for path in EVERY}
    long = {name: count for name, count in lines.items() if count > MOST_LINES}
    assert long == {}, "a file that needs more does two things"


def test_functions_stay_under_their_ceiling() -> None:
    # A migration states tables; cutting the statement up would not make it clearer.
    paths = [path for path in EVERY if "migrations/versions" not in named(path)]
    long = {f"{named(path)}: {name}": count for path in paths for name, count in lengths(path) if count > MOST_LINES_OF_A_FUNCTION}
    assert long == {}, "lines of each"


def lengths(path: Path) -> Iterator[tuple[str, int]]:
    """The lines of every function of a file."""
    for node in statements(path):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def test_package_files_are_empty() -> None:
    assert [named(path) for path in MODULES if path.name == "__init__.py" and path.read_text(encoding="utf-8")] == []


def test_every_file_says_why_it_exists() -> None:
    silent = [named(path) for path in EVERY if path.name != "__init__.py" and not ast.get_docstring(tree_of(path))]
    assert silent == [], "each needs a docstring at its top"


def test_what_others_call_has_a_docstring() -> None:
    assert [f"{named(path)}: {name}" for path in MODULES for name in bare(path)] == []


def bare(path: Path) -> Iterator[str]:
    """What of a file's public functions and classes has no docstring."""
    tree = tree_of(path)
    places = [tree, *(node for node in tree.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_"))]
    for node in (node for place in places for node in place.body):
        definition = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        if definition and not node.name.startswith("_") and not ast.get_docstring(node):
            yield node.name


def test_no_folder_stands_at_the_top_that_the_design_does_not_name() -> None:
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    folders = {line.split("/")[0] for line in listed.stdout.splitlines() if "/" in line}
    assert folders <= FOLDERS
