"""Thepaper's lists: the calls of its API, and what a list page or an answer holds. Pure.

An article is listed with its title, a summary (search only), and its time: in words that mean something only at the
moment they were read (20小时前), and as a stamp.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from scrapy.http import TextResponse

from crawler.lists import Listed
from pipeline.layouts.clock import moment, relative_moment, stamp
from pipeline.layouts.payload import parsed_json, words_of

SITE = "https://www.thepaper.cn"
API = "https://api.thepaper.cn"
CACHE = "https://cache.thepaper.cn"
SIDEBAR = f"{CACHE}/contentapi/wwwIndex/rightSidebar"
PAGE_SIZE = 20

_MARKUP = re.compile(r"</?(?:font|em|b|span|i|strong)\b[^<>]{0,100}>")


@dataclass(frozen=True, kw_only=True, slots=True)
class Batch:
    """One page of a list."""

    listed: tuple[Listed, ...]
    """Its articles, in its order."""

    start: str
    """What to pass back for the next page (`data.startTime`); empty when the list gave none."""

    more: bool
    """Whether there may be a next page."""

    keys: tuple[int, ...]
    """contIds of this page and of all before it, which the next one shall leave out."""

    def after(self, before: Batch) -> Batch:
        """This batch as the one that followed another: a list that stands still, or shows nothing, has no next page."""
        onward = bool(self.listed) and (not self.start or self.start != before.start)
        return replace(self, more=self.more and onward, keys=(*before.keys, *self.keys))


Call = Callable[[Batch | None, int], tuple[str, dict[str, Any]]]
"""From the page before (None for the first) and the number of the wanted one to its address and the object to post."""


def by_node(node: str) -> Call:
    """The pages of a node, such as 25462."""
    return _column("getByNodeIdPortal", {"nodeId": node})


def by_channel(channel: str) -> Call:
    """The pages of a channel, such as 36079."""
    return _column("getByChannelId", {"channelId": channel, "listRecommendIds": []})


def by_author(author: str) -> Call:
    """The articles of a 澎湃号 by its pphId, the newest first."""

    def call(before: Batch | None, number: int) -> tuple[str, dict[str, Any]]:
        return f"{API}/contentapi/cont/pph/user", {"pphId": author, "contType": "", **_onward(before, number)}

    return call


def by_word(word: str) -> Call:
    """What the site's search finds for a word, the newest first."""

    def call(_: Batch | None, number: int) -> tuple[str, dict[str, Any]]:
        return f"{API}/search/web/news", {"word": word, "orderType": 3, "searchType": 1, "pageNum": number, "pageSize": PAGE_SIZE}

    return call


def page_batch(page: TextResponse, now: datetime) -> Batch | None:
    """The list that a node's or channel's page holds in its JSON; None when it holds none."""
    held = page.xpath('//script[@id="__NEXT_DATA__"]/text()').get()
    return _batch(_within(parsed_json(held), "props", "pageProps", "data"), now) if held else None


def answered_batch(text: str, now: datetime) -> tuple[Batch | None, object]:
    """The list of an API's answer, and the code it answers with; None when it refuses or says something else."""
    answer = parsed_json(text)
    code = answer.get("code") if isinstance(answer, dict) else None
    return (_batch(_within(answer, "data"), now) if str(code) == "200" else None), code


def hot_batch(text: str, now: datetime) -> Batch | None:
    """The most read articles of the site's sidebar; None when the answer holds no such list."""
    data = _within(parsed_json(text), "data")
    return _batch({"list": data.get("hotNews"), "hasNext": False}, now) if data else None


def _column(name: str, named: dict[str, Any]) -> Call:
    def call(before: Batch | None, number: int) -> tuple[str, dict[str, Any]]:
        return f"{API}/contentapi/nodeCont/{name}", {**named, **_onward(before, number)}

    return call


def _onward(before: Batch | None, number: int) -> dict[str, Any]:
    start = before.start if before else ""
    return {
        "excludeContIds": list(before.keys) if before else [],
        "pageSize": PAGE_SIZE,
        "startTime": int(start) if start.isascii() and start.isdecimal() else start or 0,
        "pageNum": number,
    }


def _batch(data: Any, now: datetime) -> Batch | None:
    shown = data.get("list") if isinstance(data, dict) else None
    if not isinstance(shown, list):
        return None
    found = [(key, item) for item in shown if isinstance(item, dict) and _is_key(key := words_of(item.get("contId")))]
    return Batch(
        listed=tuple(_listed(key, item, now) for key, item in found),
        start=words_of(data.get("startTime")),
        more=bool(found) and data.get("hasNext") is not False,
        keys=tuple(int(key) for key, _ in found),
    )


def _listed(key: str, item: dict[str, Any], now: datetime) -> Listed:
    printed = words_of(item.get("pubTime"))
    return Listed(
        url=f"{SITE}/newsDetail_forward_{key}",
        title=_MARKUP.sub("", words_of(item.get("name"))),
        summary=_MARKUP.sub("", words_of(item.get("summary"))),
        published_at=stamp(item.get("pubTimeLong"), now) or moment(printed) or relative_moment(printed, now),
    )


def _is_key(words: str) -> bool:
    return words.isascii() and words.isdecimal() and len(words) <= 12


def _within(data: Any, *names: str) -> Any:
    for name in names:
        data = data.get(name) if isinstance(data, dict) else None
    return data
