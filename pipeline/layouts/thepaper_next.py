"""Thepaper's Next.js pages since mid 2022: articles, live reports, videos, specials.

The page's own data (`__NEXT_DATA__`, or the JSON twin of the page) is read first; the DOM only where the data lack
the body. Class names carry a hash of the build, so only their stable part is matched (the misspelling is theirs).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from html import unescape
from typing import Any

from db.records import Article, Capture
from pipeline.layouts.body import Line, body_lines, text_lines, tidy
from pipeline.layouts.clock import moment, relative_moment, span_of_moment, stamp
from pipeline.layouts.furniture import Sifted, joined_origins, origin_of, sift, whole_title
from pipeline.layouts.payload import Element, finder, fragment, inner_words, page_json, page_text, page_tree, parsed_json, words_of
from pipeline.layouts.thepaper_html import CHROME, OFFLINE, page_title
from pipeline.layouts.thepaper_live import timeline
from pipeline.outcome import Empty, Malformed, Offline

# Most pages say all that is wanted in their data and in one plain element; the tree of a page, which takes most of the time
# of its reading, is made only for the others. Walks by tag, not XPath: on a page of a thousand elements they take a tenth.
_WRAPPING = ("div", "section", "article", "main", "p", "span", "td")
_STATING = ("span", "div", "p", "em", "i", "b", "small", "label", "td", "a")
_WRAP_CLASS = re.compile(r"(?:^|\s|_)c(?:ent|ont)entWrap__")
_DATA = re.compile(r"""<script\b[^<>]*\bid=["']?__NEXT_DATA__["']?[^<>]*>(.*?)</script\s*>""", re.DOTALL | re.IGNORECASE)
_HIDING = (("<script", "</script"), ("<style", "</style"), ("<!--", "-->"))
_NUMBERED = re.compile(r"&#(?:26469|[xX]0*6765)")
_SHOUTED = re.compile(r"S(?<=<S)(?:CRIPT|TYLE)")  # begins with the rarer letter, by which a whole page is searched several times as fast
_ORIGIN_ALONE = re.compile(rf"<({'|'.join(_STATING)})(?:\s[^<>]*)?>\s*(来源[^<>&]*)</\1\s*>", re.IGNORECASE)
_TITLES = finder("//title")
_HEADINGS = finder("//h1")
_MARKS = ("entWrap__", "__NEXT_DATA__", '"detailData"')
_DETAILS = ("contentDetail", "liveDetail", "specialDetail")
_ARTICLE = "0"


@dataclass(frozen=True, slots=True)
class NextPage:
    """A page, or its JSON twin, whose data hold `detailData`; or one that shows a body wrap."""

    name: str = "thepaper-next"
    last_valid_day: date | None = None

    def recognises(self, capture: Capture) -> bool:
        """By the data of an article page (even broken ones), or by the body wrap."""
        text = page_text(capture)
        if not any(mark in text for mark in _MARKS):
            return False
        if _broken(capture):
            return True
        return _detail_data(capture) is not None or _wrap(capture) is not None

    def article(self, capture: Capture) -> Article:
        """The article; raises `Offline`, `Empty` or `Malformed` when the page shows none."""
        if _broken(capture):
            raise Malformed("its __NEXT_DATA__ is not valid JSON")
        detail = _detail(_detail_data(capture))
        lines = _lines(detail, capture)
        _refuse_offline(detail, lines, capture)
        return _article(detail, sift(lines, CHROME), capture)


@lru_cache(maxsize=4)
def _script(capture: Capture) -> str:
    """The words of `__NEXT_DATA__`; empty when the page is JSON itself, or has none."""
    if page_json(capture) is not None:
        return ""
    text = page_text(capture)
    plain = _DATA.search(text) if text.count("__NEXT_DATA__") == 1 else None
    if plain and text.count("<!--", 0, plain.start()) == text.count("-->", 0, plain.start()):
        return plain.group(1)
    tree = _tree(capture)
    scripts = tree.iter("script") if tree is not None else ()
    return next((script.text or "" for script in scripts if script.get("id") == "__NEXT_DATA__"), "")


def _tree(capture: Capture) -> Element | None:
    """The page's tree; None for its JSON twin."""
    return page_tree(capture) if page_json(capture) is None else None


def _broken(capture: Capture) -> bool:
    script = _script(capture)
    return bool(script) and parsed_json(script) is None


def _detail_data(capture: Capture) -> dict[str, Any] | None:
    data = page_json(capture)
    if data is None:
        data = parsed_json(_script(capture))
    properties = _within(data, "props", "pageProps") or _within(data, "pageProps")
    detail = properties.get("detailData") if properties else None
    return detail if isinstance(detail, dict) else None


def _detail(data: dict[str, Any] | None) -> dict[str, Any]:
    """The one of three records that is there, with the page's contType; empty when all three are missing."""
    for name in _DETAILS:
        found = _within(data, name, "specialInfo") if name == "specialDetail" else _within(data, name)
        if found:
            content_type = words_of(found.get("contType")) or words_of((data or {}).get("contType"))
            return {**found, "contType": content_type if name == "contentDetail" else name}
    return {}


def _within(data: object, *names: str) -> dict[str, Any] | None:
    for name in names:
        data = data.get(name) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else None


def _lines(detail: dict[str, Any], capture: Capture) -> list[Line]:
    """The lines of the body: from the data, else from the DOM, else what stands for a body beside a film or pictures."""
    content = _html_lines(detail.get("content"))
    if content:
        return content
    wrap = _wrap(capture)
    if wrap is not None:
        return body_lines(wrap)
    if detail.get("contType") == _ARTICLE and not detail.get("videos"):
        return []
    lead = _html_lines(detail.get("summary")) or _html_lines(detail.get("desc"))
    record = timeline(detail) if detail.get("contType") == "liveDetail" else []
    return lead + [line for words in record for line in _html_lines(words)]


def _html_lines(value: object) -> list[Line]:
    words = words_of(value) if isinstance(value, str) else ""
    if "<" not in words:
        return text_lines(unescape(words))
    tree = fragment(words)
    return body_lines(tree) if tree is not None else []


@lru_cache(maxsize=4)
def _wrap(capture: Capture) -> Element | None:
    tree = _tree(capture) if "entWrap__" in page_text(capture) else None
    places = tree.iter(*_WRAPPING) if tree is not None else ()
    return next((place for place in places if _WRAP_CLASS.search(place.get("class", ""))), None)


def _refuse_offline(detail: dict[str, Any], lines: list[Line], capture: Capture) -> None:
    if len(lines) == 1 and OFFLINE.match(lines[0].text):
        raise Offline(lines[0].text)
    if detail or lines:
        return
    tree = _tree(capture)
    said = next((line.text for line in body_lines(tree) if OFFLINE.match(line.text)), None) if tree is not None else None
    if said:
        raise Offline(said)
    raise Empty("its data hold none of contentDetail, liveDetail and specialInfo, and it shows no body")


def _article(detail: dict[str, Any], found: Sifted, capture: Capture) -> Article:
    now = capture.fetched_at
    title = tidy(words_of(detail.get("name")) or words_of(detail.get("shareName")) or _heading(_tree(capture)))
    key = words_of(detail.get("contId"))
    return Article(
        title=whole_title(title, found.original_title),
        key=key if key.isdecimal() else None,
        byline=words_of(detail.get("author")) or found.author,
        source_line=joined_origins([words_of(detail.get("source")), *_shown_origins(capture), *found.origins]),
        original_title=found.original_title,
        published_at=_published(detail, now) or (_shown_time(_tree(capture)) if not detail else None),
        updated_at=stamp(detail.get("updateTime"), now) or moment(words_of(detail.get("updateTime"))),
        paragraphs=tuple(found.paragraphs),
        captions=tuple(dict.fromkeys([*found.captions, *_descriptions(detail.get("images"))])),
    )


def _published(detail: dict[str, Any], now: datetime) -> datetime | None:
    """As printed where that is absolute, else the stamp, else what the relative words mean at the time of the fetch."""
    printed = words_of(detail.get("pubTime"))
    long = stamp(detail.get("publishTime"), now) or stamp(detail.get("pubTimeLong"), now)
    return moment(printed) or long or relative_moment(printed, now)


def _descriptions(images: object) -> Iterator[str]:
    for image in images if isinstance(images, list) else ():
        words = tidy(words_of(image.get("description"))) if isinstance(image, dict) else ""
        if words:
            yield words


def _heading(tree: Element | None) -> str:
    if tree is None:
        return ""
    return next((words for element in _HEADINGS(tree) if (words := tidy(inner_words(element)))), "") or page_title(_TITLES(tree))


def _shown_origins(capture: Capture) -> list[str]:
    """What the page prints as 来源 outside the body: its data do not have it."""
    if page_json(capture) is not None:
        return []
    text = page_text(capture)
    stated = plain_origin(text)
    if stated is not None:
        return [origin for origin in (_origin(_ORIGIN_ALONE.match(stated)),) if origin]
    return _origins_in(_tree(capture), _wrap(capture))


def plain_origin(text: str) -> str | None:
    """The element in which a page prints its origin, as it stands; empty when it prints none, None when its tree must be asked."""
    if _NUMBERED.search(text) or _SHOUTED.search(text):
        return None
    place = _place_of_origin(text)
    if place is None:
        return ""
    begin = text.rfind("<", 0, place)
    plain = _ORIGIN_ALONE.match(text, begin) if begin >= 0 and "entWrap__" not in text[:begin] else None
    return plain.group() if plain and _origin(plain) else None


def _origin(element: re.Match[str] | None) -> str | None:
    return origin_of(tidy(element.group(2))) if element else None


def _place_of_origin(text: str) -> int | None:
    """Where the words of an element that is shown first begin with 来源; None when none do, numbered characters apart."""
    place = text.find("来源")
    while place >= 0:
        if text[max(0, place - 100) : place].rstrip()[-1:] in {"", ">", ";"} and not _is_hidden(text, place):
            return place
        place = text.find("来源", place + 2)
    return None


def _is_hidden(text: str, place: int) -> bool:
    return any(text.rfind(begin, 0, place) > text.rfind(end, 0, place) for begin, end in _HIDING)


def _origins_in(tree: Element | None, wrap: Element | None) -> list[str]:
    found = (element for element in tree.iter(*_STATING) if _first_words(element).startswith("来源")) if tree is not None else ()
    outside = (element for element in found if wrap is None or wrap not in element.iterancestors())
    return [origin for element in outside if (origin := origin_of(tidy(inner_words(element))))][:1]


def _first_words(element: Element) -> str:
    words = element.text or next((child.tail for child in element if child.tail), None) or ""
    return str(words).lstrip()


def _shown_time(tree: Element | None) -> datetime | None:
    heading = next(iter(_HEADINGS(tree)), None) if tree is not None else None
    texts = heading.xpath("following::text()[position() < 40]") if heading is not None else []
    return next((moment(text) for text in texts if span_of_moment(text)), None)
