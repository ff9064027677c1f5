"""The running record of a live report on Thepaper: dated entries somewhere within `liveDetail`.

How the site names these fields is not known, so entries are told by their shape: a record in a list with words and
a time of its own that is no other article. What is known to hold other things is not searched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.layouts.payload import words_of

_WORDS = ("content", "text", "desc", "summary")
_HEADS = ("title", "name")
_TIMED = re.compile(r"time|date$", re.IGNORECASE)
_ELSEWHERE = re.compile(r"relat|recommend|hot|comment|interact|image|video|tag|node|user|author|share|voice|ad(?:vert|s?$)", re.IGNORECASE)
_DEEPEST = 4


def timeline(detail: Mapping[str, Any]) -> list[str]:
    """The entries' words in the order of the data, HTML or plain, each entry's title before its text; empty when there are none."""
    return [words for entry in _entries(detail, 0, words_of(detail.get("contId"))) for words in _words(entry)]


def _entries(held: object, depth: int, own: str) -> Iterator[Mapping[str, Any]]:
    if depth > _DEEPEST or not isinstance(held, dict | list):
        return
    within = held if isinstance(held, list) else [value for name, value in held.items() if not _ELSEWHERE.search(name)]
    for value in within:
        if isinstance(held, list) and isinstance(value, dict) and _is_entry(value, own):
            yield value
        else:
            yield from _entries(value, depth + 1, own)


def _is_entry(record: Mapping[str, Any], own: str) -> bool:
    timed = any(_TIMED.search(name) and words_of(value) for name, value in record.items())
    return timed and words_of(record.get("contId")) in {"", own} and any(words_of(record.get(name)) for name in _WORDS)


def _words(entry: Mapping[str, Any]) -> Iterator[str]:
    text = next(words for name in _WORDS if (words := words_of(entry.get(name))))
    head = next((words for name in _HEADS if (words := words_of(entry.get(name)))), "")
    if head and head not in text:
        yield head
    yield text
