"""Sources and findings of the doctor, for people in a terminal: rows of words in, a table out."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import RenderableType
from rich.text import Text

from pipeline.report.text_holdings import held_table

Row = tuple[str, ...]


def sources_table(rows: Sequence[Row]) -> RenderableType:
    """Sources: name, schedule, last run, pages due."""
    return held_table(("Source", "Schedule", "Last run", "Pages due"), rows, ratios=(0, 0, 1, 1))


def findings_table(rows: Sequence[tuple[str, bool, str]]) -> RenderableType:
    """Findings: what was looked at, whether it is well, what was found and what to do."""
    table = Text()
    for what, well, words in rows:
        table.append("  ok  " if well else " look ", "green" if well else "bold red")
        table.append(f" {what}: {words}\n")
    table.rstrip()
    return table
