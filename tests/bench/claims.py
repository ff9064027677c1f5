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
_Kept = type(lru_cache(len))
ROUNDS = 5
HOSTILE = "0," * 50_000


def measure() -> Iterable[Row]:
    """Rows for one article, for sixteen times its length, and for text made to be slow."""
    lines = [line for path in sorted((HERE / "articles").glob("*.txt")) for line in path.read_text(encoding="utf-8").splitlines() if line]
    one, many = _article(lines, ARTICLE), _article(lines, 16 * ARTICLE)
    short, long = _seconds(one), _seconds(many)
    size, more = len("\n".join(one).encode()), len("\n".join(many).encode())
    yield Row(what=f"one article of {size} bytes", figure=f"{1000 * short:.1f} ms, {size / short / 1e6:.2f} MB/s", goal="7 ms")
    growth = (long / more) / (short / size)
    times = f"{more / size:.0f} times the text"
    yield Row(what=times, figure=f"{1000 * long:.0f} ms", reference="a byte of one article", ratio=growth, goal="1")
    yield Row(what="50,000 times `0,`", figure=f"{_seconds([HOSTILE]):.2f} s", goal="under 1 s")


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


def _seconds(paragraphs: list[str]) -> float:
    """Processor seconds of the fastest round, everything kept of a text forgotten before each."""
    times = []
    for _ in range(ROUNDS):
        forget()
        began = time.process_time()
        claims(paragraphs, doc="bench", published=PUBLISHED)
        times.append(time.process_time() - began)
    return min(times)
