"""Thepaper's server-rendered pages until mid 2022: the desktop one, and the one of m.thepaper.cn.

Paragraphs are not marked up as such: they are text between `<br>` and `<div class="contheight">`. What stands around
the body (praise, comments, hot lists) changes on every fetch and is never looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from db.records import Article, Capture
from pipeline.layouts.body import body_lines, tidy
from pipeline.layouts.clock import moment, span_of_moment
from pipeline.layouts.furniture import joined_origins, origin_of, sift, whole_title
from pipeline.layouts.payload import Element, finder, inner_words, page_text, page_tree
from pipeline.outcome import Malformed, Offline

OFFLINE = re.compile(
    r"(?:抱歉|对不起|很遗憾)?[,，]?(?:此|该|本|您访问的)?(?:文章|内容|视频|专题|新闻|直播|页面)(?:已经?|被)?(?:下线|下架|撤回|撤稿)[。！!]?$"
)
"""What stands in the place of a body when the outlet took the article down."""

CHROME = re.compile(
    r"(?:澎湃新闻|新闻)?报料(?:热线|邮箱)?\s?[:：]|发送邮件至\S{3,40}申请|申请澎湃号请|关键词\s?[>＞»:：]|澎湃新闻[，,]未经授权|"
    r"(?:我要)?举报$|收藏$|分享$|\+\s?1$|扫码下载澎湃|点击查看全文$|打开澎湃新闻(?:APP|客户端)",
    re.IGNORECASE,
)
"""Lines that are furniture of Thepaper's where they end a body."""

_SUFFIX = re.compile(r"_[^_]{0,40}_?澎湃新闻-The Paper$")
_DESKTOP = re.compile(r"class\s{0,9}=\s{0,9}[\"']?[^\"'<>]{0,99}\bnews_txt\b")
_MOBILE = re.compile(r"class\s{0,9}=\s{0,9}[\"']?[^\"'<>]{0,99}\bt_newsinfo\b")
_PARTS = frozenset(
    {
        *("title", "h1", "newscontent", "news_txt", "news_about", "news_paike_author", "hidden_contid"),
        *("news_part", "news_right_cont", "about_news"),
    }
)
_NAMES = finder('.//*[contains(@class, "name")]')
_LINKS = finder(".//a")
_FORWARD = re.compile(r"newsDetail_forward_(\d{4,12})$")


@dataclass(frozen=True, slots=True)
class DesktopPage:
    """`div.newscontent` with `div.news_txt`, on www.thepaper.cn."""

    name: str = "thepaper-html"
    last_valid_day: date | None = date(2022, 7, 31)

    def recognises(self, capture: Capture) -> bool:
        """By the class of the body, whatever else the page holds."""
        text = page_text(capture)
        return "news_txt" in text and _DESKTOP.search(text) is not None

    def article(self, capture: Capture) -> Article:
        """The article; raises `Offline` when the marker stands in its place."""
        parts = _parts(page_tree(capture))
        body = _body(parts, "news_txt")
        content = next(iter(parts.get("newscontent", ())), None)
        titles = [title for title in parts.get("h1", ()) if "news_title" in _classes(title) or content in title.iterancestors()]
        refuse_offline(body, titles)
        about = [_words(line) for head in parts.get("news_about", ()) for line in head if line.tag == "p"]
        account = [_words(name) for head in parts.get("news_paike_author", ()) for name in _NAMES(head)]
        key = next((box.get("value", "") for box in parts.get("hidden_contid", ())), "")
        return _article(parts, titles, body, [*about, *account], key)


@dataclass(frozen=True, slots=True)
class MobilePage:
    """`div.news_part` under `h1.t_newsinfo`, on m.thepaper.cn."""

    name: str = "thepaper-mobile"
    last_valid_day: date | None = date(2022, 7, 31)

    def recognises(self, capture: Capture) -> bool:
        """By the class of the title."""
        text = page_text(capture)
        return "t_newsinfo" in text and _MOBILE.search(text) is not None

    def article(self, capture: Capture) -> Article:
        """The article; raises `Offline` when the marker stands in its place."""
        parts = _parts(page_tree(capture))
        body = _body(parts, "news_part")
        refuse_offline(body, ())
        titles = [title for title in parts.get("h1", ()) if "t_newsinfo" in _classes(title)]
        links = [link.get("href", "") for head in parts.get("news_right_cont", ()) for link in _LINKS(head)]
        key = next((key.group(1) for key in map(_FORWARD.search, links) if key), "")
        return _article(parts, titles, body, [_words(line) for line in parts.get("about_news", ())], key)


def _parts(tree: Element | None) -> dict[str, list[Element]]:
    """The parts of a page by their classes, id and tag, in one walk that ends at the contId: behind it stand comments and hot lists."""
    parts: dict[str, list[Element]] = {}
    for element in tree.iter("title", "h1", "div", "p", "input") if tree is not None else ():
        identity = element.get("id")
        for name in _PARTS.intersection((*_classes(element), identity, element.tag)):
            parts.setdefault(name, []).append(element)
        if identity == "hidden_contid":
            break
    return parts


def _classes(element: Element) -> list[str]:
    return str(element.get("class", "")).split()


def _body(parts: dict[str, list[Element]], name: str) -> Element:
    for element in parts.get(name, ()):
        return element
    raise Malformed(f"no element has the class {name}")


def page_title(titles: Iterable[Element]) -> str:
    """The words of the first `<title>` without the column and the outlet's name; empty when there is none."""
    return next((_SUFFIX.sub("", _words(title)) for title in titles), "")


def _words(element: Element) -> str:
    return tidy(inner_words(element))


def refuse_offline(body: Element, titles: Sequence[Element]) -> None:
    """Raise `Offline` when nothing but the marker stands in the place of the body, under no title."""
    words = _words(body) if len(body) < 4 else ""
    if not titles and OFFLINE.match(words):
        raise Offline(words)


def _article(parts: dict[str, list[Element]], titles: list[Element], body: Element, about: list[str], key: str) -> Article:
    found = sift(body_lines(body), CHROME)
    title = next((words for words in map(_words, titles) if words), "") or page_title(parts.get("title", ()))
    timed = next((line for line in about if span_of_moment(line)), "")
    _, end = span_of_moment(timed) or (0, 0)
    author = next((line for line in about if line and line is not timed and not origin_of(line)), None)
    origins = [origin for line in chain([timed[end:].strip()], about) if (origin := origin_of(line))]
    return Article(
        title=whole_title(title, found.original_title),
        key=key if key.isdecimal() else None,
        byline=author or found.author,
        source_line=joined_origins([*origins, *found.origins]),
        original_title=found.original_title,
        published_at=moment(timed),
        paragraphs=tuple(found.paragraphs),
        captions=tuple(found.captions),
    )
