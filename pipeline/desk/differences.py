"""Edits laid side by side: each passage with what stood there before and what stands there now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.report.passages import Passage, Token


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """A passage in two columns."""

    passage: Passage
    """The passage as a whole."""

    before: tuple[Token, ...]
    """Its words before."""

    after: tuple[Token, ...]
    """Its words after."""


def pairs(passages: Sequence[Passage]) -> tuple[Pair, ...]:
    """Every passage in two columns; what was only added has nothing before, what was removed nothing after."""
    return tuple(_pair(passage) for passage in passages)


def evidenced(passages: Sequence[Passage], words: Sequence[str]) -> tuple[Passage, ...]:
    """The passages with the first of these words that stands whole in an unchanged token marked as evidence (`!`)."""
    return tuple(replace(one, tokens=_marked(one.tokens, words)) if one.concerned else one for one in passages)


def _pair(passage: Passage) -> Pair:
    before = tuple(token for token in passage.tokens if token[0] != "+") if passage.op != "added" else ()
    after = tuple(token for token in passage.tokens if token[0] != "-") if passage.op != "removed" else ()
    return Pair(passage=passage, before=before, after=after)


def _marked(tokens: tuple[Token, ...], words: Sequence[str]) -> tuple[Token, ...]:
    """Tokens cut at the ends of the evidence, the unchanged ones inside it marked with `!`."""
    for side in ("-", "+"):
        text = "".join(said for mark, said in tokens if mark in ("=", side))
        for wanted in words:
            start = text.find(wanted) if wanted else -1
            if start >= 0:
                return _cut(tokens, side, start, start + len(wanted))
    return tokens


def _cut(tokens: tuple[Token, ...], side: str, start: int, end: int) -> tuple[Token, ...]:
    made: list[Token] = []
    at = 0
    for mark, said in tokens:
        if mark == "=":
            low, high = max(start - at, 0), max(min(end - at, len(said)), 0)
            parts = (("=", said[:low]), ("!", said[low:high]), ("=", said[max(low, high) :]))
            made += [part for part in parts if part[1]]
        else:
            made.append((mark, said))
        at += len(said) if mark in ("=", side) else 0
    return tuple(made)
