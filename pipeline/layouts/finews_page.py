"""finews as a page: the `<section>` of its Jekyll layout holds time, title, body and tags, and everything else is chrome.

One generation of the layout writes the whole article, quotes and all, into a `<meta>` of the head, which breaks the
head open: only what stands in the section is the article.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from db.records import Article, Capture
from pipeline.layouts.body import Line, body_lines, tidy
from pipeline.layouts.clock import moment
from pipeline.layouts.furniture import joined_origins, sift, whole_title
from pipeline.layouts.payload import Element, finder, inner_words, page_text, page_tree
from pipeline.outcome import Malformed

CHROME = re.compile(r"返回[^。]{0,40}$|tags:\s|[<＜]\s?[>＞]$", re.IGNORECASE)
"""Lines that are furniture of finews where they end a body: ways back, tags, an empty link."""

_CODE = re.compile(r"(?:infoCode=|/news/\d{1,9},)([A-Za-z]{0,8}\d{8,32})\b")
_SECTIONS = finder("//section[.//h1][.//small]")
_CLOCK = re.compile(r"\(GMT\+8")


@dataclass(frozen=True, slots=True)
class PostPage:
    """A post under any generation of the site's layout."""

    name: str = "finews-page"
    last_valid_day: date | None = None

    def recognises(self, capture: Capture) -> bool:
        """By a section that holds the clock line and a heading."""
        text = page_text(capture)
        return "(GMT+8" in text and "<section" in text and _section(page_tree(capture)) is not None

    def article(self, capture: Capture) -> Article:
        """The article; never offline: the site only ever answers 404."""
        section = _section(page_tree(capture))
        if section is None:
            raise Malformed("it has no section with a heading")
        smalls = [child for child in section if child.tag == "small"]
        heading = next((child for child in section if child.tag == "h1"), None)
        lines = body_lines(section, skip=[*smalls, *([heading] if heading is not None else [])])
        printed = next((words for words in map(_words, smalls) if _CLOCK.search(words)), "")
        return post_article(lines, _words(heading) if heading is not None else "", printed, info_code(lines))


def info_code(lines: list[Line]) -> str | None:
    """The infoCode in the link at the foot of a body; None when there is none."""
    return next((code.group(1) for line in reversed(lines[-6:]) if (code := _CODE.search(line.text))), None)


def post_article(lines: list[Line], title: str, printed_time: str, key: str | None) -> Article:
    """The article made of a post's lines and its header, as page and file have it in common."""
    found = sift(lines, CHROME)
    return Article(
        title=whole_title(title, found.original_title),
        key=key,
        byline=found.author,
        source_line=joined_origins(found.origins),
        original_title=found.original_title,
        published_at=moment(printed_time),
        paragraphs=tuple(found.paragraphs),
        captions=tuple(found.captions),
    )


def _section(tree: Element | None) -> Element | None:
    return next(iter(_SECTIONS(tree)), None)


def _words(element: Element) -> str:
    return tidy(inner_words(element))
