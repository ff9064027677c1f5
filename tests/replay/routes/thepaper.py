"""What www.thepaper.cn answers: articles under all their addresses, list pages, sitemap, robots."""

from __future__ import annotations

import json
import re

from tests.replay.render import refusals, thepaper_html, thepaper_list, thepaper_next
from tests.replay.render.noise import build_id, draw_noise
from tests.replay.story import Edition
from tests.replay.world import Answer, Asked, World, html

_DETAIL = re.compile(r"/(?:newsDetail_forward_|detail/|series/)(\d+)")
_TWIN = re.compile(r"/_next/data/([^/]+)/(?:zh/)?detail/(\d+)\.json")
_LIST = re.compile(r"/(list|channel)_(\d+)")
PAGE_SIZE = 20


def answer(asked: Asked, world: World) -> Answer:
    """The site's answer to one request."""
    if asked.path == "/robots.txt":
        return Answer(status=200, body=b"User-agent: *\nAllow: /\n", content_type="text/plain; charset=utf-8")
    if asked.path == "/sitemap/sitemap.xml":
        listed = [edition for edition in world.editions("thepaper") if edition.answer not in {"offline", "moved"}]
        return Answer(status=200, body=thepaper_list.sitemap(listed).encode(), content_type="application/xml")
    if match := _DETAIL.fullmatch(asked.path):
        return _detail(match[1], world)
    if match := _TWIN.fullmatch(asked.path):
        return _twin(match[1], match[2], world)
    if match := _LIST.fullmatch(asked.path):
        return _list(match[1], match[2], world)
    return html(refusals.not_found_page(), 404)


def on_list(world: World, kind: str, number: str) -> list[Edition]:
    """What a node (`list`), a channel or an account (`account`) lists, newest first; 36079 is every 澎湃号."""
    listed = [edition for edition in world.editions("thepaper") if edition.answer != "offline"]
    if kind == "account":
        return [edition for edition in listed if dict(edition.account).get("id") == number]
    if number == "36079":
        return [edition for edition in listed if edition.account]
    return [edition for edition in listed if dict(edition.node)["id"] == number]


def _detail(key: str, world: World) -> Answer:
    edition = world.edition("thepaper", key)
    if edition is None:
        return html(refusals.not_found_page(), 404)
    noise, today = draw_noise(world.chance), world.now.date()
    match edition.answer:
        case "offline":
            return html(thepaper_html.offline_page(noise, today))
        case "moved":
            return html("", 307, (("Location", edition.link),))
        case "refused":
            return html(refusals.captcha_page(noise.advert), 403)
        case "broken":
            return html(refusals.gateway_page(), 502)
        case "hollow":
            return html(thepaper_next.hollow_page(edition, world.day, world.now))
        case "page" if edition.design == "html":
            return html(thepaper_html.article_page(edition, noise, today))
        case "page":
            return html(thepaper_next.article_page(edition, noise, world.day, world.now))
    return refusals.refusal(edition.answer, noise.advert)


def _twin(build: str, key: str, world: World) -> Answer:
    edition = world.edition("thepaper", key)
    if build != build_id(world.day) or edition is None or edition.answer != "page" or edition.design == "html":
        return html(refusals.not_found_page(), 404)
    props = {"pageProps": thepaper_next.detail_props(edition, draw_noise(world.chance)), "__N_SSP": True}
    return Answer(status=200, body=json.dumps(props, ensure_ascii=False).encode(), content_type="application/json")


def _list(kind: str, number: str, world: World) -> Answer:
    listed = on_list(world, kind, number)
    data = thepaper_list.envelope(listed[:PAGE_SIZE], len(listed) > PAGE_SIZE, world.now, world.chance)
    return html(thepaper_list.list_page(number, data, draw_noise(world.chance), world.day, world.now))
