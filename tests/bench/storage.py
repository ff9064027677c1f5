"""How much room a version takes: pages of 6 KB of text, five versions each, with edits, claims and changes.

The reference is what the same texts take as plain UTF-8.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from db.records import Capture, Look
from db.store import open_store
from pipeline.claims.zones import gazetteer
from pipeline.rooms import Rooms
from pipeline.way import take
from tests.bench.compare import PARAGRAPHS
from tests.bench.rows import Row

PAGES = 40
VERSIONS = 5
LINES = 39
"""Paragraphs of some 45 characters: about 6 KB of UTF-8."""

ZONES = tuple(zone.name for zone in gazetteer().zones[:PAGES])
START = datetime(2023, 6, 12, 4, tzinfo=UTC)
PAGE = """---
layout: post
title: "第{number}篇园区报道"
date: 2023-06-12 09:00:00 +0800
categories: kejiribao
tags: 科技日报新闻
---
{body}
"""


def measure() -> Iterable[Row]:
    """Bytes of the store for each version, and of the archived captures beside it."""
    chance = random.Random(20220525)
    with tempfile.TemporaryDirectory() as folder:
        rooms = Rooms(store=open_store(f"sqlite:///{folder}/z.db"), captures=Path(folder) / "captures", writer="b", next_look=_tomorrow)
        empty = _size(rooms, folder)
        plain = sum(_page(rooms, number, chance) for number in range(PAGES))
        held = _size(rooms, folder) - empty
        archived = sum(path.stat().st_size for path in rooms.captures.rglob("*") if path.is_file())
        rooms.store.close()
    each = PAGES * VERSIONS
    reference = f"plain text {plain / each / 1000:.1f} KB"
    yield Row(what="store, a version", figure=f"{held / each / 1000:.2f} KB", reference=reference, ratio=held / plain, goal="< 8 KB")
    yield Row(what="archived captures, a version", figure=f"{archived / each / 1000:.2f} KB", reference=reference, ratio=archived / plain)


def _page(rooms: Rooms, number: int, chance: random.Random) -> int:
    # Each page has a zone of its own: invented figures of one zone would contradict each other by the hundred.
    zone = ZONES[number % len(ZONES)]
    lines = [_line(chance, zone, number, line) for line in range(LINES)]
    plain = 0
    for version in range(VERSIONS):
        for _ in range(2 if version else 0):
            place = chance.randrange(LINES)
            lines[place] = _line(chance, zone, number, place)
        body = "\n".join(f"<p>{line}</p>" for line in lines)
        url = f"https://finews.withounder.com/kejiribao/2023/06/12/NW{number:018}.html"
        text = PAGE.format(number=number, body=body).encode()
        at = START + timedelta(days=version, seconds=number)
        take(Capture(source="finews", key=f"NW{number:018}", url=url, final_url=url, fetched_at=at, status=200, body=text), rooms)
        plain += sum(len(line.encode()) for line in lines)
    return plain


def _line(chance: random.Random, zone: str, number: int, line: int) -> str:
    words = chance.choice(PARAGRAPHS).replace("绵阳高新区", zone).format(chance.randint(11, 999))
    return f"{words}这是第{number}篇的第{line}段。"


def _size(rooms: Rooms, folder: str) -> int:
    rooms.store.close()  # the last connection writes the log into the file
    return Path(folder, "z.db").stat().st_size


def _tomorrow(looks: tuple[Look, ...], _published: datetime | None, _deadlines: tuple[date, ...]) -> datetime | None:
    return looks[-1].at + timedelta(days=1)
