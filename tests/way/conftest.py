"""Rooms of their own for each test, and captures of one small post to send the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from db.records import Capture

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
