"""A zone's ledger as charts: what is worth one, what is marked in it, and pictures that are safe and the same every time."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from db.records import Article
from pipeline.ledger.book import book
from pipeline.ledger.points import Point
from pipeline.report.chart_labels import LONGEST, Spot, placed
from pipeline.report.chart_picture import chart_svg
from pipeline.report.chart_picture import picture as described
from pipeline.report.chart_words import LANGUAGES, labels
from pipeline.report.charts import MOST_CHARTS, MOST_ENTRIES, Chart, zone_charts
from pipeline.texts import claims_in
from tests.report.hostile import WORDS

ON = date(2026, 3, 1)
ZONE = "德阳高新区"
SAID = (
    ("2021-03-08", "截至2021年2月底，德阳高新区已引进通用航空企业30余家。"),
    ("2021-03-08", "力争到2025年，德阳高新区工业总产值突破200亿元。"),
    ("2022-11-08", "截至2022年10月底，德阳高新区已引进通用航空企业42家。"),
    ("2022-11-20", "截至2022年10月底，德阳高新区已引进通用航空企业55家。"),
    ("2023-12-04", "截至2023年11月底，德阳高新区已引进通用航空企业60家以上。"),
    ("2024-12-04", "截至2024年11月底，德阳高新区已引进通用航空企业不超过90家。"),
    ("2026-01-20", "2025年，德阳高新区实现工业总产值171亿元。"),
    ("2026-01-20", "德阳高新区有学校3所。"),
)


def points(said: tuple[tuple[str, str], ...] = SAID) -> list[Point]:
    """What articles of those days claim, each article on its own page."""
    found = []
    for page, (day, text) in enumerate(said, start=1):
        article = Article(title="", paragraphs=(text,))
        seen = datetime.fromisoformat(f"{day}T12:00:00+08:00")
        for claim in claims_in(article, doc=f"finews-{page}", published=date.fromisoformat(day)):
            found.append(Point(zone=ZONE, page=page, url=f"https://example.org/{page}", version=page, claim=claim, seen_at=seen))
    return found


def charts(found: list[Point], language: str = "en") -> tuple[Chart, ...]:
    """The charts of these points as of the day of this test."""
    return zone_charts(found, book(ZONE, found, ON).relations, on=ON, language=language)


POINTS = points()
FIRMS, OUTPUT = charts(POINTS)


@pytest.fixture(scope="module")
def picture() -> str:
    """The first chart as it is drawn."""
    return chart_svg(FIRMS)


def test_a_series_with_a_contradiction_comes_before_one_without() -> None:
    assert (FIRMS.title, OUTPUT.title) == ("德阳高新区 引进 通用航空企业", "德阳高新区 实现 工业总产值")


def test_contradictions_and_what_became_of_targets_are_marked() -> None:
    assert [entry.mark for entry in FIRMS.entries] == ["stated", "contradicted", "contradicted", "stated", "stated"]
    assert {entry.words: entry.mark for entry in OUTPUT.entries} == {"突破200亿元": "missed", "171亿元": "stated"}


def test_a_target_stands_on_the_day_it_is_due_and_a_figure_on_the_day_it_is_of() -> None:
    assert {entry.words: entry.day.isoformat() for entry in OUTPUT.entries} == {"突破200亿元": "2025-12-31", "171亿元": "2025-12-31"}
    assert FIRMS.entries[0].day == date(2021, 2, 28)


def test_intervals_keep_their_ends_open_where_the_words_leave_them_open() -> None:
    spans = {entry.words: (entry.low, entry.high, entry.open_below) for entry in FIRMS.entries}
    assert spans["30余家"] == (30, 40, False)
    assert spans["60家以上"] == (60, None, False)
    assert spans["不超过90家"] == (0, 90, True)


def test_money_is_drawn_in_a_unit_people_use() -> None:
    assert [(entry.words, int(entry.number)) for entry in OUTPUT.entries] == [("突破200亿元", 200), ("171亿元", 171)]
    assert (OUTPUT.unit, charts(POINTS, "zh")[1].unit) == ("yuan (× 100 million)", "亿元")


def test_a_single_figure_is_not_worth_a_picture() -> None:
    assert not charts(points(SAID[-1:]))
    assert not charts([])


def test_a_target_with_a_day_is_worth_one_by_itself() -> None:
    (chart,) = charts(points(SAID[1:2]))
    assert chart.entries[0].mark == "overdue"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_has_a_table_that_tells_the_same(language: str) -> None:
    for chart in charts(POINTS, language):
        assert len(chart.rows) == len(chart.entries)
        for entry, row in zip(chart.entries, chart.rows, strict=True):
            assert len(row) == len(chart.columns)
            assert row[0] == entry.day.isoformat()
            assert row[1] == labels(language)[entry.mark]
            assert row[2].startswith(entry.words)


def test_a_language_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="not in tuple"):
        charts(POINTS, "fr")


@pytest.mark.parametrize("chart", [FIRMS, OUTPUT], ids=["firms", "output"])
def test_the_picture_is_described_as_vega_lite_has_it(chart: Chart) -> None:
    assert described(chart).to_dict()["layer"]


def test_the_picture_says_its_words_as_words_with_a_title_and_a_description(picture: str) -> None:
    root = etree.fromstring(picture)
    said = ["".join(node.itertext()) for node in root.iter() if node.tag.endswith(("}text", "}title", "}desc"))]
    assert {"30余家", "55家", "contradicted by another article", FIRMS.description} < set(said)
    assert said[0] == "德阳高新区 引进 通用航空企业 (家)"
    assert (root.get("role"), root.get("aria-labelledby")) == ("img", f"title-{FIRMS.key} desc-{FIRMS.key}")


def test_the_picture_runs_nothing_loads_nothing_and_brings_no_style_of_its_own(picture: str) -> None:
    root = etree.fromstring(picture)
    names = {node.tag.partition("}")[2] for node in root.iter()}
    assert names <= {"svg", "title", "desc", "g", "rect", "path", "line", "text", "defs"}
    attributes = {name for node in root.iter() for name in node.attrib}
    assert not {name for name in attributes if name.startswith("on") or name in {"style", "class"} or "href" in name}
    assert "url(" not in picture
    assert picture.count("http") == picture.count('xmlns="http://www.w3.org/2000/svg"')


def test_the_same_chart_is_the_same_picture_every_time(picture: str) -> None:
    chart_svg(OUTPUT)
    assert chart_svg(FIRMS) == picture


@pytest.mark.parametrize("name", ["script", "bidi controls", "terminal escapes", "no character", "long", "nothing"])
def test_hostile_words_stay_words_in_a_picture(name: str) -> None:
    words = WORDS[name]
    said = [replace(point, url=words, claim=with_words(point, words)) for point in POINTS if point.page in (1, 3)]
    for chart in zone_charts(said, (), on=ON):
        root = etree.fromstring(chart_svg(chart).encode())
        assert {node.tag.partition("}")[2] for node in root.iter()} <= {"svg", "title", "desc", "g", "rect", "path", "line", "text", "defs"}
        assert all(len("".join(node.itertext())) < 2_000 for node in root.iter() if node.tag.endswith(("}text", "}title", "}desc")))
        assert not set("".join(root.itertext())) & set("\u202e\u2066\x1b\x00\u2028")


def test_a_day_that_no_zone_can_have_seen_is_left_out() -> None:
    one = POINTS[0]
    said = [replace(one, claim=replace(one.claim, time=replace(one.claim.time, end=date(9999, 12, 31)))), *POINTS[2:4]]
    assert not zone_charts(said[:2], (), on=ON)


def with_words(point: Point, words: str):
    """The claim of a point with the words wherever a chart shows some."""
    claim = point.claim
    value = claim.value and replace(claim.value, surface=words, unit_surface=words)
    metric, subject = replace(claim.metric, canon=words), replace(claim.subject, canon=words)
    return replace(claim, value=value, metric=metric, subject=subject, evidence=replace(claim.evidence, text=words))


def test_a_long_series_keeps_its_latest_statements_and_a_zone_its_most_telling_charts() -> None:
    one = POINTS[0]
    many = [
        replace(one, page=number, claim=replace(one.claim, pub=date.fromordinal(737_000 + number), time=late(one, number)))
        for number in range(300)
    ]
    (chart,) = zone_charts(many, (), on=ON)
    assert len(chart.entries) == MOST_ENTRIES
    assert chart.entries[-1].day == date.fromordinal(737_299)
    assert len(chart_svg(chart)) < 100_000
    kinds = [
        replace(point, claim=replace(point.claim, metric=replace(one.claim.metric, canon=str(n)))) for n in range(20) for point in many[:2]
    ]
    assert len(zone_charts(kinds, (), on=ON)) == MOST_CHARTS


def late(point: Point, days: int):
    """The time of a point's claim, with another as-of day."""
    return replace(point.claim.time, end=date.fromordinal(737_000 + days))


@pytest.mark.parametrize("days", [("1949-01-02", "2149-12-31"), ("2026-01-01", "2026-01-02"), ("2026-01-01", "2026-07-01")])
def test_any_stretch_of_time_can_be_drawn(days: tuple[str, str]) -> None:
    said = [
        replace(POINTS[0], claim=replace(POINTS[0].claim, time=replace(POINTS[0].claim.time, end=date.fromisoformat(day)))) for day in days
    ]
    (chart,) = zone_charts(said, (), on=ON)
    shown = re.findall(r">(\d{4}(?:-\d\d)*)</text>", chart_svg(chart))
    assert 2 <= len(shown) <= 8
    assert len(set(shown)) == len(shown)


spots = st.lists(
    st.builds(
        lambda x, y, words, needed: Spot(x=x, y=y, top=y, bottom=y, words=words, needed=needed),
        st.floats(0, 640),
        st.floats(0, 240),
        st.text("家1余", max_size=30),
        st.booleans(),
    ),
    max_size=20,
)


@settings(max_examples=60)
@given(spots)
def test_words_that_are_needed_are_always_written_and_never_longer_than_there_is_room(given_spots: list[Spot]) -> None:
    found = placed(given_spots, 640, 240)
    assert {number for number, spot in enumerate(given_spots) if spot.needed and spot.words} <= {label.spot for label in found}
    assert all(len(label.words) <= LONGEST for label in found)
