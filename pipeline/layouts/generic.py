"""The fallback for a source that has no layout of its own yet: readability-lxml guesses where the article stands.

A guess may take in chrome, or leave out a paragraph, and may guess differently after a redesign: what was read so
carries the layout name `generic`, and a source that is watched for long wants a layout class of its own.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from db.records import Article, Capture
from pipeline.canonical import canonical
from pipeline.layouts.body import body_lines, tidy
from pipeline.layouts.clock import moment, span_of_moment
from pipeline.layouts.furniture import joined_origins, origin_of, sift, whole_title
from pipeline.layouts.payload import Element, finder, fragment, inner_words, page_text, page_tree
from pipeline.layouts.thepaper_html import OFFLINE
from pipeline.outcome import Malformed, Offline

_MARKUP = re.compile(r"<(?:html|body|article|div|p)\b", re.IGNORECASE)
_HEADINGS = finder("//h1")
_TITLES = finder("//title")
_STATED_TITLE = finder('//meta[@property="og:title" or @name="og:title" or @itemprop="headline"]/@content')
_STATED_TIME = finder(
    '//meta[@property="article:published_time" or @itemprop="datePublished" or @name="publishdate" or @name="pubdate" or @name="PubDate"'
    ' or @name="publish_time"]/@content | //time/@datetime'
)
_STATED_AUTHOR = finder('//meta[@name="author" or @property="article:author"]/@content')
_ORIGIN_STARTS = finder('//*[starts-with(normalize-space(text()), "来源")]')
_SITE_NAME = re.compile(r"\s?[_|｜—–\-]\s?[^_|｜—–\-]{1,40}$")


@dataclass(frozen=True, slots=True)
class GenericPage:
    """Any HTML page, read by readability's rules."""

    name: str = "generic"
    last_valid_day: date | None = None

    def recognises(self, capture: Capture) -> bool:
        """Whether it is HTML at all."""
        return _MARKUP.search(page_text(capture)) is not None

    def article(self, capture: Capture) -> Article:
        """The article as guessed; raises `Malformed` when nothing can be made of the page, `Offline` where a marker stands."""
        tree = page_tree(capture)
        title = _title(tree)
        lines = body_lines(_guessed(page_text(capture)))
        if len(lines) <= 1 and tree is not None:
            _refuse_offline(tree)
        same = canonical(title)
        found = sift([line for line in lines if canonical(line.text) != same])
        origins = [origin for element in _ORIGIN_STARTS(tree) if (origin := origin_of(tidy(inner_words(element))))][:1]
        return Article(
            title=whole_title(title, found.original_title),
            byline=found.author or next(_stated(_STATED_AUTHOR(tree)), None),
            source_line=joined_origins([*origins, *found.origins]),
            original_title=found.original_title,
            published_at=_published(tree),
            paragraphs=tuple(found.paragraphs),
            captions=tuple(found.captions),
        )


def _refuse_offline(tree: Element) -> None:
    said = next((line.text for line in body_lines(tree) if OFFLINE.match(line.text)), None)
    if said:
        raise Offline(said)


def _guessed(text: str) -> Element:
    """The part of a page that readability takes for the article."""
    # Slow to load, and needed by nobody whose sources all have layouts.
    from readability import Document
    from readability.readability import Unparseable

    logging.getLogger("readability.readability").disabled = True  # what it says of a page it cannot read is said below
    try:
        tree = fragment(Document(text).summary(html_partial=True))
    except (Unparseable, RecursionError) as error:
        raise Malformed("no article can be made out in it") from error
    if tree is None:
        raise Malformed("no article can be made out in it")
    return tree


def _title(tree: Element | None) -> str:
    headings = [words for element in _HEADINGS(tree) if (words := tidy(inner_words(element)))]
    if len(headings) == 1:
        return headings[0]
    stated = next(_stated(_STATED_TITLE(tree)), "") or next((tidy(inner_words(title)) for title in _TITLES(tree)), "")
    return _SITE_NAME.sub("", stated) or stated


def _published(tree: Element | None) -> datetime | None:
    """What the head states, else the first time with an hour that is printed below the heading."""
    stated = next((when for words in _stated(_STATED_TIME(tree)) if (when := moment(words))), None)
    heading = next(iter(_HEADINGS(tree)), None)
    printed = heading.xpath("following::text()[position() < 40]") if heading is not None else []
    return stated or next((moment(words) for words in printed if span_of_moment(words)), None)


def _stated(values: list[Element]) -> Iterator[str]:
    return (words for value in values if (words := tidy(str(value))))
