"""The ledger of a zone as charts: which of its series are worth a picture, and what each picture says, as plain data.

A chart is drawn by `chart_picture.py` and told by its own table, so that nobody needs to see the picture to know what it shows.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pipeline.changes.kinds import SAME_QUANTITY
from pipeline.ledger.book import series
from pipeline.ledger.intervals import interval
from pipeline.ledger.points import Point, Relation
from pipeline.ledger.series import is_prospective, thread
from pipeline.report.chart_labels import cut
from pipeline.report.chart_words import MARKS, axis_unit, figure_words, labels
from pipeline.report.claim_words import gist
from pipeline.report.words import one_line

MOST_CHARTS = 12
"""Charts of one zone; what is left out stands in the ledger's tables."""

MOST_ENTRIES = 120
"""Statements drawn in one chart, the latest ones."""

LARGEST = Decimal(10) ** 18
"""Figures beyond it are no figures of a development zone, and would flatten every other one."""

YEARS = range(1949, 2150)
"""What is said of other years was misread or misprinted, and would squeeze everything else into a corner."""

LONGEST_TITLE = 60
"""Characters of a title; the table names the whole claim."""

_AGAINST = ("contradicted", "regressed")
_OF_PROMISES = ("fulfilled", "missed", "overdue")


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One statement of a series, as a mark in the picture and a row of its table."""

    mark: str
    """A key of `chart_words.MARKS`: `stated`, `contradicted`, `regressed`, `target` or what became of a target."""

    day: date
    """Where it stands in time: the day a figure is of, or the day by which a target is due."""

    since: date
    """Day of publication."""

    number: Decimal
    """The stated number in the chart's unit; the middle of the interval for a vague one."""

    low: Decimal
    """Lower bound in the chart's unit."""

    high: Decimal | None
    """Upper bound in the chart's unit; None when open (以上, 超过)."""

    open_below: bool
    """True when nothing but an upper bound is said (不超过, 不到)."""

    words: str
    """The figure as printed."""

    point: Point
    """The statement."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Chart:
    """One series of a zone's ledger, worth a picture."""

    key: str
    """12 hexadecimal digits: the same for the same series on every run."""

    title: str
    """What is counted: subject, statement, measure."""

    description: str
    """The picture in two or three sentences."""

    unit: str
    """Unit of the axis, in the words of the language."""

    language: str
    """`en` or `zh`."""

    entries: tuple[Entry, ...]
    """What is drawn, in the order of time."""

    on: date
    """The day the chart is of."""

    ranked: bool
    """True for places in a ranking, where less is more."""

    columns: tuple[str, ...]
    """Headings of the table that tells the same."""

    rows: tuple[tuple[str, ...], ...]
    """Its cells, a row an entry."""


def zone_charts(
    points: Sequence[Point], relations: Iterable[Relation], *, on: date, language: str = "en", most: int = MOST_CHARTS
) -> tuple[Chart, ...]:
    """The charts of a zone as of a day, the most telling first: at least two dated figures, or a target with its day.

    `relations` are those of `pipeline.ledger.book.book`; they say what is contradicted and what became of targets.
    """
    standing = _standing(relations)
    found = [chart for own in series(points) for chart in _charts(own, standing, on, language)]
    return tuple(sorted(found, key=_telling)[:most])


def _charts(own: Sequence[Point], standing: dict[object, str], on: date, language: str) -> Iterable[Chart]:
    units: dict[str, list[Point]] = defaultdict(list)
    for point in own:
        span = interval(point.claim.value)
        if span and point.claim.polarity == "pos" and _highest([point]) < LARGEST:
            units[span.unit].append(point)
    for unit, alike in units.items():
        printed = alike[-1].claim.value
        step, words = axis_unit(unit, one_line(printed.unit_surface if printed else ""), _highest(alike), language)
        made = (_entry(point, step, standing, on) for point in alike)
        entries = sorted((entry for entry in made if {entry.day.year, entry.since.year} <= set(YEARS)), key=_place)
        if _worth_a_picture(entries):
            yield _chart(unit, words, entries[-MOST_ENTRIES:], on, language)


def _worth_a_picture(entries: Sequence[Entry]) -> bool:
    dated = {entry.day for entry in entries if _stated(entry.point)}
    return len(dated) > 1 or any(_is_aim(entry.point) for entry in entries)


def _is_aim(point: Point) -> bool:
    """Whether it is a target with its day and a figure of its own (多个 is none)."""
    return is_prospective(point.claim) and point.deadline is not None and _stated(point)


def _stated(point: Point) -> bool:
    value = point.claim.value
    return value is not None and (value.num is not None or value.comparator == "range")


def _place(entry: Entry) -> tuple[object, ...]:
    return entry.day, entry.since, entry.low, entry.point.page


def _entry(point: Point, step: Decimal, standing: dict[object, str], on: date) -> Entry:
    span, value = interval(point.claim.value), point.claim.value
    assert span is not None  # noqa: S101 - only points with a value are taken
    assert value is not None  # noqa: S101 - the same
    high = span.high if span.high.is_finite() else None
    middle = span.low if high is None else (span.low + high) / 2
    factor = SAME_QUANTITY.get(value.unit, ("", Decimal(1)))[1]
    return Entry(
        mark=_mark(point, standing, on),
        day=(point.deadline or point.published) if is_prospective(point.claim) else point.as_of,
        since=point.published,
        number=(middle if value.num is None or value.comparator == "range" else value.num * factor) / step,
        low=span.low / step,
        high=None if high is None else high / step,
        open_below=value.comparator in {"lt", "le"} and span.low == 0,
        words=one_line(value.surface),
        point=point,
    )


def _highest(points: Sequence[Point]) -> Decimal:
    spans = [span for point in points if (span := interval(point.claim.value))]
    return max(abs(bound) for span in spans for bound in (span.low, span.high) if bound.is_finite())


def _mark(point: Point, standing: dict[object, str], on: date) -> str:
    if not is_prospective(point.claim):
        return standing.get(point, "stated")
    passed = point.deadline is not None and point.deadline < on
    return standing.get(_aim(point)) or ("passed" if passed else "target")


def _standing(relations: Iterable[Relation]) -> dict[object, str]:
    """What is contradicted, by its point; what became of a target, by what it aims at."""
    found: dict[object, str] = {}
    for relation in relations:
        if relation.name in _AGAINST:
            found |= {point: relation.name for point in (relation.a, relation.b) if point and found.get(point) != "contradicted"}
        elif relation.name in _OF_PROMISES:
            found[_aim(relation.a)] = relation.substate if relation.substate == "late" else relation.name
    return found


def _aim(point: Point) -> object:
    value = point.claim.value
    return thread(point.claim), point.deadline, value and (value.num, value.low, value.high, value.unit)


def _telling(chart: Chart) -> tuple[object, ...]:
    marks = {entry.mark for entry in chart.entries}
    weight = 2 * bool(marks & set(_AGAINST)) + bool(marks & {"missed", "overdue", "late"})
    return -weight, -len({entry.day for entry in chart.entries}), -len(chart.entries), chart.key


def _chart(unit: str, axis: str, entries: Sequence[Entry], on: date, language: str) -> Chart:
    say = labels(language)
    claim = entries[-1].point.claim
    digest = hashlib.sha256(repr((thread(claim), unit)).encode("utf-8", "backslashreplace")).hexdigest()
    return Chart(
        key=digest[:12],
        title=cut(one_line(gist(claim)), LONGEST_TITLE),
        description=_description(entries, say),
        unit=cut(axis, LONGEST_TITLE),
        language=language,
        entries=tuple(entries),
        on=on,
        ranked=unit == "place",
        columns=tuple(say[column] for column in ("day", "sort", "figure", "published", "evidence", "address")),
        rows=tuple(_row(entry, say, language) for entry in entries),
    )


def _description(entries: Sequence[Entry], say: dict[str, str]) -> str:
    first, last = entries[0], entries[-1]
    marks = [say[mark] for mark in MARKS if any(entry.mark == mark for entry in entries)]
    told = say["described"].format(count=len(entries), first=first.day, last=last.day, low=cut(first.words), high=cut(last.words))
    return f"{told} {say['marked'].format(marks=say['comma'].join(marks))}"


def _row(entry: Entry, say: dict[str, str], language: str) -> tuple[str, ...]:
    value = entry.point.claim.value
    figure = figure_words(value, language) if value else ""
    evidence = one_line(entry.point.claim.evidence.text)
    return entry.day.isoformat(), say[entry.mark], one_line(figure), entry.since.isoformat(), evidence, entry.point.url
