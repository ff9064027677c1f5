"""The manual page tells of every command and option, and man can print it."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest
import typer

from crawler.cli.main import app
from crawler.cli.manual import page

GROUP = typer.main.get_group(app)
PAGE = page(GROUP)


def options(group: object) -> set[str]:
    inner = getattr(group, "commands", None)
    if inner is None:
        return {option for one in group.params for option in one.opts if option.startswith("--")}  # type: ignore[attr-defined]
    return set().union(*(options(one) for one in inner.values()))


def test_every_option_of_every_command_is_told() -> None:
    told = PAGE.replace("\\-", "-")
    assert not {option for option in options(GROUP) if f"{option}\n" not in told and f"{option} " not in told and f"{option}," not in told}


def test_every_command_has_a_section_with_an_example() -> None:
    sections = re.split(r"^\.SS ", PAGE, flags=re.MULTILINE)[1:]
    assert {section.split("\n", 1)[0].split(" ")[0] for section in sections} == set(GROUP.commands)
    assert all("\nExample:\n.EX\nzonewatch " in section for section in sections)


@pytest.mark.skipif(not shutil.which("groff"), reason="groff is not on this machine: apt-get install groff")
def test_it_is_printed_without_a_warning() -> None:
    done = subprocess.run(["groff", "-man", "-Kutf8", "-Tutf8", "-ww"], input=PAGE, capture_output=True, text=True, check=True)
    assert done.stderr == "" and "内江高新区" in done.stdout
