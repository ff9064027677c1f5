"""Rooms with a store of their own, and captures of posts that say what a test wants said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from db.records import Capture

POST = """---
layout: post
title: "{title}"
date: {date} 09:00:00 +0800
categories: kejiribao
tags: 科技日报新闻
---
<p>{text}</p>
<p>园区负责人介绍了相关情况。</p>
"""


@pytest.fixture
def post() -> Callable[..., Capture]:
    """Makes a capture of a post of that number, published on that day, seen on that day or on another."""

    def make(number: int, day: str, text: str, seen: str | None = None) -> Capture:
        url = f"https://finews.withounder.com/kejiribao/{day.replace('-', '/')}/NW{number:018}.html"
        body = POST.format(title=f"第{number}篇", date=day, text=text).encode()
        at = datetime.fromisoformat(f"{seen or day}T12:00:00+08:00")
        return Capture(source="finews", key=f"NW{number:018}", url=url, final_url=url, fetched_at=at, status=200, body=body)

    return make
