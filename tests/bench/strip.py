"""How fast a page is stripped, design by design, against trafilatura on the same pages.

Pages are rendered by the replay with a body of 6 KB; the trees that layouts share between them are made anew for each page.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import count

import trafilatura

from db.records import Capture, Outcome
from pipeline.reading import read
from tests.bench.rows import Row, best
from tests.replay.render import finews_page, finews_post, thepaper_html, thepaper_next
from tests.replay.render.noise import draw_noise
from tests.replay.story import Edition, Part
from tests.replay.world import moment

BODY_BYTES = 6 * 1024
PAGES = 50
GOAL_MS, GOAL_SHARE = 0.5, 0.2
SENTENCE = "截至第{number}周，内江高新区在建项目第{number}号车间完成设备安装，工人们把流程写在白板上，每天核对两次进度；"


def measure() -> Iterable[Row]:
    """One row a design: milliseconds a page, as a share of trafilatura's."""
    for name, render in designs().items():
        pages = [render(article(number), number) for number in range(PAGES)]
        captures = [captured(page, name) for page in pages]
        assert {read(capture).outcome for capture in captures} == {Outcome.OK}
        ours = best(lambda captures=captures: [read(capture) for capture in captures]) / PAGES * 1000
        theirs = best(lambda pages=pages: [trafilatura.extract(page) for page in pages], rounds=2) / PAGES * 1000
        yield Row(
            what=f"{name}, {len(pages[0].encode()) // 1024} KB page",
            figure=f"{ours:.2f} ms",
            reference=f"trafilatura {theirs:.2f} ms",
            ratio=ours / theirs,
            goal=f"at most {GOAL_SHARE}, and {GOAL_MS} ms",
        )


def designs() -> dict[str, Callable[[Edition, int], str]]:
    """Every page design by the name of its layout."""
    now = moment(0)
    return {
        "thepaper-html": lambda one, number: thepaper_html.article_page(replace(one, design="html"), _noise(number), now.date()),
        "thepaper-next": lambda one, number: thepaper_next.article_page(one, _noise(number), 0, now),
        "finews-page": lambda one, _: finews_page.post_page(_post(one), 5),
        "finews-post": lambda one, _: finews_post.markdown(_post(one), 5),
    }


def article(number: int, size: int = BODY_BYTES) -> Edition:
    """An article whose body has so many bytes, in paragraphs of three sentences."""
    parts: list[Part] = []
    numbers = count(number)
    while sum(len(part.words.encode()) for part in parts) < size:
        parts.append(Part(kind="text", words="".join(SENTENCE.format(number=next(numbers)) for _ in range(3)) + "其余照旧。"))
    return Edition(
        source="thepaper",
        key=str(30000000 + number),
        title="内江高新区把进度写在白板上",
        published=moment(0),
        parts=tuple(parts),
        byline="澎湃新闻记者 甲乙",
        source_line="澎湃新闻",
        node=(("id", "25462"), ("name", "中国政库")),
        editor="丙丁",
    )


def captured(page: str, design: str) -> Capture:
    """A page as an imported capture of the source its design belongs to."""
    return Capture(source=design.partition("-")[0], key="", url="", fetched_at=moment(0), body=page.encode(), imported=True)


def _noise(number: int) -> thepaper_html.Noise:
    return draw_noise(random.Random(number))


def _post(edition: Edition) -> Edition:
    return replace(edition, source="finews", key=f"NW20260302{edition.key:0>10}", category="kejiribao", medium="科技日报")
