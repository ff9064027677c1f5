"""The feed is Atom as RFC 4287 has it, and stable: a reader is told of nothing twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from xml.etree import ElementTree

from pipeline.report import atom
from pipeline.report.material import ChangeSheet, ReportData
from tests.report import samples

NAMES = {"a": atom.ATOM}


def feed(data: ReportData) -> ElementTree.Element:
    """The feed, read."""
    printed = atom.render(data, made_at=samples.MADE_AT)["feed.xml"]
    return ElementTree.fromstring(printed.encode("utf-8"))  # noqa: S314 - we wrote it


def said(element: ElementTree.Element, path: str) -> str:
    """The words of one element that must be there."""
    found = element.find(path, NAMES)
    assert found is not None
    return found.text or ""


def test_every_element_the_standard_asks_for_is_there() -> None:
    root = feed(samples.DATA)
    for element in (root, *root.findall("a:entry", NAMES)):
        assert said(element, "a:id").startswith("urn:uuid:")
        assert said(element, "a:title")
        assert datetime.fromisoformat(said(element, "a:updated")).tzinfo
    assert said(root, "a:author/a:name") == "zonewatch"


def test_ids_are_distinct_and_the_same_on_every_run() -> None:
    ids = [element.text for element in feed(samples.DATA).iterfind("a:entry/a:id", NAMES)]
    assert len(set(ids)) == len(ids) == 6
    assert ids == [element.text for element in feed(samples.DATA).iterfind("a:entry/a:id", NAMES)]


def test_the_newest_comes_first_and_our_own_rereading_does_not_come_at_all() -> None:
    titles = [element.text or "" for element in feed(samples.DATA).iterfind("a:entry/a:title", NAMES)]
    assert titles[0].startswith("overdue")
    assert not any("reworded" in title for title in titles)


def test_a_review_makes_an_entry_newer_but_keeps_its_id() -> None:
    reviewed = ReportData(changes=(ChangeSheet(recorded=samples.LOWERED),))
    fresh = ReportData(changes=(ChangeSheet(recorded=replace(samples.LOWERED, review=None)),))
    assert said(feed(reviewed), "a:entry/a:id") == said(feed(fresh), "a:entry/a:id")
    assert said(feed(reviewed), "a:entry/a:updated") > said(feed(fresh), "a:entry/a:updated")


def test_a_feed_of_nothing_is_a_feed() -> None:
    root = feed(ReportData())
    assert said(root, "a:updated") == samples.MADE_AT.isoformat()
    assert not root.findall("a:entry", NAMES)


def test_a_feed_holds_the_latest_changes_only() -> None:
    many = tuple(
        ChangeSheet(recorded=replace(samples.RETITLED, id=f"{number:016x}", seen_at=samples.at(1 + number % 28)))
        for number in range(atom.ENTRIES + 50)
    )
    moments = [element.text or "" for element in feed(ReportData(changes=many)).iterfind("a:entry/a:updated", NAMES)]
    assert len(moments) == atom.ENTRIES
    assert moments == sorted(moments, reverse=True)
