"""Thepaper's page design since mid 2022: Next.js, the article once as JSON and once as visible DOM."""

from __future__ import annotations

import json
from datetime import datetime
from html import escape
from typing import Any

from tests.replay.render.noise import Noise, build_id, hashed
from tests.replay.story import Edition, Part


def article_page(edition: Edition, noise: Noise, day: int, now: datetime) -> str:
    """A page with an article in both forms."""
    title = escape(edition.title)
    return frame(detail_props(edition, noise), _main(edition, noise, day), day, now, title=f"{title}_澎湃新闻-The Paper")


def hollow_page(edition: Edition, day: int, now: datetime) -> str:
    """A page with status 200 whose three details are all missing, as the site sometimes serves."""
    return frame({"detailData": {"contType": 0}, "contId": edition.key}, "", day, now, title="澎湃新闻-The Paper")


def detail_props(edition: Edition, noise: Noise) -> dict[str, Any]:
    """`pageProps` of a detail page; contId alternates between string and number, as it does on the site."""
    published = int(edition.published.timestamp() * 1000)
    contid: str | int = edition.key if noise.praises % 2 else int(edition.key)
    detail = {
        "contId": contid,
        "name": edition.title,
        "summary": " ".join(edition.paragraphs)[:60],
        "author": edition.byline,
        "pubTime": f"{edition.published:%Y-%m-%d %H:%M}",
        "publishTime": published,
        "updateTime": published + 60_000,
        "content": content_html(edition),
        "nodeInfo": _node(edition),
        "tags": "开发区",
        "tagList": [{"tagId": 7, "tag": "开发区"}],
        "trackKeyword": "开发区",
        "originalFlag": "0" if edition.account else "1",
        "responEditor": edition.editor,
        "praiseTimes": str(noise.praises),
        "interactionNum": str(noise.comments),
        "images": _images(edition),
        "videos": None,
    }
    hot = [{"contId": key, "name": words} for key, words in noise.headlines]
    return {"detailData": _of_its_kind(edition, detail), "rightSideBarData": {"hotNews": hot}, "contId": edition.key}


def _of_its_kind(edition: Edition, detail: dict[str, Any]) -> dict[str, Any]:
    """The detail under the name it has for an article, a live report, a video or a special."""
    lead, *rest = edition.paragraphs
    match edition.design:
        case "live":
            record = [{"time": f"10:{number:02d}", "content": f"<p>{escape(words)}</p>"} for number, words in enumerate(rest)]
            held = {"contId": edition.key, "name": edition.title, "summary": lead, "pubTime": detail["pubTime"], "liveRecord": record}
            return {"contType": 8, "liveDetail": held}
        case "video":
            film = {"coverUrl": "https://imagecloud.thepaper.cn/1.jpg", "url": "https://cloudvideo.thepaper.cn/1.mp4"}
            return {"contType": 9, "contentDetail": {**detail, "content": "", "summary": "\n".join(edition.paragraphs), "videos": film}}
        case "special":
            info = {"contId": edition.key, "name": edition.title, "desc": "\n".join(edition.paragraphs)}
            return {"contType": 10, "specialDetail": {"specialInfo": info, "childList": []}}
    return {"contType": 0, "contentDetail": detail}


def content_html(edition: Edition) -> str:
    """The body as the HTML string under `content`."""
    pieces = [_piece(part) for part in edition.parts]
    if edition.origin_note:
        pieces.append(f"<p>来源 | {escape(edition.origin_note)}</p>")
    if edition.original_title:
        pieces.append(f"<p>原标题：《{escape(edition.title, quote=False)}》</p>")
    if edition.account:
        pieces.append('<p><a href="javascript:;" target="_blank">阅读原文</a></p>')
    return "".join(pieces)


def _piece(part: Part) -> str:
    words = escape(part.words, quote=False)
    if part.kind == "heading":
        return f"<p><strong>{words}</strong></p>"
    if part.kind == "image":
        return f'<p style="text-align:center;"><img src="{words}" width="1080" height="720"></p>'
    if part.kind in {"caption", "credit"}:
        return f'<p class="image_desc">{words}</p>'
    return f"<p>{words}</p>"


def _images(edition: Edition) -> list[dict[str, Any]]:
    captions = iter(part.words for part in edition.parts if part.kind == "caption")
    return [
        {"src": part.words, "width": 1080, "height": 720, "description": next(captions, "")}
        for part in edition.parts
        if part.kind == "image"
    ]


def _node(edition: Edition) -> dict[str, Any]:
    node = dict(edition.node)
    return {"nodeId": int(node["id"]), "name": node["name"], "desc": "", "parentId": "25950"}


def _main(edition: Edition, noise: Noise, day: int) -> str:
    if edition.design != "next":
        return f'<main><div class="{hashed("player", day)}"><h1>{escape(edition.title)}</h1></div></main>'
    origin = f"<span>来源：{escape(edition.source_line)}</span>" if edition.source_line else ""
    hot = "".join(f'<li><a href="/newsDetail_forward_{key}">{words}</a></li>' for key, words in noise.headlines)
    return f"""<main><div class="{hashed("wrapbox", day)}"><div class="{hashed("wrapper", day)}">
<h1 class="{hashed("title", day)}">{escape(edition.title)}</h1>
<div class="{hashed("headerContent", day)}"><div class="{hashed("left", day)}"><div>{escape(edition.byline)}</div>
<div class="ant-space ant-space-horizontal ant-space-align-center"><div class="ant-space-item">
<span>{edition.published:%Y-%m-%d %H:%M}</span>{origin}</div></div></div><div class="{hashed("fontSize", day)}">字号</div></div>
<div class="{hashed("cententWrapBox", day)}"><div class="{hashed("cententWrap", day)}">{content_html(edition)}</div></div>
{_closing(edition, day)}
<div class="{hashed("actions", day)}"><span>+{noise.praises}</span><span>收藏</span><span>我要举报</span>
<span>评论（{noise.comments}）</span></div>
</div><div class="{hashed("rightWrap", day)}"><!--ad {noise.advert}--><h3>热榜</h3><ul>{hot}</ul></div></div></main>"""


def _closing(edition: Edition, day: int) -> str:
    if edition.account:
        return f'<div class="{hashed("declare", day)}">本文为澎湃号作者或机构在澎湃新闻上传并发布，仅代表该作者或机构观点。</div>'
    return f"""<div class="{hashed("editor", day)}"><div>责任编辑：{escape(edition.editor)}</div>
<div>澎湃新闻报料：021-962866</div><div>澎湃新闻，未经授权不得转载</div></div>"""


def frame(props: dict[str, Any], main: str, day: int, now: datetime, title: str) -> str:
    """Any page of this design around its `pageProps` and its visible part."""
    state = {"props": {"pageProps": props, "__N_SSP": True}, "page": "/detail/[id]", "query": {}, "buildId": build_id(day)}
    script = json.dumps(state, ensure_ascii=False).replace("</", "<\\/")
    return f"""<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"/><title>{title}</title>
<link rel="preload" href="/_next/static/css/{build_id(day)[:16]}.css" as="style"/></head>
<body><div id="__next"><header class="{hashed("header", day)}"><a href="/"><img alt="澎湃Logo"/></a><a href="/download">下载客户端</a>
<span>登录</span></header>{main}<footer class="{hashed("footer", day)}"><p>扫码下载澎湃新闻客户端</p><p>沪ICP备14003370号</p>
<p>互联网新闻信息服务许可证：31120170006</p><p>© 2014-{now:%Y} 上海东方报业有限公司</p><a>反馈</a></footer></div>
<script id="__NEXT_DATA__" type="application/json">{script}</script></body></html>
"""
