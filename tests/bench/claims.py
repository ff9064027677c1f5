"""How quickly claims are read: text a second on one core, and how the time grows with the length of an article.

The text is made of the annotated articles, which are as dense in figures as the genre gets. What the reader keeps of a text
(numbers, normal forms, days) is forgotten before each round, so that a text read twice gains nothing from the first time.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from itertools import cycle, islice

from pipeline.claims.read import claims
from tests.bench.rows import Row
from tests.gate.score_claims import HERE

PUBLISHED = date(2024, 3, 31)
ARTICLE = 1_500
GROWTH = ((333, 9), (3_333, 7), (33_333, 3), (333_333, 1))
"""Lengths in code points, about a kilobyte to a megabyte, each with how often it is read."""
HOSTILE = {"0,": 50_000, "13个。": 10_000, "13个\n": 14_285, "“引进13个。”": 4_545}
"""Pieces made to be slow, each so often that it makes a hundred kilobytes."""
_Kept = type(lru_cache(len))


def measure() -> Iterable[Row]:
    """Rows for one article, for a kilobyte to a megabyte of them, and for text made to be slow."""
    dense, plain = _lines("articles"), _lines("texts")
    one = _article(dense, ARTICLE)
    size, short = len("\n".join(one).encode()), _seconds(one)
    yield Row(what=f"one article of {size} bytes", figure=f"{1000 * short:.1f} ms, {size / short / 1e6:.2f} MB/s", goal="1 MB/s")
    yield _speed("one with fewer figures", _article(plain, ARTICLE), 9, short / size)
    for length, rounds in GROWTH:
        text = _article(dense, length)
        yield _speed(f"{len(chr(10).join(text).encode()) / 1000:,.0f} KB", text, rounds, short / size)
    for piece, times in HOSTILE.items():
        seconds = _seconds((piece * times).splitlines())
        yield Row(what=f"{times:,} times `{piece}`".replace("\n", "↵"), figure=f"{seconds:.2f} s", goal="under 1 s")


def _speed(what: str, text: list[str], rounds: int, reference: float) -> Row:
    size, seconds = len("\n".join(text).encode()), _seconds(text, rounds)
    figure = f"{1000 * seconds:.1f} ms, {size / seconds / 1e6:.2f} MB/s"
    return Row(what=what, figure=figure, reference="a byte of one article", ratio=seconds / size / reference, goal="1")


def _lines(folder: str) -> list[str]:
    return [line for path in sorted((HERE / folder).glob("*.txt")) for line in path.read_text(encoding="utf-8").splitlines() if line]


def _article(lines: list[str], length: int) -> list[str]:
    """Lines, over and over again, until they are as long as that in code points."""
    taken, reached = [], 0
    for line in islice(cycle(lines), 100_000):
        if reached >= length:
            break
        taken.append(line)
        reached += len(line)
    return taken


def forget() -> None:
    """Empty what the reader keeps of the texts it has read: its large caches; lexicons and gazetteer stay."""
    for name, module in list(sys.modules.items()):
        for kept in vars(module).values() if name.startswith("pipeline.claims.") else ():
            if isinstance(kept, _Kept) and (kept.cache_info().maxsize or 0) > 1000:
                kept.cache_clear()


def _seconds(paragraphs: list[str], rounds: int = 5) -> float:
    """Processor seconds of the fastest round, everything kept of a text forgotten before each."""
    times = []
    for _ in range(rounds):
        forget()
        began = time.process_time()
        claims(paragraphs, doc="bench", published=PUBLISHED)
        times.append(time.process_time() - began)
    return min(times)
