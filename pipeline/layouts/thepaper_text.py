"""Thepaper pages saved as plain text: the visible words of the page, one block a line, chrome and all.

Head and foot are known lines in a known order; between them lies the body. Where the saved text has its 字号 line,
the body begins after it; else after the line with the time and the lines that belong to it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from db.records import Article, Capture
from pipeline.layouts.body import Line, text_lines
from pipeline.layouts.clock import moment, span_of_moment
from pipeline.layouts.furniture import joined_origins, origin_of, sift, whole_title
from pipeline.layouts.payload import page_json, page_text
from pipeline.layouts.thepaper_html import CHROME, OFFLINE
from pipeline.outcome import Offline

_MARKUP = re.compile(r"<(?:!doctype|html|head|body|div|p|br|script)\b", re.IGNORECASE)
_NAVIGATION = re.compile(
    r"(?:澎湃\s?Logo|澎湃新闻|下载(?:客户端|APP)|登录(?:\s?无障碍)?|注册|无障碍|[•·\-*+\s]{0,6}\+\s?1|打开APP|搜索|首页|要闻|深度|直播|视频|更多|时事|国际|"
    r"财经|科技|暖闻|澎湃号|湃客|政务|媒体|订阅|思想|生活|专题|问吧|精选|关注|已关注|分享|收藏|评论|返回|APP内打开|全部|澎湃号\s?[>＞].{0,30}|首页\s?[>＞].{0,30})$",
    re.IGNORECASE,
)
_FOOT = re.compile(
    r"[•·\-*\s]{0,6}\+\s?1$|我要举报$|扫码下载澎湃|澎湃新闻报料|(?:新闻报料|报料热线|报料邮箱)\s?[:：]|沪ICP备|沪公网安备|互联网新闻信息服务许可证|增值电信业务经营许可证|"
    r"©\s?20\d\d|澎湃矩阵$|本文为.{2,40}在澎湃新闻上传并发布|澎湃新闻[，,]未经授权|"
    r"评论\s?[（(]\d{0,9}[）)]$|热门推荐$|相关推荐$|(?:Android|iPhone|iPad)版$|关于澎湃$",
    re.IGNORECASE,
)
_SIGNS = (
    re.compile(r"澎湃\s?Logo", re.IGNORECASE),
    re.compile(r"^\s{0,9}来源\s?[:：]\s?澎湃新闻", re.MULTILINE),
    re.compile(r"^\s{0,9}字号\s{0,9}$", re.MULTILINE),
    re.compile(r"沪ICP备14003370号|上海东方报业有限公司"),
    re.compile(r"扫码下载澎湃新闻客户端|澎湃新闻客户端"),
    re.compile(r"澎湃新闻仅提供信息发布平台|在澎湃新闻上传并发布|澎湃新闻[，,]未经授权不得转载"),
    re.compile(r"报料热线|报料邮箱|澎湃新闻报料|我要举报|澎湃矩阵"),
    re.compile(r"_澎湃新闻-The Paper|^\s{0,9}下载客户端\s{0,9}$", re.MULTILINE),
)
_SIZE = re.compile(r"字号(?:\s?(?:超大|大|标准|小)){0,4}$")
_PLACE = re.compile(
    r"[∙•·\s]{0,3}(?:北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|"
    r"青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门)(?:[省市]|[\u4e00-\u9fff]{0,3})?$"
)
_PAGE_TITLE = re.compile(r"(.{1,200}?)_[^_]{0,40}_?澎湃新闻-The Paper$")
# How far below the first line a head may reach: navigation, title, author, time, origin.
_HEAD = 60


@dataclass(frozen=True, slots=True)
class SavedText:
    """Plain text that shows at least two signs of Thepaper's page."""

    name: str = "thepaper-text"
    last_valid_day: date | None = None

    def recognises(self, capture: Capture) -> bool:
        """By the lines around the body; HTML and JSON are other designs."""
        text = page_text(capture)
        if _MARKUP.search(text) or page_json(capture) is not None:
            return False
        return sum(sign.search(text) is not None for sign in _SIGNS) >= 2

    def article(self, capture: Capture) -> Article:
        """The article; raises `Offline` when the marker stands in its place."""
        lines = text_lines(page_text(capture))
        timed = next((at for at, line in enumerate(lines[:_HEAD]) if _is_time(line.text)), None)
        title, author, top = _title(lines, timed)
        origins, start = _about(lines, top if timed is None else timed)
        foot = next((at for at in range(start, len(lines)) if _FOOT.match(lines[at].text)), len(lines))
        body = lines[start:foot]
        if len(body) <= 1:
            _refuse_offline(lines)
        found = sift(body, CHROME)
        return Article(
            title=whole_title(title, found.original_title),
            byline=author or found.author,
            source_line=joined_origins([*origins, *found.origins]),
            original_title=found.original_title,
            published_at=moment(lines[timed].text) if timed is not None else None,
            paragraphs=tuple(found.paragraphs),
            captions=tuple(found.captions),
        )


def _is_time(text: str) -> bool:
    span = span_of_moment(text)
    return span is not None and span[0] == 0 and len(text) < 80


def _title(lines: list[Line], timed: int | None) -> tuple[str, str | None, int]:
    """Title, author and the number of the title's line: the first lines above the time that are no navigation."""
    upper = lines[: _HEAD if timed is None else timed]
    named = [(at, line.text) for at, line in enumerate(upper) if not _NAVIGATION.match(line.text)]
    if named and (page := _PAGE_TITLE.match(named[0][1])):
        # The words of <title> come first in some savings; the heading repeats them whole or cut.
        named = named[1:] or [(named[0][0], page.group(1))]
    if not named:
        return "", None, -1
    author = named[1][1] if timed is not None and len(named) > 1 else None
    return named[0][1], author, named[0][0]


def _about(lines: list[Line], at: int) -> tuple[list[str], int]:
    """Statements of origin around the time, and the number of the body's first line."""
    near = lines[at + 1 : at + 8]
    size = next((number for number, line in enumerate(near) if _SIZE.match(line.text)), None)
    words = [line.text for line in near]
    if size is None:
        size = next((number for number, text in enumerate(words) if not _is_about(text)), len(words))
        start = at + 1 + size
    else:
        start = at + 2 + size
    span = span_of_moment(lines[at].text) if at >= 0 else None
    same_line = lines[at].text[span[1] :].strip() if span else ""
    return [origin for text in (same_line, *words[:size]) if (origin := origin_of(text))], start


def _is_about(text: str) -> bool:
    return bool(_PLACE.match(text) or origin_of(text) or _NAVIGATION.match(text))


def _refuse_offline(lines: list[Line]) -> None:
    said = next((line.text for line in lines if OFFLINE.match(line.text)), None)
    if said:
        raise Offline(said)
