"""finews' Atom feed as jekyll-feed writes it: the ten newest posts with their public addresses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape

from tests.replay.render.finews_post import body_html, post_path
from tests.replay.story import Edition

LIMIT = 10


def feed(editions: Sequence[Edition], built: datetime) -> str:
    """`/feed.xml` from the posts, newest first; `built` is the time of the site's build."""
    entries = "".join(_entry(edition) for edition in editions[:LIMIT])
    return f"""<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" ><generator uri="https://jekyllrb.com/" version="3.9.0">Jekyll</generator><link href="https://finews.withounder.com/feed.xml" rel="self" type="application/atom+xml" /><updated>{built.isoformat()}</updated><id>https://finews.withounder.com/feed.xml</id><title type="html">金融消息</title>{entries}</feed>
"""  # noqa: E501 - the generator writes it in one line


def _entry(edition: Edition) -> str:
    address = f"https://finews.withounder.com{post_path(edition)}"
    title, when = escape(edition.title), edition.published.isoformat()
    terms = "".join(f'<category term="{escape(term)}" />' for term in (*edition.category.split(), f"{edition.medium}新闻"))
    return (
        f'<entry><title type="html">{title}</title><link href="{address}" rel="alternate" type="text/html" title="{title}" />'
        f"<published>{when}</published><updated>{when}</updated><id>{address.removesuffix('.html')}</id>"
        f'<content type="html" xml:base="{address}">{escape(body_html(edition))}</content>{terms}'
        f'<summary type="html">{escape(edition.paragraphs[0][:60])}</summary></entry>'
    )
