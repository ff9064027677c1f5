"""A chart drawn as SVG, by Altair and vl-convert: without a browser, without the network, without a script.

The picture needs nothing beside it and runs nothing, so that it may stand in a page under a strict content policy or in an
<img>. Words stay words (no glyph is drawn as a path), and the same chart always gives the same picture.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pipeline.report.chart_frame import COLOURS, CROSS, FONT, PAPER, SHAPES, framed
from pipeline.report.chart_labels import SIZE, Label, Spot, placed
from pipeline.report.charts import Chart, Entry

if TYPE_CHECKING:  # imported when a picture is drawn: half a second that nobody else should wait for
    import altair

WIDTH, HEIGHT = 640, 240
"""Of the drawing proper, in pixels; axes and legend come on top."""

LABELLED = 14
"""Marks up to which every figure is written beside its own; beyond it the first, the last and what stands out."""

_INK, _QUIET, _LINE, _GRID = "#1c1b19", "#5d5a53", "#b9b5aa", "#eceae4"
_HEADROOM, _ARROW = 0.14, 36
_LEAST_DAYS = 20

Row = dict[str, Any]
Up = Callable[[str], "altair.Y"]


@lru_cache(maxsize=64)
def chart_svg(chart: Chart) -> str:
    """The picture as one SVG element with a title, a description and a legend; a tenth of a second or two, the first one a second."""
    import vl_convert
    from altair.utils.schemapi import debug_mode

    with debug_mode(False):  # each part held against the schema as it is made: the tests do that, and it takes as long as all the rest
        described = picture(chart).to_dict(validate=False)
    return framed(chart, vl_convert.vegalite_to_svg(described, allowed_base_urls=[]))


def picture(chart: Chart) -> altair.LayerChart:
    """The picture as Vega-Lite is told of it."""
    import altair as alt

    low, high = _domain(chart)
    rows = [_row(entry, low, high) for entry in chart.entries]
    scale = alt.Scale(domain=[low, high], nice=False, zero=False, reverse=chart.ranked)
    upright = alt.Axis(tickCount=6, minExtent=52, maxExtent=52, titleAngle=0, titleAlign="left", titleX=-52, titleY=-12)
    first, last = _span(rows)
    across = alt.X(
        "day:T", title=None, scale=alt.Scale(type="utc", domain=[_stamp(first), _stamp(last)], nice=False), axis=_days(first, last)
    )

    def up(field: str) -> altair.Y:
        return alt.Y(f"{field}:Q", title=chart.unit, scale=scale, axis=upright)

    drawn = [layer(rows, across, up) for layer in (_due, _line, _stalks, _bars, _arrows, _marks, _crosses)]
    words = _words(rows, placed(_spots(rows, chart), WIDTH, HEIGHT), across, up)
    look = alt.Config(background=PAPER, font=FONT, view=alt.ViewConfig(stroke=None), axis=_axis_look())
    layers = [*(layer for layer in drawn if layer), *words]
    padding = {"left": 70, "right": 52, "top": 40, "bottom": 30}  # nothing is measured, so that fonts do not move anything
    return alt.LayerChart(layer=layers, width=WIDTH, height=HEIGHT, padding=padding, autosize="none", config=look)


def _of(rows: Iterable[Row]) -> altair.Chart:
    import altair as alt

    return alt.Chart(alt.InlineData(values=list(rows)))


def _due(rows: Sequence[Row], across: altair.X, _up: Up) -> altair.Chart | None:
    due = [row for row in rows if row["due"]]
    return _of(due).mark_rule(strokeDash=[6, 4], strokeWidth=1, opacity=0.7).encode(x=across, color=_colour()) if due else None


def _line(rows: Sequence[Row], across: altair.X, up: Up) -> altair.Chart | None:
    """Through what is stated of one sort of time, a point a day; what is contradicted has no part in it."""
    steady = {row["day"]: row for row in rows if row["mark"] == "stated"}
    if len({row["of"] for row in steady.values()}) > 1:
        return None  # half a year's figure beside a year's would look like a fall
    return _of(list(steady.values())).mark_line(color=_LINE, strokeWidth=2).encode(x=across, y=up("number")) if len(steady) > 1 else None


def _stalks(rows: Sequence[Row], across: altair.X, up: Up) -> altair.Chart | None:
    import altair as alt

    aims = [row for row in rows if row["target"]]
    drawn = _of(aims).mark_rule(strokeDash=[2, 3], strokeWidth=1.5)
    return drawn.encode(x=across, x2=alt.X2("since:T"), y=up("number"), color=_colour()) if aims else None


def _bars(rows: Sequence[Row], across: altair.X, up: Up) -> altair.Chart | None:
    import altair as alt

    wide = [row for row in rows if row["low"] < row["high"]]
    drawn = _of(wide).mark_rule(strokeWidth=5, opacity=0.4, strokeCap="round")
    return drawn.encode(x=across, y=up("low"), y2=alt.Y2("high:Q"), color=_colour()) if wide else None


def _arrows(rows: Sequence[Row], across: altair.X, up: Up) -> altair.Chart | None:
    import altair as alt

    opened = [row for row in rows if row["arrow"]]
    drawn = _of(opened).mark_point(filled=True, size=70, opacity=1)
    return drawn.encode(x=across, y=up("tip"), shape=alt.Shape("arrow:N", scale=None), color=_colour()) if opened else None


def _marks(rows: Sequence[Row], across: altair.X, up: Up) -> altair.Chart | None:
    import altair as alt

    filled = [row for row in rows if row["shape"] != CROSS]
    drawn = _of(filled).mark_point(filled=True, size=90, opacity=1, stroke=PAPER, strokeWidth=1)
    return drawn.encode(x=across, y=up("number"), shape=alt.Shape("shape:N", scale=None), color=_colour()) if filled else None


def _crosses(rows: Sequence[Row], across: altair.X, up: Up) -> altair.Chart | None:
    import altair as alt

    crossed = [row for row in rows if row["shape"] == CROSS]
    drawn = _of(crossed).mark_point(size=90, strokeWidth=3, opacity=1, filled=False)
    return drawn.encode(x=across, y=up("number"), shape=alt.Shape("shape:N", scale=None), color=_colour()) if crossed else None


def _words(rows: Sequence[Row], labels: Sequence[Label], across: altair.X, up: Up) -> Iterable[altair.Chart]:
    """Words beside their marks, each over a light ground of its own form so that no line strikes it through."""
    import altair as alt

    for align, dx, dy in sorted({(label.align, label.dx, label.dy) for label in labels}):
        alike = [rows[label.spot] | {"label": label.words} for label in labels if (label.align, label.dx, label.dy) == (align, dx, dy)]
        for look in ({"stroke": PAPER, "strokeWidth": 4, "opacity": 0.85}, {"color": _INK}):
            drawn = _of(alike).mark_text(align=align, dx=dx, dy=dy, fontSize=SIZE, **look)
            yield drawn.encode(x=across, y=up("number"), text=alt.Text("label:N"))


def _colour() -> altair.Color:
    import altair as alt

    return alt.Color("colour:N", scale=None)


def _axis_look() -> altair.AxisConfig:
    import altair as alt

    sizes: dict[str, Any] = {"labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal"}
    return alt.AxisConfig(**sizes, labelColor=_QUIET, titleColor=_QUIET, gridColor=_GRID, domainColor=_LINE, tickColor=_LINE)


def _row(entry: Entry, low: float, high: float) -> Row:
    target = entry.mark not in {"stated", "contradicted", "regressed"}
    reach = (high - low) * _ARROW / HEIGHT
    number, time = float(entry.number), entry.point.claim.time
    top = min(high, number + reach) if entry.high is None else float(entry.high)
    bottom = max(low, number - reach if entry.open_below else float(entry.low))
    return {
        "day": entry.day.isoformat(),
        "since": entry.since.isoformat(),
        "number": number,
        "low": bottom,
        "high": top,
        "arrow": "triangle-up" if entry.high is None else "triangle-down" if entry.open_below else "",
        "tip": top if entry.high is None else bottom,
        "mark": entry.mark,
        "shape": SHAPES.get(entry.mark, "diamond"),
        "colour": COLOURS[entry.mark],
        "target": target and entry.since < entry.day,
        "due": target and entry.point.deadline is not None,
        "words": entry.words,
        "of": f"{time.role} {time.granularity}" if time.role == "period" else "",
    }


def _spots(rows: Sequence[Row], chart: Chart) -> list[Spot]:
    """Where the marks stand in pixels, and which of them want words: of many, those that stand out."""
    (low, high), (first, last) = _domain(chart), _span(rows)
    seen: set[tuple[str, float]] = set()
    spots = []
    for place, row in enumerate(rows):
        x = WIDTH * (date.fromisoformat(row["day"]) - first) / (last - first)
        y, top, bottom = (HEIGHT * (high - row[name]) / (high - low) for name in ("number", "high", "low"))
        if chart.ranked:
            y, top, bottom = HEIGHT - y, HEIGHT - top, HEIGHT - bottom
        here, remarkable = (row["day"], row["number"]), row["mark"] != "stated" or place in (0, len(rows) - 1)
        wanted = here not in seen and (remarkable or len(rows) <= LABELLED)
        seen.add(here)
        words = row["words"] if wanted else ""
        spots.append(Spot(x=x, y=y, top=min(top, bottom), bottom=max(top, bottom), words=words, needed=remarkable))
    return spots


def _domain(chart: Chart) -> tuple[float, float]:
    """From where to where the axis goes: from nought, unless everything lies far above it; with room for words and arrows."""
    figures = [float(each) for entry in chart.entries for each in (entry.number, entry.high or entry.number)]
    lows = [float(entry.low) for entry in chart.entries if not entry.open_below] or figures
    most, least = max(figures), min(lows)
    if chart.ranked:
        return min(0.5, least), most + 1
    opened = any(entry.high is None for entry in chart.entries)
    low = 0.0 if 0 <= least <= 0.6 * most or 0 <= least == most else least - (most - least or abs(least) or 1) * 0.3
    return low, most + ((most - low) or 1) * (_HEADROOM + (0.1 if opened else 0))


def _span(rows: Sequence[Row]) -> tuple[date, date]:
    """The days at both ends of the axis: a little before the first, a little after the last."""
    days = [date.fromisoformat(day) for row in rows for day in (row["day"], *([row["since"]] if row["target"] else []))]
    first, last = min(days), max(days)
    margin = timedelta(days=max((last - first).days // 25, 1) + max(_LEAST_DAYS - (last - first).days, 0) // 2)
    return first - margin, last + margin


def _days(first: date, last: date) -> altair.Axis:
    import altair as alt

    whole = (last - first).days
    words = "%Y" if whole > 3 * 365 else "%Y-%m" if whole > 120 else "%Y-%m-%d"
    ticks = [_stamp(day) for day in _ticks(first, last)]
    return alt.Axis(format=words, values=ticks, grid=False, labelOverlap=False, minExtent=22, maxExtent=22)


def _ticks(first: date, last: date) -> list[date]:
    """At most seven days to be named: the first of years, of months, or any days, as the time is long."""
    whole = (last - first).days
    if whole > 3 * 365:
        years = range(first.year + 1, last.year + 1)
        return [date(year, 1, 1) for year in years if year % ((len(years) - 1) // 7 + 1) == 0]
    if whole > 120:
        months = range(first.year * 12 + first.month, last.year * 12 + last.month)
        return [date(month // 12, month % 12 + 1, 1) for month in months if month % ((len(months) - 1) // 7 + 1) == 0]
    return [first + timedelta(days=step) for step in range(whole // 12, whole, whole // 5 + 1)]


def _stamp(day: date) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000
