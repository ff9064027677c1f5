"""What api.thepaper.cn and cache.thepaper.cn answer, with the firewall's rules about headers."""

from __future__ import annotations

import json
from typing import Any

from tests.replay.render import refusals, thepaper_list
from tests.replay.render.noise import draw_noise
from tests.replay.routes.thepaper import on_list
from tests.replay.story import Edition
from tests.replay.world import Answer, Asked, World, html

SIDEBAR = "/contentapi/wwwIndex/rightSidebar"
SEARCH = "/search/web/news"
ODD_REQUEST = {"code": 99998, "desc": "系统异常", "data": None}
_LISTS = {
    "/contentapi/nodeCont/getByChannelId": ("channel", "channelId"),
    "/contentapi/nodeCont/getByNodeIdPortal": ("list", "nodeId"),
    "/contentapi/cont/pph/user": ("account", "pphId"),
}


def answer(asked: Asked, world: World) -> Answer:
    """403 HTML without a Referer, code 99998 without a JSON content type, else the call's data."""
    if asked.path == "/robots.txt":
        return html(refusals.not_found_page(), 404)
    if asked.path == SIDEBAR and asked.method == "GET":
        hot = [{"contId": key, "name": words} for key, words in draw_noise(world.chance).headlines]
        return _json({"resultCode": 1, "data": {"hotNews": hot}})
    if not asked.headers.get("referer"):
        return html(refusals.forbidden_page(str(world.chance.randrange(10**12))), 403)
    if asked.method != "POST" or (asked.path != SEARCH and asked.path not in _LISTS):
        return html(refusals.not_found_page(), 404)
    if "application/json" not in asked.headers.get("content-type", ""):
        return _json(ODD_REQUEST)
    return _call(asked, world)


def _call(asked: Asked, world: World) -> Answer:
    try:
        wanted = json.loads(asked.body)
    except ValueError:
        wanted = None
    if not isinstance(wanted, dict):
        return _json(ODD_REQUEST)
    if asked.path == SEARCH:
        return _json({"code": 200, "data": _search(wanted, world)})
    kind, field = _LISTS[asked.path]
    listed = on_list(world, kind, str(wanted.get(field, "")))
    return _json({"code": 200, "data": _page(listed, wanted, world)})


def _page(listed: list[Edition], wanted: dict[str, Any], world: World) -> dict[str, Any]:
    start, size = int(wanted.get("startTime") or 0), int(wanted.get("pageSize") or 20)
    left_out = {str(key) for key in wanted.get("excludeContIds") or ()}
    rest = [edition for edition in listed if edition.key not in left_out and (not start or thepaper_list.millis(edition.published) < start)]
    return thepaper_list.envelope(rest[:size], len(rest) > size, world.now, world.chance)


def _search(wanted: dict[str, Any], world: World) -> dict[str, Any]:
    word, size, number = str(wanted.get("word", "")), int(wanted.get("pageSize") or 10), int(wanted.get("pageNum") or 1)
    hits = [
        edition
        for edition in world.editions("thepaper")
        if edition.answer != "offline" and (word in edition.title or any(word in text for text in edition.paragraphs))
    ]
    shown = hits[(number - 1) * size : number * size]
    more = number * size < len(hits)
    return {"list": [thepaper_list.search_hit(edition, word, world.now) for edition in shown], "hasNext": more, "total": len(hits)}


def _json(data: dict[str, Any]) -> Answer:
    return Answer(status=200, body=json.dumps(data, ensure_ascii=False).encode(), content_type="application/json;charset=UTF-8")
