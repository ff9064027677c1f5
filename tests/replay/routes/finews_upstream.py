"""What the news service behind finews answers: the share page's shell and its text as JSON."""

from __future__ import annotations

import json

from tests.replay.render.finews_post import body_html
from tests.replay.world import Answer, Asked, World, html

SHELL = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>资讯</title></head>
<body><div id="news"></div><script src="/js/share.js"></script></body></html>
"""


def answer(asked: Asked, world: World) -> Answer:
    """GetNewsText.do gives the HTML under `content` or `text`, depending on the post; nothing is ever archived here."""
    if asked.path == "/robots.txt":
        return Answer(status=404, body=b"")
    if asked.path == "/NewsData/GetNewsText.do":
        return _text(asked.query.get("id", ""), world)
    if asked.path == "/html_News/NewsShare.html":
        return html(SHELL)
    return html("<html><body>404</body></html>", 404)


def _text(key: str, world: World) -> Answer:
    edition = world.edition("finews", key)
    if edition is None:
        data = {"content": ""}
    else:
        name = "content" if int(edition.key[-1]) % 2 else "text"
        data = {"id": edition.key, "title": edition.title, "showtime": f"{edition.published:%Y-%m-%d %H:%M:%S}", name: body_html(edition)}
    return Answer(status=200, body=json.dumps(data, ensure_ascii=False).encode(), content_type="text/plain; charset=utf-8")
