"""What the finews site answers: posts of the last three days, index, categories, feed; validators on all of them."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime

from tests.replay.render import finews_feed, finews_page
from tests.replay.render.finews_post import post_path
from tests.replay.story import Edition
from tests.replay.world import Answer, Asked, World, html

LIFE_DAYS = 3
"""A post leaves the site when its date is more than so many days back."""


def answer(asked: Asked, world: World) -> Answer:
    """The site's answer; one build a day, so bytes stand still until the day changes."""
    if asked.path == "/robots.txt":
        return Answer(status=200, body=b"User-agent: *\nAllow: /\n", content_type="text/plain; charset=utf-8")
    page = _page(asked.path, world)
    if page is None:
        return html(finews_page.not_found_page(world.day), 404)
    return validated(page, asked, build_time(world))


def build_time(world: World) -> datetime:
    """When the day's build ran."""
    return world.now - timedelta(minutes=5)


def archived(edition: Edition, world: World) -> bool:
    """Whether a post has left the site for the archive."""
    return (world.now.date() - edition.published.date()).days > LIFE_DAYS


def validated(page: Answer, asked: Asked, built: datetime) -> Answer:
    """The page with its validators, or 304 when the asker holds it already."""
    etag = f'"{hashlib.sha256(page.body).hexdigest()[:16]}"'
    headers = (("ETag", etag), ("Last-Modified", format_datetime(built.astimezone(UTC), usegmt=True)))
    if known := asked.headers.get("if-none-match"):
        fresh = etag in [item.strip().removeprefix("W/") for item in known.split(",")]
    else:
        fresh = _not_since(asked.headers.get("if-modified-since"), built)
    return Answer(status=304, body=b"", headers=headers) if fresh else replace(page, headers=headers)


def _page(path: str, world: World) -> Answer | None:
    live = [edition for edition in world.editions("finews") if not archived(edition, world)]
    if path in {"/", "/index.html"}:
        return html(finews_page.index_page(live, world.day))
    if path == "/feed.xml":
        body = finews_feed.feed(live, build_time(world)).encode()
        return Answer(status=200, body=body, content_type="application/xml; charset=utf-8")
    if path.startswith("/category/") and path.endswith(".html"):
        return _category(path, live, world)
    return next((html(finews_page.post_page(edition, world.day)) for edition in live if post_path(edition) == path), None)


def _category(path: str, live: list[Edition], world: World) -> Answer | None:
    name = path.removeprefix("/category/").removesuffix(".html")
    shelf = [edition for edition in live if name in edition.category.split()]
    known = any(name in edition.category.split() for edition in world.editions("finews"))
    medium = shelf[0].medium if shelf else name
    return html(finews_page.category_page(medium, shelf, world.day, path)) if known else None


def _not_since(header: str | None, built: datetime) -> bool:
    if not header:
        return False
    try:
        return built.replace(microsecond=0) <= parsedate_to_datetime(header)
    except ValueError:
        return False
