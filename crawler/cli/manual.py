"""The command that prints the manual: one page made of what `--help` says of every command, so that the two cannot differ."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:  # the commands are looked up when the manual is printed: this module is one of them
    from typer.core import TyperArgument, TyperGroup, TyperOption

commands = typer.Typer()

EXAMPLE = re.compile(r"Example: (.+)\Z", re.DOTALL)
EPILOGUE = r"""
.SH EXIT STATUS
0 done; 1 something asked for could not be done, one sentence on standard error says what and the remedy; 2 wrong usage.
.SH ENVIRONMENT
.TP
.B ZONEWATCH_CONFIG
The configuration file, where --config names none.
.SH FILES
.TP
.I zonewatch.toml
The configuration in the folder one is in; every key has a default.
"""


@commands.command()
def manual() -> None:
    """The manual page of all commands, for man: what --help says, in one piece.

    Example: zonewatch manual > zonewatch.1 && man ./zonewatch.1
    """
    from typer.main import get_group

    from crawler.cli.main import app

    typer.echo(page(get_group(app)), nl=False)


def page(group: TyperGroup) -> str:
    """A manual page (man's roff) of a group of commands."""
    synopsis = ".B zonewatch\n[\\-\\-config FILE]\n.I COMMAND\n[OPTIONS]\n"
    sections = "".join(_section(name, command) for name, command in _flat(group))
    head = f".TH ZONEWATCH 1\n.SH NAME\nzonewatch \\- {_roff(group.help or '')}\n.SH SYNOPSIS\n{synopsis}"
    return f"{head}.SH COMMANDS\n{sections}{EPILOGUE.lstrip()}"


def _flat(group: TyperGroup, before: str = "") -> Iterator[tuple[str, TyperGroup]]:
    for name, command in sorted(group.commands.items()):
        inner = getattr(command, "commands", None)
        if inner:
            yield from _flat(command, f"{before}{name} ")  # type: ignore[arg-type]
        else:
            yield f"{before}{name}", command  # type: ignore[misc]


def _section(name: str, command: TyperGroup) -> str:
    words = command.help or ""
    example = EXAMPLE.search(words)
    told = EXAMPLE.sub("", words).strip()
    taken = "".join(_parameter(one) for one in command.params)  # type: ignore[arg-type]
    shown = f".PP\nExample:\n.EX\n{_roff(example[1].strip())}\n.EE\n" if example else ""
    return f".SS {_roff(name)}\n{_roff(told)}\n{taken}{shown}"


def _parameter(one: TyperOption | TyperArgument) -> str:
    if one.param_type_name == "argument":
        called = f".I {_roff(one.metavar or (one.name or '').upper())}"
    else:
        called = f".B {_roff(', '.join((*one.opts, *one.secondary_opts)))}" + (f" {_roff(one.metavar)}" if one.metavar else "")
    return f".TP\n{called}\n{_roff(one.help or '')}\n" if one.help else f".TP\n{called}\n"


def _roff(words: str) -> str:
    """Words that roff prints as they are: its escape character, its hyphen, and lines that look like requests."""
    escaped = words.replace("\\", "\\e").replace("-", "\\-")
    lines = (re.sub(r"^([.'])", r"\\&\1", line.strip()) for line in escaped.splitlines())
    return "\n".join(line or ".PP" for line in lines)
