"""The report as static HTML: a folder of pages that opens from disk, without scripts and without the network.

Every value is escaped by Jinja and made visible before, so that a hostile page can neither run nor
mislead. The one style sheet stands in each page; the content policy admits it by its digest and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from db.records import HeldCapture, RecordedChange
from pipeline.report import claim_words, places, words
from pipeline.report.material import ChangeSheet, Comparison, PageHistory, ReportData, by_importance
from pipeline.report.passages import passages
from pipeline.report.timeline import LANE, NAMES, SHAPE_WORDS, days, spells, timeline

_TEMPLATES = Path(__file__).parent / "templates"
PICTURED = 30
"""How many changes the overview draws as bars; the list beneath has all of them."""


_TOOLS = (
    *(words.stamp, words.honest, words.window, words.kind_words, words.headline, words.other_kinds, words.one_line),
    *(words.chinese, words.severity_band, words.review_words, words.safe_href),
    *(claim_words.gist, places.change_place, places.page_place),
)
"""What the templates may call, by the names the functions have."""


def render(data: ReportData, *, made_at: datetime) -> dict[str, str]:
    """`index.html`, and one page for every change, every watched page and every zone."""
    zones = places.zone_stories(data)
    common = {"data": data, "made_at": made_at, "zones": zones, "zone_of": {s.recorded.id: zone for zone in zones for s in zone.changes}}
    histories = {history.page.id: history for history in data.pages}
    common["histories"] = histories
    files = {"index.html": _draw("index.html", **common, root="", **_overview(data))}
    for sheet in data.changes:
        history = histories.get(sheet.recorded.page)
        files[places.change_place(sheet.recorded.id)] = _draw("change.html", **common, root="../", **_change(sheet, history))
    for history in data.pages:
        files[places.page_place(history.page.id)] = _draw("page.html", **common, root="../", **_history(data, history))
    for zone in zones:
        files[zone.place] = _draw("zone.html", **common, root="../", zone=zone)
    return files


def comparison_page(comparison: Comparison, *, old_name: str, new_name: str) -> str:
    """Two texts compared, as one page that needs nothing beside it; the names are those of the two files."""
    shown = passages(comparison.edits, comparison.old, comparison.new)
    return _draw("comparison.html", root="", comparison=comparison, passages=shown, old_name=old_name, new_name=new_name)


def feed_entry(sheet: ChangeSheet) -> str:
    """One change as a fragment for a feed reader: what became what, and why it matters."""
    return _draw("feed_entry.html", recorded=sheet.recorded, passages=[each for each in _passages(sheet) if each.concerned])


def _overview(data: ReportData) -> dict[str, Any]:
    ordered = by_importance(data.changes)
    told = [sheet for sheet in ordered if not sheet.recorded.technical]
    pictured = told[:PICTURED]
    bounds = [moment for sheet in pictured for moment in sheet.recorded.between]
    return {
        "told": told,
        "technical": [sheet for sheet in ordered if sheet.recorded.technical],
        "by_kind": Counter(sheet.recorded.change.kind for sheet in told).most_common(),
        "spells": spells(pictured),
        "days": days(min(bounds), max(bounds), 18 + LANE * len(pictured) + 10, NAMES) if bounds else (),
    }


def _change(sheet: ChangeSheet, history: PageHistory | None) -> dict[str, Any]:
    seen = [capture for capture in history.captures if _bounds(sheet.recorded, capture)] if history else []
    return {"recorded": sheet.recorded, "passages": _passages(sheet), "history": history, "captures": seen}


def _history(data: ReportData, history: PageHistory) -> dict[str, Any]:
    sheets = [sheet for sheet in by_importance(data.changes) if sheet.recorded.page == history.page.id]
    return {"history": history, "sheets": sheets, "timeline": timeline(history)}


def _passages(sheet: ChangeSheet) -> Sequence[Any]:
    return passages(sheet.edits, sheet.old, sheet.new, change=sheet.recorded.change)


def _bounds(recorded: RecordedChange, capture: HeldCapture) -> bool:
    return recorded.between[0] <= capture.fetched_at <= recorded.between[1]


def _draw(template: str, **values: Any) -> str:
    return _environment().get_template(template).render(**values)


def _shown(value: Any) -> Any:
    return words.visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def _environment() -> Environment:
    drawing = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    style = (_TEMPLATES / "report.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    drawing.globals.update(style=Markup(style), style_digest=digest, shape_words=SHAPE_WORDS, names=NAMES)  # noqa: S704 - our own file
    for tool in _TOOLS:
        drawing.filters[tool.__name__] = tool
    drawing.globals.update(side_by_side=claim_words.side_by_side, became=claim_words.became, replaces=claim_words.replaces)
    drawing.globals.update(value_words=claim_words.value_words, time_words=claim_words.time_words)
    return drawing
