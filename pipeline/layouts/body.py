"""The lines of an article's body out of its HTML, whatever marks them: paragraphs, breaks, blocks, tables.

Knows HTML and how both sites mark captions, credits and hidden parts; what the words of a line mean is the business
of `furniture.py`. Elements inside a line join without blanks, so links set into words leave no trace.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from pipeline.canonical import WIDE
from pipeline.layouts.payload import Element, is_comment

TEXT, CAPTION, CREDIT = "text", "caption", "credit"

_BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details", "div", "dl", "dt", "fieldset"),
        *("figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "nav", "ol"),
        *("p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul"),
    }
)
_UNSEEN = frozenset(
    {
        *("audio", "button", "canvas", "embed", "head", "iframe", "input", "link", "meta", "noscript", "object", "script", "select"),
        *("style", "svg", "template", "textarea", "title", "video"),
    }
)
_PICTURES = frozenset({"img", "picture"})
_CELLS = frozenset({"td", "th"})
_HIDDEN = re.compile(r"display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden", re.IGNORECASE)
_COLOUR = re.compile(
    r"(?<![\w-])color\s{0,9}:\s{0,9}(?:rgba?\(\s{0,9}(\d{1,3})[\s,]{1,9}(\d{1,3})[\s,]{1,9}(\d{1,3})|"
    r"#([0-9a-f]{6}|[0-9a-f]{3})\b|((?:dark|dim|light)?gr[ae]y|silver)\b)",
    re.IGNORECASE,
)
_CAPTION_CLASS = re.compile(r"(?:^|[\s_-])(?:image|img|pic|photo)_?-?(?:desc|caption|info|note)", re.IGNORECASE)
_PICTURE_CREDIT = re.compile(
    r"[（(]?\s?(?:图片来源|图片源|图源|题图来源|封面图?来源|图片(?:由|均)[^。！？]{1,30}(?:提供|供图))\s?[:：|｜]?[^。！？]{0,60}$"
)
_MAY_BE_CREDIT = "（( 图题封"
_SEEN = re.compile(r"[^\s\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufffc\ufffd\xad\u2800\u3164\U0001f000-\U0001faff]")
_INVISIBLE = re.compile("[\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffc\xad\x00-\x08\x0e-\x1f\x7f]")
_UNTIDY = re.compile(rf"[\t\n\r\f\v]|  |{_INVISIBLE.pattern}")
_SPACE = re.compile(r"[ \t\n\r\f\v]+")
_BREAK_IN_WORDS = re.compile(rf"(?<=[{WIDE}])\n(?=[{WIDE}])")
_STOCK_START, _STOCK_END = "EM_StockImg_Start", "EM_StockImg_End"


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line of a body as a reader sees it."""

    text: str
    """Its words, blanks at the ends removed; never blank."""

    kind: str = TEXT
    """`text`, `caption` (belongs to a picture) or `credit` (marked as a statement of origin)."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """What the elements around a word say of it."""

    kind: str = TEXT
    grey: int = 0
    """Number of the outermost grey element, from 1; 0 when none is grey."""


def body_lines(root: Element, skip: Collection[Element] = ()) -> list[Line]:
    """The visible lines below an element in reading order, without those in skipped elements."""
    gathering = _Gathering()
    # A stack and not recursion: saved pages nest deeper than Python cares to.
    todo: list[tuple[Element, _Mark, bool]] = [(root, _Mark(), False)]
    while todo:
        node, outer, leaving = todo.pop()
        if leaving:
            gathering.leave(node, outer, tail=node is not root)
            continue
        inner = gathering.enter(node, outer, skip)
        if inner is None or not len(node):
            gathering.leave(node, outer, tail=node is not root)
            continue
        todo.append((node, outer, True))
        todo.extend([(child, inner, False) for child in _children(node)])
    gathering.flush()
    return gathering.lines


def tidy(text: str) -> str:
    """Words as a browser shows them: runs of blanks as one, none where a line of source breaks between Chinese characters."""
    # Most lines are plain: what str.isprintable lets through holds no line break and nothing invisible but U+FFFC.
    if "  " not in text and (text.isprintable() or not _UNTIDY.search(text)) and "\ufffc" not in text:
        return text.strip()
    text = _INVISIBLE.sub("", text)
    collapsed = _SPACE.sub(lambda run: "\n" if "\n" in run.group() else " ", text)
    return _BREAK_IN_WORDS.sub("", collapsed).replace("\n", " ").strip()


def text_lines(text: str) -> list[Line]:
    """The lines of a plain text that have anything to see."""
    seen = (words for words in map(tidy, text.split("\n")) if _SEEN.search(words))
    return [Line(text=words, kind=CAPTION if _is_picture_credit(words) else TEXT) for words in seen]


_PLAIN = {_Mark()}


class _Gathering:
    """Lines made so far, and the one in the making."""

    __slots__ = ("grey_caption", "greys", "lines", "marks", "picture_above", "picture_within", "words")

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.words: list[str] = []
        self.marks: set[_Mark] = set()
        self.picture_above = self.picture_within = False
        self.greys = self.grey_caption = 0

    def enter(self, node: Element, outer: _Mark, skip: Collection[Element]) -> _Mark | None:
        """Take in an element's own words; the mark for its children, or None when they are not to be seen."""
        tag = node.tag
        if not isinstance(tag, str):
            return None
        if tag in _BLOCKS:
            self.flush()
        elif tag in _CELLS and self.words:
            self.words.append(" ")
        elif tag in _PICTURES:
            self._picture()
        named = node.keys()
        if tag in _UNSEEN or (skip and node in skip) or (named and _hidden(node, named)):
            return None
        inner = self._marked(node, tag, outer) if named or tag == "figcaption" else outer
        self._add(node.text, inner)
        return inner

    def leave(self, node: Element, outer: _Mark, *, tail: bool) -> None:
        """Close an element and take in the words behind it."""
        if node.tag in _BLOCKS:
            self.flush()
        if tail:
            self._add(node.tail, outer)

    def flush(self) -> None:
        """End the line in the making."""
        if not self.words:
            return
        text = tidy("".join(self.words))
        self.words.clear()
        marks, self.marks = self.marks, set()
        if _SEEN.search(text):
            self.lines.append(Line(text=text, kind=self._kind(text, marks)))
            self.picture_above = False
        self.picture_above |= self.picture_within
        self.picture_within = False

    def _marked(self, node: Element, tag: str, outer: _Mark) -> _Mark:
        classes = node.get("class", "")
        if tag == "figcaption" or (classes and _CAPTION_CLASS.search(classes)):
            return _Mark(CAPTION, outer.grey)
        if "em_media" in classes:
            return _Mark(CREDIT, outer.grey)
        if outer.grey or not _grey(node):
            return outer
        self.greys += 1
        return _Mark(outer.kind, self.greys)

    def _add(self, words: str | None, mark: _Mark) -> None:
        if words:
            self.words.append(words)
            if not words.isspace():
                self.marks.add(mark)

    def _picture(self) -> None:
        if self.marks:
            self.picture_within = True
        else:
            self.picture_above = True

    def _kind(self, text: str, marks: set[_Mark]) -> str:
        if marks == _PLAIN:
            return CAPTION if _is_picture_credit(text) else TEXT
        kinds = {mark.kind for mark in marks}
        greys = {mark.grey for mark in marks}
        grey = greys.pop() if len(greys) == 1 else 0
        below_picture = grey != 0 and (self.picture_above or grey == self.grey_caption)
        caption = kinds == {CAPTION} or below_picture or _is_picture_credit(text)
        self.grey_caption = grey if caption else 0
        if caption:
            return CAPTION
        return CREDIT if kinds == {CREDIT} else TEXT


def _children(node: Element) -> list[Element]:
    """Children from last to first, without what the upstream service puts between its stock picture marks."""
    kept: list[Element] = []
    start: int | None = None
    for child in node:
        if is_comment(child):
            words = child.text or ""
            if _STOCK_START in words:
                start = len(kept)
            elif _STOCK_END in words and start is not None:
                del kept[start:]
                start = None
        kept.append(child)
    kept.reverse()
    return kept


def _is_picture_credit(text: str) -> bool:
    return text[0] in _MAY_BE_CREDIT and len(text) < 100 and _PICTURE_CREDIT.match(text) is not None


def _hidden(node: Element, named: list[str]) -> bool:
    return "hidden" in named or ("style" in named and _HIDDEN.search(node.get("style")) is not None)


def _grey(node: Element) -> bool:
    style, colour_name = node.get("style"), node.get("color")
    colour = _COLOUR.search(style or f"color:{colour_name}") if style or colour_name else None
    if colour is None:
        return False
    red, green, blue, digits, name = colour.groups()
    if name:
        return True
    if digits:
        size = len(digits) // 3
        red, green, blue = (str(int(digits[n * size : n * size + size] * (3 - size), 16)) for n in range(3))
    return int(red) == int(green) == int(blue) and 0x50 <= int(red) <= 0xC8
