"""The house stays in shape: one arrow of imports, small files and functions, empty package files, five folders."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(path for folder in ("crawler", "pipeline", "db") for path in (ROOT / folder).rglob("*.py"))
EVERY = [*MODULES, *sorted((ROOT / "tests").rglob("*.py"))]
FORBIDDEN = {
    "db": {"pipeline", "crawler", "tests", "scrapy", "twisted", "apscheduler", "typer", "rich"},
    "pipeline": {"crawler", "tests", "scrapy", "twisted", "apscheduler", "sqlalchemy", "alembic", "typer"},
    "crawler": {"tests", "sqlalchemy", "alembic"},
}
FOLDERS = {"crawler", "pipeline", "db", "tests", "deploy", ".ci", ".github"}
MOST_LINES = 400
MOST_LINES_OF_A_FUNCTION = 40


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_imports_follow_the_arrow(path: Path) -> None:
    folder = path.relative_to(ROOT).parts[0]
    assert not imported(path) & FORBIDDEN[folder], f"{named(path)} imports against the arrow crawler -> pipeline -> db"


@pytest.mark.parametrize("path", EVERY, ids=named)
def test_files_and_functions_stay_under_their_ceilings(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MOST_LINES, f"{named(path)} is too long: a file that needs more does two things"
    if "migrations/versions" in named(path):
        return  # a migration states tables; cutting the statement up would not make it clearer
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= MOST_LINES_OF_A_FUNCTION, f"{named(path)}: {node.name} has {length} lines"


@pytest.mark.parametrize("path", [path for path in MODULES if path.name == "__init__.py"], ids=named)
def test_package_files_are_empty(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == ""


@pytest.mark.parametrize("path", [path for path in EVERY if path.name != "__init__.py"], ids=named)
def test_every_file_says_why_it_exists(path: Path) -> None:
    assert ast.get_docstring(tree_of(path)), f"{named(path)} needs a docstring at its top"


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_what_others_call_has_a_docstring(path: Path) -> None:
    tree = tree_of(path)
    places = [tree, *(node for node in tree.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_"))]
    bare = [
        node.name
        for place in places
        for node in place.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert not bare, f"{named(path)}: no docstring on {', '.join(bare)}"


def test_no_folder_stands_at_the_top_that_the_design_does_not_name() -> None:
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    folders = {line.split("/")[0] for line in listed.stdout.splitlines() if "/" in line}
    assert folders <= FOLDERS
