"""Everything on a Thepaper page that changes on every fetch and says nothing: counters, hot lists, advertisements.

The hot headlines carry zones, figures and deadlines on purpose: a reader that takes chrome for text reports them.
"""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass

_PLACES = ("内江高新区", "宜宾三江新区", "无锡高新区", "合肥高新区", "东莞松山湖", "武汉光谷", "西安高新区", "长沙经开区")
_DEEDS = (
    "一季度签约项目{n}个",
    "到{y}年要建{n}座加氢站",
    "{n}家企业集中投产",
    "引进电子信息项目{n}个",
    "新增就业岗位{n}个",
    "拟投{n}亿元扩建园区",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Noise:
    """One fetch's chrome."""

    headlines: tuple[tuple[str, str], ...]
    """Pairs of contId and headline of the hot list."""

    praises: int
    """Praise count."""

    comments: int
    """Comment count."""

    advert: str
    """Number of the advertisement."""

    asset: str
    """Version of scripts and style sheets."""


def draw_noise(chance: random.Random) -> Noise:
    """Draw one fetch's chrome from a seeded source of chance."""
    return Noise(
        headlines=tuple((str(chance.randrange(30_000_000, 34_000_000)), _headline(chance)) for _ in range(10)),
        praises=chance.randrange(5000),
        comments=chance.randrange(900),
        advert=str(chance.randrange(10**8)),
        asset=f"6.{chance.randrange(10)}.{chance.randrange(30)}",
    )


def _headline(chance: random.Random) -> str:
    deed = chance.choice(_DEEDS).format(n=chance.randrange(2, 99), y=chance.randrange(2026, 2036))
    return chance.choice(_PLACES) + deed


def build_id(day: int) -> str:
    """The build that is deployed on a day; changes with each day."""
    return hashlib.sha256(f"build {day}".encode()).hexdigest()[:21]


def hashed(name: str, day: int) -> str:
    """A CSS-module class of a day's build: `index_name__x1y2z` in the first builds, `name__x1y2z` in later ones."""
    tail = hashlib.sha256(f"{name} {day}".encode()).hexdigest()[:5]
    return f"index_{name}__{tail}" if day < 4 else f"{name}__{tail}"
