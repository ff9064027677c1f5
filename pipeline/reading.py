"""From a capture to what it turned out to be: transport first, then the site's own manners, then its layouts.

The one place where outcomes are decided. Whatever the bytes are, the answer is a Reading, never a crash, and only
`ok` carries an article. A source without layouts of its own is read by the marked fallback.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache

from db.records import Article, Capture, Outcome, Reading
from pipeline.garbled import garbled
from pipeline.layouts.generic import GenericPage
from pipeline.layouts.payload import page_text
from pipeline.outcome import CutShort, Finding, by_status, by_words, unanswered
from pipeline.oversize import article_excess, page_excess
from pipeline.sources import Layout, Source, source

_AS_REDUCED = (("Content-Type", "text/html; charset=utf-8"),)
FALLBACK: tuple[Layout, ...] = (GenericPage(),)
"""What reads the pages of a source that has no layouts of its own, and never those of one that has."""


def read(capture: Capture) -> Reading:
    """What a capture turned out to be, with its article when that is `ok`; raises `UnknownSource`, nothing else."""
    return by_transport(capture) or _by_content(capture, source(capture.source))


def by_transport(capture: Capture) -> Reading | None:
    """What a capture is judged before its page is looked into; None when the page itself must be read."""
    home = source(capture.source)
    return unanswered(capture) or home.judge(capture) or _by_status(capture, home)


@lru_cache(maxsize=2)
def reduced(capture: Capture) -> Capture | None:
    """The page with nothing but what its design reads, in place of the one captured; None when it must be read whole.

    Only an article may be read from it: what shows none is judged by the whole page.
    """
    text = page_text(capture)
    if "</html>" not in text[-40:] or page_excess(text):
        return None
    words = source(capture.source).reduced(text)
    if words is None:
        return None
    try:
        return replace(capture, body=words.encode("utf-8"), headers=_AS_REDUCED)
    except UnicodeEncodeError:
        return None


def reads_at(small: Capture, reading: Reading, at: datetime) -> bool:
    """Whether a reduced page that was read shows the very same article at another time."""
    design = next((layout for layout in source(small.source).layouts if layout.name == reading.layout), None)
    try:
        return design is not None and design.article(replace(small, fetched_at=at)) == reading.article
    except Finding:
        return False


def _by_status(capture: Capture, home: Source) -> Reading | None:
    reading = by_status(capture, home.hosts)
    if reading is not None and reading.outcome is Outcome.GONE:
        return by_words(page_text(capture), capture.status) or reading
    return reading


def _by_content(capture: Capture, home: Source) -> Reading:
    small = reduced(capture)
    reading = _by_layout(small, home) if small else None
    return reading if reading and reading.article and reading.article.title else _by_layout(capture, home)


def _by_layout(capture: Capture, home: Source) -> Reading:
    excess = page_excess(page_text(capture))
    if excess:
        return Reading(outcome=Outcome.UNRECOGNISED, reason=excess)
    layout = _layout(capture, home.layouts or FALLBACK)
    # The fallback takes anything for an article, so a page is first asked what it says of itself.
    refusal = by_words(page_text(capture), capture.status) if layout is None or not home.layouts else None
    if layout is None or refusal is not None:
        return refusal or Reading(outcome=Outcome.UNRECOGNISED, reason="no layout recognises the page")
    try:
        _whole(capture)
        return _judged(capture, layout, layout.article(capture))
    except Finding as finding:
        reading = Reading(outcome=finding.outcome, reason=str(finding), layout=layout.name)
        excused = by_words(page_text(capture), capture.status) if finding.outcome is Outcome.EMPTY else None
        return excused or reading


def _layout(capture: Capture, layouts: tuple[Layout, ...]) -> Layout | None:
    fitting = [layout for layout in layouts if layout.recognises(capture)]
    day = capture.fetched_at.date()
    return min(fitting, key=lambda layout: _staleness(layout.last_valid_day, day), default=None)


def _staleness(last: date | None, day: date) -> tuple[bool, date]:
    last = last or date.max
    return (last < day, last)


def _whole(capture: Capture) -> None:
    """Refuse a page that was cut off: its missing end would look like paragraphs taken out."""
    text = page_text(capture)
    if "</html>" in text[-40:]:
        return
    if "<html" in text[:2000].lower() and "</html" not in text[-20_000:].lower() and "</html" not in text.lower():
        raise CutShort("the end of the HTML is missing")


def _judged(capture: Capture, layout: Layout, article: Article) -> Reading:
    if article.key and capture.key and article.key != capture.key:
        reason = f"the page shows article {article.key} where {capture.key} was asked for"
        return Reading(outcome=Outcome.UNRECOGNISED, reason=reason, layout=layout.name)
    fault = article_excess(article.paragraphs) or garbled("\n".join(article.paragraphs))
    if fault:
        return Reading(outcome=Outcome.UNRECOGNISED, reason=fault, layout=layout.name)
    if not article.paragraphs:
        return Reading(outcome=Outcome.EMPTY, reason="the page has no paragraph of body text", layout=layout.name)
    return Reading(outcome=Outcome.OK, reason=f"read as {layout.name}", layout=layout.name, article=article)
