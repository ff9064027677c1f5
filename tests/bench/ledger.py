"""How the cost of a first sight grows with what is held of its zone: articles of ten years that all speak of one zone.

The figures of the zone are told again and again, some for the day of the article, some for one day that all articles
state, some as promises; every twentieth article states another figure than the rest. The reference is the cost of a
sight among the first of them.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from db.records import Capture, Look
from db.store import open_store
from pipeline.rooms import Rooms
from pipeline.way import take
from tests.bench.rows import Row

FEW, MANY = 300, 1_200
BEGIN = date(2013, 1, 7)
POST = """---
layout: post
title: "绵阳高新区纪事之{number}"
date: {day} 09:00:00 +0800
categories: kejiribao
tags: 科技日报新闻
---
{body}
"""


def measure() -> Iterable[Row]:
    """Milliseconds a sight of the first hundred, and among 300 and 1,200 articles, as ratios of the first."""
    times = list(_sights(MANY))
    first = _mean(times[:100])
    yield Row(what="first sights of one zone, the first 100", figure=f"{first:.1f} ms each")
    for number in (FEW, MANY):
        mean = _mean(times[number - 100 : number])
        what, reference = f"first sights of one zone, the last 100 of {number:,}", f"the first 100 {first:.1f} ms"
        yield Row(what=what, figure=f"{mean:.1f} ms each", reference=reference, ratio=mean / first, goal="near 1")


def _sights(number: int) -> Iterator[float]:
    """Processor milliseconds of each sight, in the order of publication but for every tenth, which comes late."""
    chance = random.Random(20220525)
    order = sorted(range(number), key=lambda place: place + (40 if place % 10 == 0 else 0))
    with tempfile.TemporaryDirectory() as folder:
        rooms = Rooms(store=open_store(f"sqlite:///{folder}/z.db"), captures=Path(folder) / "captures", writer="b", next_look=_tomorrow)
        for sight, place in enumerate(order):
            capture = _capture(place, number, sight, chance)
            began = time.process_time()
            take(capture, rooms)
            yield 1000 * (time.process_time() - began)
        rooms.store.close()


def _capture(place: int, number: int, sight: int, chance: random.Random) -> Capture:
    day = BEGIN + timedelta(days=round(place * 3_650 / number))
    url = f"https://finews.withounder.com/kejiribao/{day:%Y/%m/%d}/NW{place:018}.html"
    text = POST.format(number=place, day=day, body="\n".join(f"<p>{line}</p>" for line in _lines(place, day, chance)))
    at = datetime(2024, 6, 12, 4, tzinfo=UTC) + timedelta(minutes=sight)
    return Capture(source="finews", key=f"NW{place:018}", url=url, final_url=url, fetched_at=at, status=200, body=text.encode())


def _lines(place: int, day: date, chance: random.Random) -> Iterator[str]:
    month = f"{day.year}年{day.month}月"
    odd = 3 if place % 20 == 0 else 0
    yield f"截至{month}底，绵阳高新区已引进智能制造项目{20 + place // 2}个，开工建设{10 + place // 3}个。"
    yield f"绵阳高新区现有规上工业企业{120 + place // 6}家，其中高新技术企业{40 + chance.randrange(9)}家。"
    yield f"截至2012年底，绵阳高新区累计引进企业{310 + odd}家。"
    yield f"绵阳高新区力争到{day.year + 2}年，园区工业总产值突破{400 + 10 * (place // 100) + odd}亿元。"
    yield f"{day.year - 1}年，绵阳高新区实现工业总产值{380 + 10 * (day.year - 2012)}亿元，同比增长{7 + place % 5}.{chance.randrange(10)}%。"
    yield f"走在第{place}号河堤路上，老人们围坐在亭子里下棋，孩子们的笑声远远传来。"


def _mean(times: list[float]) -> float:
    return sum(times) / len(times)


def _tomorrow(looks: tuple[Look, ...], _published: datetime | None, _deadlines: tuple[date, ...]) -> datetime | None:
    return looks[-1].at + timedelta(days=1)
