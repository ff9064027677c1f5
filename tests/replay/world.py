"""What the replay's pages are made from at the moment of one request: the day, the stories and the day's chance."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from db.china import CHINA
from tests.replay.story import Edition, Story

BASE_DATE = date(2026, 3, 2)
NOON = time(12, 0, tzinfo=CHINA)


def moment(day: int) -> datetime:
    """The hour the replay stands at on a day: noon in Shanghai, after everything that day published."""
    return datetime.combine(BASE_DATE + timedelta(days=day), NOON)


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """One request as it came."""

    role: str
    """Which of the sites was asked: thepaper, thepaper_api, finews, finews_upstream or finews_archive."""

    method: str
    """GET, HEAD or POST."""

    path: str
    """Decoded path without the query."""

    query: Mapping[str, str] = field(default_factory=dict)
    """Last value of each parameter."""

    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case."""

    body: bytes = b""
    """The payload sent."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """One response before it goes out."""

    status: int
    """HTTP status."""

    body: bytes
    """The payload."""

    content_type: str = "text/html; charset=utf-8"
    """As in the header."""

    headers: tuple[tuple[str, str], ...] = ()
    """Further headers."""


@dataclass(frozen=True, kw_only=True, slots=True)
class World:
    """The state one request is answered from."""

    day: int
    """0 is the base date."""

    stories: tuple[Story, ...]
    """Everything there is, whether published yet or not."""

    chance: random.Random
    """Seeded anew for each request: counters, hot lists and advertisements come from it, never words of an article."""

    @property
    def now(self) -> datetime:
        """The replay's hour."""
        return moment(self.day)

    def editions(self, source: str) -> list[Edition]:
        """What a source has published so far, newest first, whatever became of it."""
        held = [edition for story in self.stories if story.source == source and (edition := story.on(self.day))]
        return sorted(held, key=lambda edition: edition.published, reverse=True)

    def edition(self, source: str, key: str) -> Edition | None:
        """One page as it stands; None when there is no such page yet."""
        return next((edition for edition in self.editions(source) if edition.key == key), None)


def html(text: str, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
    """An HTML answer."""
    return Answer(status=status, body=text.encode(), headers=headers)
