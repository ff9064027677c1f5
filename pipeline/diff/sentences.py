"""Cut paragraphs into sentences with their offsets in the clean body, so that a claim can be told where it stands.

The items of a list parted by semicolons count as sentences of their own: each states something for itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_SENTENCE = re.compile(r"[^。！？!?；;…\n]*+(?:[。！？!?；;…]++[”’」』）)》\"]*+|\n|\Z)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Sentence:
    """One sentence of a clean body."""

    paragraph: int
    """Number of its paragraph, from 0."""

    start: int
    """First code point, in the paragraphs joined by one line feed."""

    end: int
    """One past the last."""

    text: str
    """The words as published."""


def sentences(paragraphs: Sequence[str]) -> tuple[Sentence, ...]:
    """The sentences of all paragraphs in order; blank ones are left out."""
    return tuple(_sentences(paragraphs))


def _sentences(paragraphs: Sequence[str]) -> Iterator[Sentence]:
    offset = 0
    for number, paragraph in enumerate(paragraphs):
        for found in _SENTENCE.finditer(paragraph):
            if found.group().strip():
                yield Sentence(paragraph=number, start=offset + found.start(), end=offset + found.end(), text=found.group())
        offset += len(paragraph) + 1
