"""finews as data: the Markdown file of a post, and the upstream share page's JSON.

The front matter is written by string pasting, so it is read line by line and never as YAML: titles carry quotes that
no YAML parser takes. The body is HTML, plain paragraphs, or both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from db.records import Article, Capture
from pipeline.layouts.body import Line, body_lines, tidy
from pipeline.layouts.finews_page import info_code, post_article
from pipeline.layouts.payload import fragment, page_json, page_text, words_of
from pipeline.outcome import Empty, Malformed

_FRONT = re.compile(r"\s{0,99}---[ \t]{0,9}\n((?:[^\n]{0,4000}\n){1,60}?)---[ \t]{0,9}(?:\n|$)")
_FIELD = re.compile(r"([A-Za-z_]{2,20})[ \t]{0,9}:(.*)$")
_AUTO_LINK = re.compile(r"<((?:https?:)?//[^\s<>]{0,600})>|<>")
_LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\]\([^()\s]{0,600}\)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)([^*_\n]{1,600})\1")
# Markdown lets tags through, and prices and growth rates are compared with the same sign.
_LESS = re.compile(r"<(?!/?(?:a|b|i|u|p|em|br|div|img|sub|sup|font|span|small|center|strong)[\s/>]|!--)", re.IGNORECASE)
_HTML = re.compile(r"[ \t]{0,9}<[A-Za-z/!]")
_QUOTE = re.compile(r"^[ \t]{0,3}>[ \t]?", re.MULTILINE)
_BLANK_LINE = re.compile(r"\n[ \t]{0,99}\n")
_TEXT_NAMES = ("content", "text")


@dataclass(frozen=True, slots=True)
class PostFile:
    """A post's Markdown file with front matter, as `_posts/` and `old_post/` hold it."""

    name: str = "finews-post"
    last_valid_day: date | None = None

    def recognises(self, capture: Capture) -> bool:
        """By front matter that names a title or a layout; a blank line may precede it."""
        front = _FRONT.match(page_text(capture))
        return front is not None and bool({"title", "layout"} & _fields(front.group(1)).keys())

    def article(self, capture: Capture) -> Article:
        """The article; title, date and link may each be empty."""
        text = page_text(capture)
        front = _FRONT.match(text)
        if front is None:
            raise Malformed("its front matter does not end")
        fields = _fields(front.group(1))
        lines = _markdown_lines(text[front.end() :])
        return post_article(lines, _unquoted(fields.get("title", "")), fields.get("date", ""), info_code(lines))


@dataclass(frozen=True, slots=True)
class ShareText:
    """The answer of GetNewsText.do: JSON with the body's HTML under `content` or `text`."""

    name: str = "finews-share"
    last_valid_day: date | None = None

    def recognises(self, capture: Capture) -> bool:
        """By the names of its fields, on the answer or in its `data`."""
        return _answer(capture) is not None

    def article(self, capture: Capture) -> Article:
        """The article; raises `Empty` when the service knows no text."""
        answer = _answer(capture) or {}
        html = next((words for name in _TEXT_NAMES if (words := words_of(answer.get(name)))), "")
        tree = fragment(html)
        if tree is None:
            raise Empty("the upstream service gave no text")
        title = next((words for name in ("title", "Title") if (words := words_of(answer.get(name)))), "")
        printed = next((words for name in ("showtime", "datetime", "date") if (words := words_of(answer.get(name)))), "")
        code = next((words for name in ("infoCode", "infocode") if (words := words_of(answer.get(name)))), None)
        return post_article(body_lines(tree), tidy(title), printed, code)


def _answer(capture: Capture) -> dict[str, object] | None:
    data = page_json(capture)
    for held in (data, data.get("data") if isinstance(data, dict) else None):
        if isinstance(held, dict) and any(isinstance(held.get(name), str) for name in _TEXT_NAMES):
            return held
    return None


def _fields(front: str) -> dict[str, str]:
    found = [field for line in front.split("\n") if (field := _FIELD.match(line.strip()))]
    return {field.group(1).lower(): field.group(2).strip() for field in found}


def _unquoted(words: str) -> str:
    """A title without the pair of quotes it was pasted between; quotes within it stay as they are."""
    if len(words) >= 2 and words[0] == words[-1] and words[0] in "\"'":
        words = words[1:-1].replace('\\"', '"')
    return tidy(words)


def _markdown_lines(text: str) -> list[Line]:
    """The lines of a Markdown body: its HTML as it stands, everything else as paragraphs between blank lines."""
    chunks = (chunk for chunk in _BLANK_LINE.split(text) if chunk.strip())
    tree = fragment("\n".join(chunk if _is_html(chunk) else _paragraph(chunk) for chunk in chunks))
    return body_lines(tree) if tree is not None else []


def _is_html(chunk: str) -> bool:
    return _HTML.match(chunk) is not None and _AUTO_LINK.match(chunk.strip()) is None


def _paragraph(chunk: str) -> str:
    plain = _LESS.sub("&lt;", _linked(chunk))
    return "<p>" + _STRONG.sub(r"\2", _LINK.sub(r"\1", plain)) + "</p>"


def _linked(chunk: str) -> str:
    return _AUTO_LINK.sub(lambda link: (link.group(1) or "").replace("&", "&amp;"), _QUOTE.sub("", chunk))
