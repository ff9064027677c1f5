"""The changes as Atom feeds (RFC 4287): everything, each zone and each source.

The report's lie beside its pages and point into them; the desk serves the same with addresses of its own.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from xml.etree import ElementTree

from pipeline.report.claim_words import gist
from pipeline.report.drawn import Drawn
from pipeline.report.html import feed_entry
from pipeline.report.material import ChangeSheet, ReportData
from pipeline.report.places import change_place, source_feed, zone_stories
from pipeline.report.tongue import tongue
from pipeline.report.words import one_line, shortened

ATOM = "http://www.w3.org/2005/Atom"
ENTRIES = 200
"""How many changes a feed holds, the latest ones: a reader has fetched the earlier ones before."""

LONGEST_TITLE = 200

_FEED = uuid.uuid5(uuid.NAMESPACE_URL, "https://zonewatch.invalid/changes")


@dataclass(frozen=True, kw_only=True, slots=True)
class Feed:
    """One feed, and where things lie as seen from it."""

    name: str
    """What it tells the changes of: a zone, a source; empty for everything."""

    own: str
    """Its own address."""

    page: str
    """Address of the page that tells the same."""

    change: Callable[[str], str]
    """Address of a change's page, by its identity."""

    language: str = "en"
    """`en` or `zh`."""


def render(data: ReportData, *, made_at: datetime) -> Drawn:
    """`feed.xml`, and one feed for every zone and every source; addresses are relative to where a feed lies."""
    whole = Feed(name="", own="feed.xml", page="index.html", change=change_place, language=data.language)
    files: dict[str, Callable[[], str]] = {"feed.xml": partial(feed, whole, data.changes, made_at=made_at)}
    for zone in zone_stories(data):
        files[zone.feed] = partial(feed, _below(zone.feed, zone.name, f"../../{zone.place}", data), zone.changes, made_at=made_at)
    for source in sorted({sheet.recorded.source for sheet in data.changes} | {history.page.source for history in data.pages}):
        own = [sheet for sheet in data.changes if sheet.recorded.source == source]
        place = source_feed(source)
        files[place] = partial(feed, _below(place, source, "../../index.html", data), own, made_at=made_at)
    return Drawn(files)


def feed(told: Feed, sheets: Iterable[ChangeSheet], *, made_at: datetime) -> str:
    """The latest changes, newest first; what only our own reading changed is left out."""
    shown = _latest(sheets)
    speak = tongue(told.language)
    root = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": speak.tag})
    _add(root, "id", (uuid.uuid5(_FEED, one_line(told.name)) if told.name else _FEED).urn)
    title = speak.say("zonewatch: what changed")
    _add(root, "title", shortened(one_line(f"{title}: {told.name}" if told.name else title), LONGEST_TITLE))
    _add(root, "updated", max((_updated(sheet) for sheet in shown), default=made_at).isoformat())
    _add(root, "link", rel="self", href=told.own, type="application/atom+xml")
    _add(root, "link", rel="alternate", href=told.page, type="text/html")
    _add(ElementTree.SubElement(root, "author"), "name", "zonewatch")
    for sheet in shown:
        root.append(_entry(sheet, told))
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _below(place: str, name: str, page: str, data: ReportData) -> Feed:
    own = place.rpartition("/")[2]
    return Feed(name=name, own=own, page=page, change=lambda identity: f"../../{change_place(identity)}", language=data.language)


def _latest(sheets: Iterable[ChangeSheet]) -> Sequence[ChangeSheet]:
    told = (sheet for sheet in sheets if not sheet.recorded.technical)
    return sorted(told, key=lambda sheet: (-_updated(sheet).timestamp(), sheet.recorded.id))[:ENTRIES]


def _entry(sheet: ChangeSheet, told: Feed) -> ElementTree.Element:
    recorded, speak = sheet.recorded, tongue(told.language)
    entry = ElementTree.Element("entry")
    _add(entry, "id", uuid.uuid5(_FEED, recorded.id.encode("utf-8", "backslashreplace").decode()).urn)
    _add(entry, "title", _title(sheet, told))
    _add(entry, "updated", _updated(sheet).isoformat())
    _add(entry, "published", recorded.seen_at.isoformat())
    _add(entry, "link", rel="alternate", href=told.change(recorded.id), type="text/html")
    _add(entry, "category", term=one_line(recorded.change.kind), label=one_line(speak.kind(recorded.change.kind)))
    reasons = (one_line(speak.sentence(reason)) for reason in recorded.change.reasons)
    _add(entry, "summary", "; ".join((speak.honest(recorded.between), *reasons)))
    _add(entry, "content", feed_entry(sheet, told.language), type="html")
    return entry


def _title(sheet: ChangeSheet, told: Feed) -> str:
    recorded = sheet.recorded
    claim = recorded.change.after or recorded.change.before
    about = gist(claim) if claim else recorded.change.new_words or recorded.change.old_words or recorded.url
    return shortened(one_line(f"{tongue(told.language).headline(recorded)}: {about}"), LONGEST_TITLE)


def _updated(sheet: ChangeSheet) -> datetime:
    review = sheet.recorded.review
    return max(review.at, sheet.recorded.seen_at) if review else sheet.recorded.seen_at


def _add(parent: ElementTree.Element, name: str, words: str | None = None, **attributes: str) -> None:
    ElementTree.SubElement(parent, name, attributes).text = words
