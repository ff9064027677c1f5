"""The frame of a chart: what makes a bare drawing a picture that may be shown anywhere, its title, description and legend."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from pipeline.report.chart_labels import SIZE, wide
from pipeline.report.chart_words import MARKS, labels
from pipeline.report.charts import Chart

FONT = "system-ui, 'PingFang SC', 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif"
PAPER = "#ffffff"
CROSS = "M-1,-1L1,1M-1,1L1,-1"
COLOURS = {
    "stated": "#2f5d8a",
    "contradicted": "#9b1c1c",
    "regressed": "#9b1c1c",
    "target": "#8a4b00",
    "passed": "#46525e",
    "overdue": "#c2410c",
    "missed": "#9b1c1c",
    "late": "#6b21a8",
    "fulfilled": "#14532d",
}
SHAPES = {"stated": "circle", "contradicted": CROSS, "regressed": "triangle-down"}
"""Shapes of what is stated; what became of a target is told by a diamond's colour, and the legend's words."""

_PATHS = {
    "circle": "M-5,0a5,5 0 1,0 10,0a5,5 0 1,0 -10,0Z",
    "triangle-down": "M-5,-4L5,-4L0,5Z",
    "diamond": "M0,-6L5,0L0,6L-5,0Z",
    CROSS: "M-4.5,-4.5L4.5,4.5M-4.5,4.5L4.5,-4.5",
}
_SVG = "http://www.w3.org/2000/svg"
_LOUD = re.compile(r"aria-.*|role|class|pointer-events")
_LINE_HEIGHT, _MARGIN = 20, 14


def framed(chart: Chart, drawn: str) -> str:
    """The drawing of a chart with title, description and legend; nothing in it runs, loads or has a style of its own."""
    ElementTree.register_namespace("", _SVG)
    root = ElementTree.fromstring(drawn)  # noqa: S314 - drawn here a moment ago, from words made harmless before
    _quieten(root)
    width, height = float(root.get("width", 0)), float(root.get("height", 0))
    legend, lower = _legend(chart, width, height)
    root.append(legend)
    names = [f"{part}-{chart.key}" for part in ("title", "desc")]
    for place, (name, words) in enumerate(zip(names, (f"{chart.title} ({chart.unit})", chart.description), strict=True)):
        told = ElementTree.Element(f"{{{_SVG}}}{name.partition('-')[0]}", {"id": name})
        told.text = words
        root.insert(place, told)
    ground = root.find(f"{{{_SVG}}}rect")
    if ground is not None:
        ground.set("height", f"{lower:g}")
    size = {"width": f"{width:g}", "height": f"{lower:g}", "viewBox": f"0 0 {width:g} {lower:g}"}
    root.attrib |= size | {"role": "img", "aria-labelledby": " ".join(names), "lang": chart.language.replace("_", "-")}
    return ElementTree.tostring(root, encoding="unicode")


def _quieten(root: ElementTree.Element) -> None:
    """Leave out what is written for a live page: names of classes, roles of every line, labels that are not drawn."""
    for parent in root.iter():
        for child in list(parent):
            if child.get("opacity") == "0" or child.get("display") == "none":
                parent.remove(child)
        for name in [name for name in parent.attrib if _LOUD.fullmatch(name)]:
            del parent.attrib[name]


def _legend(chart: Chart, width: float, top: float) -> tuple[ElementTree.Element, float]:
    """What the marks that occur mean, in as many lines as that needs, and where the picture ends below it."""
    say, group = labels(chart.language), ElementTree.Element(f"{{{_SVG}}}g", {"font-family": FONT, "font-size": f"{SIZE}px"})
    x, y = float(_MARGIN), top + SIZE / 2
    for mark in (mark for mark in MARKS if any(entry.mark == mark for entry in chart.entries)):
        room = 16 + wide(say[mark]) + 18
        if x > _MARGIN and x + room > width:
            x, y = float(_MARGIN), y + _LINE_HEIGHT
        _key(group, mark, say[mark], x, y)
        x += room
    return group, y + _LINE_HEIGHT


def _key(group: ElementTree.Element, mark: str, words: str, x: float, y: float) -> None:
    shape = SHAPES.get(mark, "diamond")
    inked = {"fill": "none", "stroke": COLOURS[mark], "stroke-width": "3"} if shape == CROSS else {"fill": COLOURS[mark]}
    place = {"transform": f"translate({x + 6:g},{y:g})", "d": _PATHS[shape]}
    ElementTree.SubElement(group, f"{{{_SVG}}}path", place | inked)
    text = ElementTree.SubElement(group, f"{{{_SVG}}}text", {"x": f"{x + 16:g}", "y": f"{y + 4:g}", "fill": "#1c1b19"})
    text.text = words
