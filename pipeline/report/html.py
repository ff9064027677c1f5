"""The report as static HTML: a folder of pages that opens from disk, without scripts and without the network.

Every value is escaped by Jinja and made visible before, so that a hostile page can neither run nor
mislead. The one style sheet stands in each page; the content policy admits it by its digest and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cache, partial
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from db.records import HeldCapture, RecordedChange
from db.standing import standing
from pipeline.changes.grouping import told_once
from pipeline.desk.differences import pairs
from pipeline.ledger.promises import STATUSES
from pipeline.report import claim_words, places, words
from pipeline.report.chart_picture import chart_svg
from pipeline.report.charts import Chart, zone_charts
from pipeline.report.drawn import Drawn
from pipeline.report.material import ChangeSheet, Comparison, PageHistory, ReportData, by_importance
from pipeline.report.passages import passages
from pipeline.report.timeline import LANE, NAMES, SHAPE_WORDS, days, spells, timeline
from pipeline.report.tongue import Tongue, tongue

_TEMPLATES = Path(__file__).parent / "templates"
PICTURED = 30
"""How many changes the overview draws as bars; the list beneath has all of them."""

PRESSING = 10
"""How many promises that want attention the overview shows."""

_TOOLS = (
    *(words.stamp, words.one_line, words.chinese, words.severity_band, words.safe_href, words.shortened),
    *(claim_words.gist, places.change_place, places.page_place),
)
"""What the templates may call, by the names the functions have."""


def render(data: ReportData, *, made_at: datetime) -> Drawn:
    """`index.html`, `promises.html`, and one page for every change, every watched page and every zone, each drawn when it is asked for."""
    zones = places.zone_stories(data)
    histories = {history.page.id: history for history in data.pages}
    common = {"data": data, "made_at": made_at, "zones": zones, "histories": histories, "on": data.on or made_at.date()}
    common["zone_of"] = {s.recorded.id: zone for zone in zones for s in zone.changes}
    draw = partial(_draw, data.language)
    files: dict[str, Callable[[], str]] = {
        "index.html": lambda: draw("index.html", **common, root="", **_overview(data)),
        "promises.html": lambda: draw("promises.html", **common, root="", board=_board(data)),
    }
    for sheet in data.changes:
        files[places.change_place(sheet.recorded.id)] = partial(_change, draw, sheet, common)
    for history in data.pages:
        files[places.page_place(history.page.id)] = partial(_history, draw, data, history, common)
    for zone in zones:
        files[zone.place] = partial(_zone, draw, data.language, zone, common)
    return Drawn(files)


def comparison_page(comparison: Comparison, *, old_name: str, new_name: str) -> str:
    """Two texts compared, as one page that needs nothing beside it; the names are those of the two files."""
    shown = passages(comparison.edits, comparison.old, comparison.new)
    return _draw("en", "comparison.html", root="", comparison=comparison, passages=shown, old_name=old_name, new_name=new_name)


def feed_entry(sheet: ChangeSheet, language: str = "en") -> str:
    """One change as a fragment for a feed reader: what became what, and why it matters."""
    return _draw(language, "feed_entry.html", recorded=sheet.recorded, passages=[each for each in _passages(sheet) if each.concerned])


def _overview(data: ReportData) -> dict[str, Any]:
    ordered = by_importance(data.changes)
    once = {one.id: one for one in told_once([sheet.recorded for sheet in ordered if not sheet.recorded.technical])}
    told = [replace(sheet, recorded=once[sheet.recorded.id]) for sheet in ordered if sheet.recorded.id in once]
    pictured = told[:PICTURED]
    bounds = [moment for sheet in pictured for moment in sheet.recorded.between]
    waiting = [promise for zone in data.zones for promise in zone.promises if promise.status in STATUSES[:3]]
    return {
        "told": told,
        "technical": [sheet for sheet in ordered if sheet.recorded.technical],
        "by_kind": Counter(sheet.recorded.change.kind for sheet in told).most_common(),
        "spells": spells(pictured),
        "days": days(min(bounds), max(bounds), 18 + LANE * len(pictured) + 10, NAMES) if bounds else (),
        "pressing": sorted(waiting, key=lambda one: (STATUSES.index(one.status), one.point.deadline or date.max))[:PRESSING],
    }


def _board(data: ReportData) -> list[tuple[str, list[Any]]]:
    """Promises of all zones by where they stand, what wants attention first."""
    found = [promise for zone in data.zones for promise in zone.promises]
    found.sort(key=lambda one: (STATUSES.index(one.status), one.point.deadline or date.max, one.point.zone))
    return [(status, list(own)) for status, own in groupby(found, key=lambda one: one.status)]


def _change(draw: Callable[..., str], sheet: ChangeSheet, common: dict[str, Any]) -> str:
    history = common["histories"].get(sheet.recorded.page)
    seen = [capture for capture in history.captures if _bounds(sheet.recorded, capture)] if history else []
    shown = _passages(sheet)
    values = {"recorded": sheet.recorded, "passages": shown, "pairs": pairs(shown), "history": history, "captures": seen}
    return draw("change.html", **common, root="../", **values, said=sheet.said, stands=standing(sheet.said))


def _history(draw: Callable[..., str], data: ReportData, history: PageHistory, common: dict[str, Any]) -> str:
    sheets = [sheet for sheet in by_importance(data.changes) if sheet.recorded.page == history.page.id]
    return draw("page.html", **common, root="../", history=history, sheets=sheets, timeline=timeline(history))


def _zone(draw: Callable[..., str], language: str, zone: places.ZoneStory, common: dict[str, Any]) -> str:
    charts: tuple[Chart, ...] = ()
    related: tuple[Any, ...] = ()
    if zone.book:
        points = [point for own in zone.book.series for point in own]
        charts = zone_charts(points, zone.book.relations, on=common["on"], language=language)
        related = tuple(relation for relation in zone.book.relations if relation.name not in {"incomparable", "restated"})
    notes = zone.book.notes if zone.book else ()
    return draw("zone.html", **common, root="../", zone=zone, charts=charts, related=related, notes=notes, promises=zone.promises)


def _passages(sheet: ChangeSheet) -> Sequence[Any]:
    return passages(sheet.edits, sheet.old, sheet.new, change=sheet.recorded.change)


def _bounds(recorded: RecordedChange, capture: HeldCapture) -> bool:
    return recorded.between[0] <= capture.fetched_at <= recorded.between[1]


def _draw(language: str, template: str, **values: Any) -> str:
    return _environment(language).get_template(template).render(**values)


def _shown(value: Any) -> Any:
    return words.visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _picture(chart: Chart) -> Markup:
    return Markup(chart_svg(chart))  # noqa: S704 - made of words that were made harmless, and tested so


@cache
def _environment(language: str) -> Environment:
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
    drawing.filters["picture"] = _picture
    drawing.globals.update(
        side_by_side=claim_words.side_by_side, became=claim_words.became, replaces=claim_words.replaces, evidence=claim_words.evidence
    )
    drawing.globals.update(value_words=claim_words.value_words, time_words=claim_words.time_words)
    _speak(drawing, tongue(language))
    return drawing


def _speak(drawing: Environment, told: Tongue) -> None:
    drawing.globals.update(_=told.tell, ngettext=told.count, field=told.field, tag=told.tag)
    drawing.filters.update(term=told.term, kind_words=told.kind, headline=told.headline, other_kinds=told.other_kinds)
    drawing.filters.update(sentence=told.sentence, window=told.window, honest=told.honest, review_words=told.review, lane=told.lane)
