"""Changes for people in a terminal: lists, one change in full, two texts compared, an article.

Each function takes records and gives something Rich can draw, at 80 columns and without colour too.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from db.records import Change, Reading, RecordedChange
from db.standing import standing
from pipeline.report.claim_words import Row, became, gist, replaces, side_by_side
from pipeline.report.marked import STYLES, Marked, cell, drawn_passages, plain
from pipeline.report.material import ChangeSheet, Comparison, ReportData, by_importance
from pipeline.report.passages import Token, passages
from pipeline.report.words import (
    headline,
    honest,
    kind_words,
    one_line,
    other_kinds,
    review_words,
    severity_band,
    shortened,
    stamp,
    verdict_words,
    window,
)

WIDTH = 80
"""Columns of `report.txt`."""

DETAILED = 50
"""How many changes `report.txt` tells in full after the list of all."""


def changes_table(changes: Iterable[RecordedChange]) -> RenderableType:
    """The changes in the order given: how severe, what became what, when at the earliest and latest, why it is ranked so."""
    table = Table(box=SIMPLE_HEAD, expand=True, show_lines=True, padding=(0, 1, 0, 0))
    table.add_column("Change", width=16, no_wrap=True)
    table.add_column("Kind, zone, when", width=23, overflow="fold")
    table.add_column("What became what, and why", ratio=1, overflow="fold")
    for recorded in changes:
        table.add_row(_rank(recorded), _kind_zone_when(recorded), _what_and_why(recorded.change))
    return table if table.row_count else Text("No changes.")


def change_page(sheet: ChangeSheet) -> RenderableType:
    """One change in full."""
    recorded = sheet.recorded
    parts: list[RenderableType] = [cell(f"{headline(recorded)}  {recorded.id}", style="bold"), _facts(recorded)]
    if recorded.change.before or recorded.change.after:
        title = "The claim before and after" if replaces(recorded.change) else "The claims"
        parts += [Rule(title), claim_pair(recorded.change)]
    elif recorded.change.old_words or recorded.change.new_words:
        parts += [Rule("The words before and after"), *(_became(row, struck=True) for row in became(recorded.change))]
    if sheet.edits:
        parts += [Rule("The text"), *_spaced(drawn_passages(passages(sheet.edits, sheet.old, sheet.new, change=recorded.change)))]
    if sheet.said:
        stands = standing(sheet.said)
        parts += [Rule("What was said"), *(cell(f"{review_words(one)}{' (stands)' if one in stands else ''}") for one in sheet.said)]
    return Group(*parts)


def claim_pair(change: Change) -> RenderableType:
    """The claims of a change side by side; fields that differ carry ≠ and stand out."""
    struck = replaces(change)
    styles = (STYLES["-"], STYLES["+"]) if struck else ("bold", "bold")
    table = Table(box=SIMPLE_HEAD, expand=True, padding=(0, 1, 0, 0))
    table.add_column("Field", width=12, no_wrap=True)
    table.add_column("Before" if struck else "Earlier", ratio=1, overflow="fold")
    table.add_column("After" if struck else "Later", ratio=1, overflow="fold")
    for row in side_by_side(change.before, change.after):
        label = Text(f"{'≠ ' if row.differs else '  '}{row.label}", style="bold" if row.differs else "")
        said = zip((row.before, row.after), styles, strict=True)
        table.add_row(label, *(cell(words, style if row.differs else "") for words, style in said))
    return table


def compare_view(comparison: Comparison) -> RenderableType:
    """Two texts: whether they are one, what became of the paragraphs, what happened to the claims."""
    said = "The texts are the same." if comparison.same_text else f"The texts differ: {len(comparison.changes)} changes."
    parts: list[RenderableType] = [Text(said, style="bold")]
    if any(edit.op.value != "kept" for edit in comparison.edits):
        parts += [Rule("The text"), *_spaced(drawn_passages(passages(comparison.edits, comparison.old, comparison.new)))]
    for change in comparison.changes:
        title = cell(one_line(kind_words(change.kinds[0] if change.kinds else change.kind)))
        parts += [Rule(title), _what_and_why(change), claim_pair(change)]
    return Group(*parts)


def article_view(reading: Reading) -> RenderableType:
    """An article and nothing else; where the page was none, what it was and why."""
    article = reading.article
    if article is None:
        return plain(f"{reading.outcome.value}: {reading.reason}")
    head = {
        "Author": article.byline or "",
        "Source": article.source_line or "",
        "Published": stamp(article.published_at) if article.published_at else "",
        "Layout": reading.layout or "",
    }
    facts = [cell(f"{label}: {one_line(said)}", style="dim") for label, said in head.items() if said]
    return Group(cell(one_line(article.title), style="bold"), *facts, Text(""), *_spaced([plain(each) for each in article.paragraphs]))


def render(data: ReportData, *, made_at: datetime) -> dict[str, str]:
    """`report.txt`: the list of all changes and the most important ones in full, without colour, for mail and for print."""
    page = Console(file=io.StringIO(), width=WIDTH, color_system=None, legacy_windows=False, _environ={})
    sheets = by_importance(data.changes)
    page.print(Text(f"zonewatch: {len(sheets)} changes, made {stamp(made_at)}"))
    page.print(changes_table(sheet.recorded for sheet in sheets))
    if len(sheets) > DETAILED:
        page.print(Text(f"In full: the {DETAILED} most important of {len(sheets)}."))
    for sheet in sheets[:DETAILED]:
        page.print(Rule(characters="="), change_page(sheet), Text(""))
    assert isinstance(page.file, io.StringIO)  # noqa: S101 - it was made four lines above
    return {"report.txt": "".join(f"{line.rstrip()}\n" for line in page.file.getvalue().split("\n")).rstrip("\n") + "\n"}


def _rank(recorded: RecordedChange) -> Text:
    severity = recorded.change.severity
    lines = [recorded.id, f"{severity_band(severity)} {severity:.2f}"]
    if recorded.technical:
        lines.append("technical")
    if recorded.review:
        lines.append(verdict_words(recorded.review))
    return cell("\n".join(lines))


def _kind_zone_when(recorded: RecordedChange) -> Text:
    earliest, latest = (stamp(moment).removesuffix(" +08:00") for moment in recorded.between)
    moment = earliest == latest
    when = f" at {latest}\n (+08:00)" if moment else f" after {earliest}\n until {latest}\n (+08:00, {window(recorded.between)})"
    return cell(headline(recorded), style="bold").append_text(cell(f"\n{recorded.zone or recorded.source}\n{when}"))


def _what_and_why(change: Change) -> RenderableType:
    about = [cell(one_line(gist(claim))) for claim in (change.after or change.before,) if claim]
    told = [_became(row, struck=replaces(change)) for row in became(change)]
    return Group(*about, *told, *(cell(f"· {one_line(reason)}", style="dim") for reason in change.reasons))


def _became(row: Row, *, struck: bool) -> Marked:
    label = f"{row.label}:" if row.label else ""
    if not row.differs:
        return Marked(label=label, tokens=(("=", shortened(one_line(row.after or row.before))),))
    sides = [(mark if struck else "=", shortened(one_line(said))) for mark, said in (("-", row.before), ("+", row.after)) if said]
    between: list[Token] = [("=", " " if struck else " → ")]
    return Marked(label=label, tokens=tuple([sides[0], *between, sides[1]] if len(sides) == 2 else sides))


def _facts(recorded: RecordedChange) -> Table:
    change = recorded.change
    before, after = recorded.versions
    facts = Table.grid(padding=(0, 2, 0, 0))
    facts.add_column(style="dim", no_wrap=True)
    facts.add_column(overflow="fold")
    told = {
        "Also": ", ".join(other_kinds(recorded)),
        "Zone": recorded.zone or "",
        "Page": f"{recorded.page} ({recorded.source}), version {before}" + ("" if before == after else f" to {after}"),
        "Address": recorded.url,
        "When": honest(recorded.between),
        "First seen": stamp(recorded.seen_at),
        "Severity": f"{change.severity:.2f} ({severity_band(change.severity)})",
        "Why": "\n".join(change.reasons),
        "Review": review_words(recorded.review),
        "Technical": "yes: our reading changed, not the page" if recorded.technical else "",
    }
    for label, said in told.items():
        if said:
            facts.add_row(label, cell(said))
    return facts


def _spaced(parts: Sequence[RenderableType]) -> list[RenderableType]:
    return [Padding(part, (0, 0, 1, 0)) for part in parts]
