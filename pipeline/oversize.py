"""What is too much for one page: limits far above any real article, so that no page can take an hour or a gigabyte.

The largest real page seen has 180 KB and some thousand elements, the longest article some ten thousand characters.
"""

from __future__ import annotations

from collections.abc import Collection

MOST_ELEMENTS = 100_000
"""Opening angle brackets of a page; a tree takes about 400 bytes for each."""

MOST_SIGNS = 1_000_000
"""Commas, brackets and braces of a page, which may be JSON; a value takes about 100 bytes."""

MOST_PARAGRAPHS = 5_000
"""Paragraphs of an article."""

MOST_CHARACTERS = 300_000
"""Characters of an article's paragraphs; reading claims takes about 150 bytes for each."""


def page_excess(text: str) -> str | None:
    """Why a page is not even taken apart, in one clause; None for every page that could be an article."""
    if len(text) <= MOST_ELEMENTS:
        return None
    elements = text.count("<")
    if elements > MOST_ELEMENTS:
        return f"the page has {elements} elements, and no article has more than {MOST_ELEMENTS}"
    signs = sum(text.count(sign) for sign in ",[{")
    if signs > MOST_SIGNS:
        return f"the page's data have {signs} parts, and no article has more than {MOST_SIGNS}"
    return None


def article_excess(paragraphs: Collection[str]) -> str | None:
    """Why a text is no article, in one clause; None for every text that could be one."""
    if len(paragraphs) > MOST_PARAGRAPHS:
        return f"the text has {len(paragraphs)} paragraphs, and no article has more than {MOST_PARAGRAPHS}"
    characters = sum(map(len, paragraphs))
    if characters > MOST_CHARACTERS:
        return f"the text has {characters} characters, and no article has more than {MOST_CHARACTERS}"
    return None
