"""Words with their part of speech, from rjieba, as offsets: only for the bounds of noun phrases, never for meaning."""

from __future__ import annotations

from bisect import bisect_left
from itertools import accumulate
from typing import NamedTuple

from pipeline.claims.rows import Row


class Word(NamedTuple):
    """One word of the segmentation; a named tuple, for there is one for every two characters."""

    text: str
    """The word, folded."""

    tag: str
    """Part of speech in jieba's letters; never empty."""

    start: int
    """First code point."""

    end: int
    """One past the last."""


def words(text: str) -> tuple[Word, ...]:
    """The folded text as words in order, without gaps."""
    import rjieba  # not at the top: its dictionary takes 32 MB, which a run that reads no new text never needs

    tagged = rjieba.tag(text)
    edges = [0, *accumulate([len(word) for word, _ in tagged])]
    new = tuple.__new__  # what a named tuple's own constructor calls, without the call between
    return tuple([new(Word, (word, tag or "x", start, end)) for (word, tag), start, end in zip(tagged, edges, edges[1:], strict=False)])


def stands_alone(found: Row[Word], position: int) -> bool:
    """Whether a word of one character stands there."""
    at = bisect_left(found.starts, position)
    return at < len(found.starts) and found.starts[at] == position and found.items[at].end == position + 1


def ends_at(found: Row[Word], position: int) -> bool:
    """Whether a word ends there, for a position behind the first character."""
    at = bisect_left(found.starts, position)
    return found.starts[at] == position if at < len(found.starts) else found.items[-1].end == position
