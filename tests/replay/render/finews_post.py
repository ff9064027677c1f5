"""A finews post as the repository holds it: front matter, the upstream's HTML, two footer lines."""

from __future__ import annotations

from html import escape

from tests.replay.story import Edition, Part

SECOND_GENERATION = 3
"""First day of the second template generation."""


def file_name(edition: Edition) -> str:
    """`<date>-<infoCode>.md`, the same in `_posts` and in `old_post`."""
    return f"{edition.published:%Y-%m-%d}-{edition.key}.md"


def post_path(edition: Edition) -> str:
    """The address on the site; a blank in the category makes one more path level."""
    return f"/{edition.category.replace(' ', '/')}/{edition.published:%Y/%m/%d}/{edition.key}.html"


def return_path(edition: Edition, day: int) -> str:
    """Where the footer points for more of the same medium; it differs between the template generations."""
    return f"/{edition.category}/" if day < SECOND_GENERATION else f"/category/{edition.category}.html"


def markdown(edition: Edition, day: int) -> str:
    """The file's text; quotes in the title are not escaped, as in the original."""
    return f"""---
layout: post
title: "{edition.title}"
date: {edition.published:%Y-%m-%d %H:%M:%S} +0800
categories: {edition.category}
tags: {edition.medium}新闻
---
{body_html(edition)}

<{share_address(edition)}>

[返回{edition.medium}新闻](//finews.withounder.com{return_path(edition, day)})｜[返回首页](//finews.withounder.com/)"""


def share_address(edition: Edition) -> str:
    """The upstream service's public page of the post."""
    return f"http://finews.zning.xyz/html_News/NewsShare.html?infoCode={edition.key}"


def body_html(edition: Edition) -> str:
    """The HTML the upstream service delivers: automatic links, stock pictures, hidden lines and the attribution."""
    pieces = [_piece(part, edition.links) for part in edition.parts]
    return "\n ".join(pieces) + f'<p class="em_media">（文章来源：{escape(edition.source_line)}）</p>'


def _piece(part: Part, links: tuple[str, ...]) -> str:
    words = escape(part.words, quote=False)
    if part.kind == "hidden":
        return f'<p style="display:none">{words}</p>'
    if part.kind == "image":
        return f'<!-- EM_StockImg_Start --><center><img src="{words}" width="580"></center><!-- EM_StockImg_End -->'
    if part.kind in {"caption", "credit"}:
        return f"<p>{words}</p>"
    words = _linked(words, links)
    return f"<p><strong>{words}</strong></p>" if part.kind == "heading" else f"<p>\u3000\u3000{words}</p>"


def _linked(words: str, links: tuple[str, ...]) -> str:
    for number, link in enumerate(links):
        address = f"http://quote.eastmoney.com/unify/r/90.BK{number:04d}"
        words = words.replace(link, f'<span id="Info.{number}"><a href="{address}" class="infokey">{link}</a></span>', 1)
    return words
