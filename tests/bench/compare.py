"""How fast two versions are compared: short articles, long ones, hostile ones, and how the time grows.

The reference is the standard library's difflib on the lines of the same pair: what a monitor without claims would do.
"""

from __future__ import annotations

import difflib
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial

from db.claim import Claim
from pipeline.changes.compare import compare
from pipeline.claims.read import claims
from pipeline.diff.paragraphs import edits
from tests.bench.rows import Row
from tests.changes.build import article

PUBLISHED = date(2023, 6, 12)
PARAGRAPHS = (
    "截至2023年5月，绵阳高新区已引进智能制造项目{}个，开工建设12个，建成投产7个，园区里一片忙碌的景象。",
    "园区现有规上工业企业{}家，其中高新技术企业40余家，与多所高校建立了合作关系。",
    "走在第{}号河堤路上，柳枝轻轻拂过行人的肩头，远处传来孩子们的笑声，老人们围坐在亭子里下棋。",
    "绵阳高新区将投资{}亿元用于园区改造，力争到2026年，园区工业总产值突破800亿元。",
)


def measure() -> Iterable[Row]:
    """Rows of milliseconds against difflib."""
    yield from _article()
    yield from _growth()
    yield from _repeated()


def _article() -> Iterator[Row]:
    old = _text(2_000)
    new = _edited(old)
    reference = best(lambda: _difflib(old, new))
    yield _row("edits of a 2,000-character pair", best(lambda: edits(old, new)), reference, "≤ 1 ms")
    before, after = _claims(old), _claims(new)
    yield _row("claims of it compared", best(lambda: _whole(old, new, before, after)), reference, "≤ 10 ms")
    yield _row("claims of one side read", best(lambda: _claims(old)), reference, "")


def _growth() -> Iterator[Row]:
    for size, rounds in ((333, 20), (3_333, 10), (33_333, 3), (333_333, 1)):
        old = _text(size)
        new = _edited(old)
        seconds = best(partial(edits, old, new), rounds)
        reference = best(partial(_difflib, old, new), 1)
        yield _row(f"edits of {round(size * 3 / 1000):,} KB", seconds, reference, "1 MB: < 1 s")


def _repeated() -> Iterator[Row]:
    old = ["企业介绍了相关情况。"] * 20_000
    new = [*old[:7_000], "园区介绍了相关情况。", *old[7_100:]]
    seconds = best(lambda: edits(old, new), 1)
    reference = best(lambda: list(difflib.SequenceMatcher(None, old, new).get_opcodes()), rounds=1)
    yield _row("20,000 identical paragraphs", seconds, reference, "< 2 s")


def _row(what: str, seconds: float, reference: float, goal: str) -> Row:
    shown = f"difflib {reference * 1000:.2f} ms"
    return Row(what=what, figure=f"{seconds * 1000:.2f} ms", reference=shown, ratio=seconds / reference, goal=goal)


def best(work: Callable[[], object], rounds: int = 5) -> float:
    """Seconds of the processor in the fastest of some rounds: a busy machine changes little about them."""
    times = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return min(times)


def _difflib(old: list[str], new: list[str]) -> object:
    return list(difflib.ndiff(old, new)) if len(old) < 100 else difflib.SequenceMatcher(None, old, new).get_opcodes()


def _claims(text: list[str]) -> tuple[Claim, ...]:
    return claims(text, doc="b", published=PUBLISHED)


def _whole(old: list[str], new: list[str], before: tuple[Claim, ...], after: tuple[Claim, ...]) -> object:
    return compare(article(*old), article(*new), old_claims=before, new_claims=after)


def _text(size: int) -> list[str]:
    lines: list[str] = []
    while len(lines) * 45 < size:
        lines.append(PARAGRAPHS[len(lines) % len(PARAGRAPHS)].format(len(lines) + 11))
    return lines


def _edited(old: list[str]) -> list[str]:
    """A figure in every twentieth paragraph, one paragraph moved, one taken out, one put in."""
    new = [line.replace("7个", "9个").replace("40余家", "40家") if number % 20 < 2 else line for number, line in enumerate(old)]
    if len(new) > 6:
        new.insert(2, new.pop(5))
        new.pop(4)
    return [*new, "夜幕降临，灯火通明，又一批订单正在装车。"]
