"""Rooms of their own for each test, and captures of one small post to send the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from db.records import Capture, Look
from db.store import Store
from pipeline.rooms import Rooms

START = datetime(2026, 3, 2, 4, tzinfo=UTC)
URL = "https://finews.withounder.com/kejiribao/2026/03/02/NW202603020000000001.html"
POST = """---
layout: post
title: "内江高新区一季度项目情况"
date: 2026-03-02 09:00:00 +0800
categories: kejiribao
tags: 科技日报新闻
---
<p>{text}</p>
<p>园区负责人介绍了相关情况。</p>
"""


def in_a_day(looks: tuple[Look, ...], _published: datetime | None, _deadlines: tuple[date, ...]) -> datetime | None:
    return looks[-1].at + timedelta(days=1)


@pytest.fixture
def rooms(store: Store, tmp_path: Path) -> Rooms:
    """An empty store and an empty captures folder."""
    return Rooms(store=store, captures=tmp_path / "captures", writer="test", next_look=in_a_day)


@pytest.fixture
def post() -> Callable[..., Capture]:
    """Makes a capture of the post: its first paragraph, hours after the start, and what else differs."""

    def make(text: str, hours: float = 0, **other: object) -> Capture:
        fields = {"status": 200, "body": POST.format(text=text).encode(), "url": URL, "final_url": URL, **other}
        return Capture(source="finews", key="NW202603020000000001", fetched_at=START + timedelta(hours=hours), **fields)  # type: ignore[arg-type]

    return make


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The captures folder."""
    return tmp_path / "captures"
