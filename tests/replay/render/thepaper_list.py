"""Thepaper's lists: the cards its API, its list pages and its search share, and the sitemap."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape
from typing import Any

from tests.replay.render.noise import Noise, hashed
from tests.replay.render.thepaper_next import frame
from tests.replay.story import Edition


def millis(moment: datetime) -> int:
    """Epoch milliseconds, the unit of `pubTimeLong` and `startTime`."""
    return int(moment.timestamp() * 1000)


def card(edition: Edition, now: datetime, chance: random.Random) -> dict[str, Any]:
    """One list item; the printed time is relative and worthless, `pubTimeLong` is exact."""
    node = dict(edition.node)
    return {
        "contId": edition.key,
        "isOutForword": "1" if edition.link else "0",
        "forwardType": "4" if edition.link else "0",
        "link": edition.link or None,
        "contType": 0,
        "name": edition.title,
        "pubTime": relative(edition.published, now),
        "pubTimeNew": relative(edition.published, now),
        "pubTimeLong": millis(edition.published),
        "publishTime": f"{edition.published:%Y-%m-%d %H:%M:%S}",
        "nodeInfo": {"nodeId": int(node["id"]), "name": node["name"]},
        "praiseTimes": str(chance.randrange(5000)),
        "interactionNum": str(chance.randrange(900)),
        "pic": "https://imagepphcloud.thepaper.cn/pph/image/1/2/3.jpg",
    }


def relative(published: datetime, now: datetime) -> str:
    """A list's printed time: minutes, hours and days ago, then the date."""
    minutes = int((now - published).total_seconds() // 60)
    if minutes < 60:
        return f"{minutes}分钟前"
    if minutes < 24 * 60:
        return f"{minutes // 60}小时前"
    return f"{minutes // 1440}天前" if minutes < 7 * 1440 else f"{published:%Y-%m-%d}"


def envelope(shown: Sequence[Edition], more: bool, now: datetime, chance: random.Random) -> dict[str, Any]:
    """`data` of a list answer; the next page is asked for by passing `startTime` back."""
    start = millis(shown[-1].published) if shown else millis(now)
    return {"hasNext": more, "startTime": start, "list": [card(edition, now, chance) for edition in shown]}


def list_page(node: str, data: dict[str, Any], noise: Noise, day: int, now: datetime) -> str:
    """`list_<nodeId>` and `channel_<id>`: a Next.js page with the first cards."""
    rows = "".join(
        f'<div class="{hashed("card", day)}"><a href="/newsDetail_forward_{item["contId"]}"><h2>{escape(item["name"])}</h2></a>'
        f"<span>{item['pubTime']}</span></div>"
        for item in data["list"]
    )
    main = f'<main><div class="{hashed("list", day)}">{rows}</div><!--{noise.advert}--></main>'
    return frame({"query": {"id": node}, "data": data}, main, day, now, title="澎湃新闻-The Paper")


def search_hit(edition: Edition, word: str, now: datetime) -> dict[str, Any]:
    """One search result: the word is marked up inside the name."""
    node = dict(edition.node)
    return {
        "contId": edition.key,
        "name": edition.title.replace(word, f"<font color='#00a5eb'>{word}</font>"),
        "summary": " ".join(edition.paragraphs)[:60],
        "pubTime": relative(edition.published, now),
        "pubTimeLong": millis(edition.published),
        "nodeInfo": {"nodeId": int(node["id"]), "name": node["name"]},
        "contType": 0,
    }


def sitemap(editions: Iterable[Edition]) -> str:
    """`/sitemap/sitemap.xml`, with the site's public addresses."""
    rows = "".join(
        f"<url><loc>https://www.thepaper.cn/newsDetail_forward_{edition.key}</loc>"
        f"<lastmod>{edition.published.date().isoformat()}</lastmod></url>\n"
        for edition in editions
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</urlset>\n'
