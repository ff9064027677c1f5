"""Thepaper's video pages until mid 2022: a film, its title and a short text, on the desktop and on m.thepaper.cn.

What other collectors of these years read: on the desktop `div.video_txt_t h2`, `div.video_txt_l p` and the spans of
`div.video_info_left`; on the mobile site `.news_video_name`, `#vdetail_sum` and `div.news_video_msg`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from db.records import Article, Capture
from pipeline.layouts.body import body_lines, tidy
from pipeline.layouts.clock import moment, span_of_moment
from pipeline.layouts.furniture import joined_origins, origin_of, sift, whole_title
from pipeline.layouts.payload import Element, finder, inner_words, page_text, page_tree
from pipeline.layouts.thepaper_html import CHROME, page_title, refuse_offline
from pipeline.outcome import Malformed

_DESKTOP = re.compile(r"class\s{0,9}=\s{0,9}[\"']?[^\"'<>]{0,99}\bvideo_txt_l\b")
_MOBILE = re.compile(r"\bid\s{0,9}=\s{0,9}[\"']?vdetail_sum(?:_p)?\b")
_HEADINGS = finder('//*[contains(@class, "video_txt_t")]//h2 | //*[contains(@class, "news_video_name")]')
_BODIES = finder('//*[contains(@class, "video_txt_l")]/p | //*[@id="vdetail_sum"] | //*[@id="vdetail_sum_p"]')
_ABOUT = finder('//*[contains(@class, "video_info_left")]//span | //*[contains(@class, "news_video_msg")]')
_KEYS = finder('//input[@id="hidden_contid"]/@value')
_TITLES = finder("//title")


@dataclass(frozen=True, slots=True)
class DesktopVideo:
    """`div.video_txt_detail`, on www.thepaper.cn."""

    name: str = "thepaper-video"
    last_valid_day: date | None = date(2022, 7, 31)

    def recognises(self, capture: Capture) -> bool:
        """By the class of the short text."""
        text = page_text(capture)
        return "video_txt_l" in text and _DESKTOP.search(text) is not None

    def article(self, capture: Capture) -> Article:
        """The article; raises `Offline` when the marker stands in its place."""
        return _article(page_tree(capture))


@dataclass(frozen=True, slots=True)
class MobileVideo:
    """`#vdetail_sum` under `.news_video_name`, on m.thepaper.cn."""

    name: str = "thepaper-mobile-video"
    last_valid_day: date | None = date(2022, 7, 31)

    def recognises(self, capture: Capture) -> bool:
        """By the id of the short text."""
        text = page_text(capture)
        return "vdetail_sum" in text and _MOBILE.search(text) is not None

    def article(self, capture: Capture) -> Article:
        """The article; raises `Offline` when the marker stands in its place."""
        return _article(page_tree(capture))


def _article(tree: Element | None) -> Article:
    bodies = _outermost(_BODIES(tree))
    if not bodies:
        raise Malformed("it has no text beside its film")
    headings = _HEADINGS(tree)
    refuse_offline(bodies[0], headings)
    found = sift([line for body in bodies for line in body_lines(body)], CHROME)
    title = next((words for words in map(_words, headings) if words), "") or page_title(_TITLES(tree))
    about = [_words(line) for line in _ABOUT(tree)]
    timed = next((line for line in about if span_of_moment(line)), "")
    origins = [origin for line in about if (origin := origin_of(line))]
    return Article(
        title=whole_title(title, found.original_title),
        key=next((key for key in map(str, _KEYS(tree)) if key.isdecimal()), None),
        byline=_author(about, timed) or found.author,
        source_line=joined_origins([*origins, *found.origins]),
        original_title=found.original_title,
        published_at=moment(timed),
        paragraphs=tuple(found.paragraphs),
        captions=tuple(found.captions),
    )


def _author(about: list[str], timed: str) -> str | None:
    """What the line of the time says behind it, where that is a name (the mobile page's only form)."""
    _, end = span_of_moment(timed) or (0, 0)
    behind = timed[end:].strip()
    return behind if 0 < len(behind) <= 40 and not origin_of(behind) and len(about) == 1 else None


def _outermost(found: list[Element]) -> list[Element]:
    return [element for element in found if not any(other in found for other in element.iterancestors())]


def _words(element: Element) -> str:
    return tidy(inner_words(element))
