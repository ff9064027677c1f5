"""The HTML folder is whole: every link inside it leads somewhere, every page can stand alone, every change has its page."""

from __future__ import annotations

import base64
import hashlib
import posixpath
import re
from dataclasses import replace
from functools import cache

import pytest

from pipeline.report import html
from pipeline.report.folder import forms
from pipeline.report.material import ChangeSheet, ReportData, ZoneSheet
from pipeline.report.places import change_place, zone_place, zone_stories
from tests.report import samples
from tests.report.messages import spoken, translated
from tests.report.test_hostile import read

PAGES = html.render(samples.DATA, made_at=samples.MADE_AT)


@cache
def every_file() -> set[str]:
    """The names of all that a report brings."""
    return {name for form in forms().values() for name in form(samples.DATA, made_at=samples.MADE_AT)}


@pytest.mark.parametrize("name", PAGES)
def test_every_link_inside_the_folder_leads_somewhere(name: str) -> None:
    for link in read(PAGES[name]).links:
        if not link.startswith("https://"):
            target, _, anchor = link.partition("#")
            place = posixpath.normpath(posixpath.join(posixpath.dirname(name), target)) if target else name
            assert place in every_file()
            assert not anchor or f'id="{anchor}"' in PAGES[place]


@pytest.mark.parametrize("name", PAGES)
def test_the_content_policy_admits_the_one_style_sheet_and_nothing_else(name: str) -> None:
    page = PAGES[name]
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'" in page
    assert "url(" not in style
    assert "@import" not in style
    assert not re.search(r"<script|\sstyle=|\son\w+=|<img|<iframe|<form", page)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_one_heading_a_title_and_a_language(name: str) -> None:
    page = PAGES[name]
    assert page.count("<h1") == 1
    assert re.search(r"<title>[^<]+</title>", page)
    assert '<html lang="en">' in page
    assert 'name="viewport"' in page


def test_a_zone_has_its_charts_each_with_a_table_and_its_promises() -> None:
    page = PAGES["zones/zone-CN-511000-gxq.html"]
    assert page.count('<figure class="chart"') == page.count('role="img"') == 1
    assert page.count("The same as a table") == 1
    assert "力争" in page
    assert 'href="../feeds/zones/zone-CN-511000-gxq.xml"' in page


def test_promises_stand_together_what_wants_attention_first() -> None:
    assert re.findall(r"<h2>([\w ]+) \(1\)</h2>", PAGES["promises.html"]) == ["overdue", "open"]
    assert "Promises that want attention" in PAGES["index.html"]


def test_every_message_of_the_report_is_in_the_chinese_catalogue_and_nothing_else_is() -> None:
    assert set(translated()) == spoken()
    assert all(translated().values())


def test_the_chinese_report_says_so_and_says_it_in_chinese() -> None:
    pages = html.render(replace(samples.DATA, language="zh"), made_at=samples.MADE_AT)
    index = pages["index.html"]
    assert '<html lang="zh-CN">' in index
    assert "<h1>有何变动</h1>" in index
    assert "What changed" not in index


def test_a_report_of_very_many_changes_lists_the_less_important_ones_by_their_names() -> None:
    many = tuple(replace(samples.DATA.changes[0], recorded=replace(samples.RETITLED, id=f"{number:016d}")) for number in range(103))
    page = html.render(ReportData(changes=many, left_out=7), made_at=samples.MADE_AT)["index.html"]
    assert page.count('<li class="card">') == 100
    assert "<summary>3 more</summary>" in page
    assert "7 less important changes are left out." in page


def test_every_change_page_and_zone_has_its_file() -> None:
    assert {change_place(sheet.recorded.id) for sheet in samples.DATA.changes} < set(PAGES)
    assert {"pages/1.html", "pages/2.html", "zones/zone-CN-511000-gxq.html"} < set(PAGES)


def test_changes_stand_in_the_order_of_their_importance() -> None:
    ids = re.findall(r'<h3><a href="changes/(\w+)\.html">', PAGES["index.html"])
    severities = {sheet.recorded.id: sheet.recorded.change.severity for sheet in samples.DATA.changes}
    assert [severities[identity] for identity in ids] == sorted(severities.values(), reverse=True)


def test_a_change_of_our_own_reading_is_kept_apart() -> None:
    page = PAGES["index.html"]
    assert page.index("Differences of our own reading") < page.index(f"changes/{samples.TECHNICAL.id}.html")
    assert "6 changes on 2 pages" in page


def test_removed_and_added_words_are_marked_as_such() -> None:
    page = PAGES[change_place(samples.LOWERED.id)]
    assert "电子信息项目<del>10余家</del><ins>8家</ins>，" in page
    assert "between <time" in page
    assert samples.HISTORY.captures[1].payload_sha256 in page
    assert samples.HISTORY.captures[6].payload_sha256 not in page


def test_a_claim_that_stands_is_not_struck_out_because_it_is_overdue() -> None:
    assert "<del" not in PAGES[change_place(samples.OVERDUE.id)].partition("<main")[2]


def test_a_report_of_nothing_can_be_read() -> None:
    pages = html.render(ReportData(), made_at=samples.MADE_AT)
    assert list(pages) == ["index.html", "promises.html"]
    assert "Nothing changed." in pages["index.html"]


def test_a_change_of_a_page_that_is_not_in_the_report_is_told_all_the_same() -> None:
    data = replace(samples.DATA, pages=(), zones=())
    pages = html.render(data, made_at=samples.MADE_AT)
    assert "thepaper, page 1" in pages[change_place(samples.LOWERED.id)]


def test_a_zone_under_two_names_is_one_zone() -> None:
    sheets = (*samples.DATA.zones, ZoneSheet(name="高新区", id=samples.ZONE_ID, claims=samples.DATA.zones[0].claims))
    (story,) = zone_stories(replace(samples.DATA, zones=sheets))
    assert (story.name, len(story.claims), len(story.changes)) == (samples.ZONE, 4, 5)


def test_a_zone_the_gazetteer_does_not_know_has_a_page_by_its_name() -> None:
    recorded = replace(samples.LOWERED, zone="新城", change=replace(samples.LOWERED.change, before=None, after=None))
    (story,) = zone_stories(ReportData(changes=(ChangeSheet(recorded=recorded),)))
    assert (story.name, story.place) == ("新城", zone_place("新城"))
    assert re.fullmatch(r"zones/[0-9a-f]{16}\.html", story.place)
