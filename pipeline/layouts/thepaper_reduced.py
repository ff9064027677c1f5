"""A Next.js page of Thepaper cut down to what is read of it: its data, and the origin it prints.

Most of such a page is lists, comments and counters that are new on every fetch. What cannot be cut out by plain search
beyond any doubt is not cut at all, and the page is read whole.
"""

from __future__ import annotations

import re

from pipeline.layouts.thepaper_next import plain_origin

_OPEN = re.compile(r"""<script id="__NEXT_DATA__" type="application/json"(?: [a-z]+="[^"<>]{0,200}")*>""")
_CLOSE = "</script>"
_OTHER_DESIGNS = re.compile("_(?:txt|newsinfo|sum)")  # news_txt, video_txt_l, t_newsinfo, vdetail_sum
_WRAP = '<div class="index_cententWrap__cut"></div>'
"""Stands for a body that is shown: with it an article whose data have none is read from the whole page."""


def reduced(text: str) -> str | None:
    """The page with nothing else in it, still of its design; None when it holds anything that one could take in two ways."""
    if text[:1] != "<" or text.count("__NEXT_DATA__") != 1 or _OTHER_DESIGNS.search(text):
        return None
    begin = text.rfind("<script", 0, text.find("__NEXT_DATA__"))
    opened = _OPEN.match(text, begin) if begin >= 0 else None
    if opened is None or text.count("<!--", 0, begin) != text.count("-->", 0, begin):
        return None
    end = text.find("</", opened.end())
    if not text.startswith(_CLOSE, end):
        return None
    origin = plain_origin(text)
    if origin is None:
        return None
    wrap = _WRAP if "entWrap__" in text else ""
    script = text[begin : end + len(_CLOSE)]
    return f"<!DOCTYPE html><html><head></head><body>{origin}{wrap}{script}</body></html>"
