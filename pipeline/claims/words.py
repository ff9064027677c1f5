"""Words with their part of speech, from rjieba, as offsets: only for the bounds of noun phrases, never for meaning."""

from __future__ import annotations

from itertools import accumulate
from typing import NamedTuple


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
    return tuple([Word(word, tag or "x", start, end) for (word, tag), start, end in zip(tagged, edges, edges[1:], strict=False)])
