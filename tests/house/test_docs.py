"""What is written is run: the shell blocks of the README and of the how-tos, and every command is named there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from crawler.cli.main import app
from tests.forge import MAIN, here, python

ROOT = Path(__file__).resolve().parents[2]


def blocks(page: str) -> list[str]:
    """The blocks marked `sh`, in order; they share one folder, as a reader would."""
    return re.findall(r"^```sh\n(.*?)^```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def run(page: str, folder: Path, **environ: str) -> None:
    script = "\n".join(blocks(page))
    given = {**os.environ, **environ}
    done = subprocess.run(["bash", "-euo", "pipefail", "-c", script], cwd=folder, env=given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_blocks_of_the_readme_run(tmp_path: Path) -> None:
    run("README.md", tmp_path, **here().environ(), PATH=f"{here().programs()}:{os.environ['PATH']}")


def test_the_how_tos_for_contributors_run_in_a_copy(tmp_path: Path) -> None:
    for folder in ("crawler", "pipeline", "db", "tests"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("*.pyc.*"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    run("CONTRIBUTING.md", tmp_path, PATH=f"{Path(sys.executable).parent}:{os.environ['PATH']}", PYTHONPATH=str(tmp_path))


def commands() -> list[str]:
    group = typer.main.get_command(app)
    names = []
    for name, command in group.commands.items():
        inner = getattr(command, "commands", None)
        names += [f"{name} {sub}" for sub in inner] if inner else [name]
    return names


@pytest.mark.parametrize("command", commands())
def test_every_command_is_described_in_the_readme(command: str) -> None:
    assert re.search(rf"`{command}\b", (ROOT / "README.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize("command", commands())
def test_every_help_text_has_an_example(command: str) -> None:
    assert "Example: zonewatch" in python(MAIN, *command.split(), "--help").stdout
