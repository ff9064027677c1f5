"""The changes as an Atom feed (RFC 4287) that lies beside the HTML pages and points into them."""

from __future__ import annotations

import uuid
from datetime import datetime
from xml.etree import ElementTree

from pipeline.report.claim_words import gist
from pipeline.report.html import feed_entry
from pipeline.report.material import ChangeSheet, ReportData
from pipeline.report.places import change_place
from pipeline.report.words import headline, honest, one_line

ATOM = "http://www.w3.org/2005/Atom"
ENTRIES = 200
"""How many changes a feed holds, the latest ones: a reader has fetched the earlier ones before."""

_FEED = uuid.uuid5(uuid.NAMESPACE_URL, "https://zonewatch.invalid/changes")


def render(data: ReportData, *, made_at: datetime) -> dict[str, str]:
    """`feed.xml`: the latest changes, newest first; addresses are relative to where the feed lies."""
    told = (sheet for sheet in data.changes if not sheet.recorded.technical)
    sheets = sorted(told, key=lambda sheet: (-_updated(sheet).timestamp(), sheet.recorded.id))[:ENTRIES]
    feed = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": "en"})
    _add(feed, "id", _FEED.urn)
    _add(feed, "title", "zonewatch: what changed")
    _add(feed, "updated", max((_updated(sheet) for sheet in sheets), default=made_at).isoformat())
    _add(feed, "link", rel="self", href="feed.xml")
    _add(feed, "link", rel="alternate", href="index.html", type="text/html")
    _add(ElementTree.SubElement(feed, "author"), "name", "zonewatch")
    for sheet in sheets:
        feed.append(_entry(sheet))
    ElementTree.indent(feed)
    return {"feed.xml": '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(feed, encoding="unicode") + "\n"}


def _entry(sheet: ChangeSheet) -> ElementTree.Element:
    recorded = sheet.recorded
    entry = ElementTree.Element("entry")
    _add(entry, "id", uuid.uuid5(_FEED, recorded.id.encode("utf-8", "backslashreplace").decode()).urn)
    _add(entry, "title", _title(sheet))
    _add(entry, "updated", _updated(sheet).isoformat())
    _add(entry, "published", recorded.seen_at.isoformat())
    _add(entry, "link", rel="alternate", href=change_place(recorded.id), type="text/html")
    _add(entry, "category", term=one_line(recorded.change.kind))
    _add(entry, "summary", "; ".join((honest(recorded.between), *(one_line(reason) for reason in recorded.change.reasons))))
    _add(entry, "content", feed_entry(sheet), type="html")
    return entry


def _title(sheet: ChangeSheet) -> str:
    recorded = sheet.recorded
    claim = recorded.change.after or recorded.change.before
    about = gist(claim) if claim else recorded.change.new_words or recorded.change.old_words or recorded.url
    return one_line(f"{headline(recorded)}: {about}")


def _updated(sheet: ChangeSheet) -> datetime:
    review = sheet.recorded.review
    return max(review.at, sheet.recorded.seen_at) if review else sheet.recorded.seen_at


def _add(parent: ElementTree.Element, name: str, words: str | None = None, **attributes: str) -> None:
    ElementTree.SubElement(parent, name, attributes).text = words
