"""What a capture's bytes say: as text, as a tree or as JSON, each worked out once however many layouts ask.

The trees are shared between callers, who only read them. Nothing here raises on any bytes.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeAlias

from lxml import etree  # type: ignore[import-untyped]  # lxml ships no types

from db.records import Capture

Element: TypeAlias = Any
"""A node of an HTML tree: an element, or a comment where `is_comment` says so."""

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_META = re.compile(rb"<meta[^>]{0,300}?charset\s{0,9}=[\s\"']{0,9}([\w.:-]{2,30})", re.IGNORECASE)
_HEADER = re.compile(r"charset\s{0,9}=[\s\"']{0,9}([\w.:-]{2,30})", re.IGNORECASE)
# Servers state these without having looked at the page, and they decode anything.
_BLIND = frozenset({"iso8859-1", "ascii", "cp1252"})
# What else Python lists among its charsets either raises of its own accord (`undefined`, `idna`) or is none (`unicode_escape`).
_CHARSETS = re.compile(r"utf-(?:8|16|32)|gb|big5|hz|shift_|euc_|iso|cp\d|koi8|mac|johab|tis")
# Pages in its wider successors are often labelled with the narrow charset.
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "hz": "gb18030"}
# A page is in a charset when hardly any of its characters fail: one damaged byte must not change them all.
_DAMAGE = 0.02
_PARSER = etree.HTMLParser(encoding="utf-8")
_LONE = re.compile("[\ud800-\udfff]")


def page_text(capture: Capture) -> str:
    """The payload as text: by the charset of the header, of the page, else UTF-8, else GB 18030; line feeds only."""
    return _text(capture.body, capture.header("content-type") or "")


def page_tree(capture: Capture) -> Element | None:
    """The payload as an HTML tree, to be read and never altered; None when there is nothing to parse."""
    return _tree(capture.body, capture.header("content-type") or "")


def page_json(capture: Capture) -> Any:
    """The payload as JSON; None when it is not JSON."""
    text = page_text(capture).strip()
    return parsed_json(text) if text[:1] in {"{", "["} else None


@lru_cache(maxsize=4)
def parsed_json(text: str) -> Any:
    """The value of a JSON text, to be read and never altered; None when it is malformed or nested beyond reason."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def fragment(html: str) -> Element | None:
    """The tree of a piece of HTML; None when there is nothing to parse."""
    # A blank page is nothing to lxml, and a NUL would end the page for it.
    if not html or html.isspace():
        return None
    try:
        return etree.fromstring(_encoded(html.replace("\x00", "")), _PARSER)
    except etree.LxmlError:
        return None


def _encoded(html: str) -> bytes:
    try:
        return html.encode("utf-8")
    except UnicodeEncodeError:
        return _LONE.sub("\ufffd", html).encode("utf-8")


def finder(path: str) -> Callable[[Element | None], list[Element]]:
    """A function that gives the elements an XPath finds in a tree; none in no tree."""
    find = etree.XPath(path)
    return lambda tree: [] if tree is None else list(find(tree))


def inner_words(element: Element) -> str:
    """All words within an element, as they stand."""
    return str(element.xpath("string()"))


def is_comment(node: Element) -> bool:
    """Whether a node is a comment and no element."""
    return node.tag is etree.Comment


def words_of(value: object) -> str:
    """A JSON value as words: a string without its lone surrogates and outer blanks; empty for any other type but numbers."""
    if isinstance(value, str):
        return _LONE.sub("\ufffd", value).strip()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


@lru_cache(maxsize=2)
def _text(body: bytes, content_type: str) -> str:
    decoded = _decoded(body, content_type)
    text = (decoded.replace("\x00", "") if b"\x00" in body else decoded).lstrip("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


@lru_cache(maxsize=1)
def _tree(body: bytes, content_type: str) -> Element | None:
    return fragment(_text(body, content_type))


def _decoded(body: bytes, content_type: str) -> str:
    for bom, charset in _BOMS:
        if body.startswith(bom):
            return body.decode(charset, "replace")
    tries = (*_stated(body, content_type), "utf-8", "gb18030")
    for charset in tries:
        try:
            return body.decode(charset)
        except UnicodeDecodeError:
            text = body.decode(charset, "replace")
        if text.count("\ufffd") <= _DAMAGE * sum(char > "\x7f" for char in text):
            return text
    return body.decode(tries[0], "replace")


def _stated(body: bytes, content_type: str) -> list[str]:
    head = body[:4096]
    begin = head.lower().find(b"<meta")
    inside = _META.search(head, begin) if begin >= 0 else None
    header = _HEADER.search(content_type)
    words = [header.group(1) if header else "", inside.group(1).decode("ascii") if inside else ""]
    return [charset for charset in map(_charset, words) if charset]


def _charset(words: str) -> str:
    try:
        info = codecs.lookup(words)
    except LookupError:
        return ""
    if info.name in _BLIND or not _CHARSETS.match(info.name):
        return ""
    return _WIDER.get(info.name, info.name)
