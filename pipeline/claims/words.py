"""Words with their part of speech, from rjieba, as offsets: only for the bounds of noun phrases, never for meaning."""

from __future__ import annotations

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

    found, position = [], 0
    for word, tag in rjieba.tag(text):
        found.append(Word(word, tag or "x", position, position + len(word)))
        position += len(word)
    return tuple(found)
