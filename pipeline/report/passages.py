"""Edits as passages to be shown: what was touched, a little of what stood around it, and how much was left out.

The terminal, the HTML pages and the feed draw the same passages, each in its own way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from db.claim import Claim
from db.records import Change, Edit, Op

Token = tuple[str, str]
"""A mark, one of `=`, `-` and `+`, and words."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Passage:
    """One touched paragraph, one paragraph of context, or a run of paragraphs left out."""

    op: str
    """An operation of `db.records.Op`, or `skipped`."""

    place: str = ""
    """Where it stood and stands, counted from 1: `¶ 3`, `¶ 3 → ¶ 5`; empty for skipped."""

    tokens: tuple[Token, ...] = ()
    """What to draw; blanks that were added or removed are made visible."""

    skipped: int = 0
    """How many unchanged paragraphs are left out here."""

    concerned: bool = False
    """True when the words of the change that is being shown stand here."""


def passages(
    edits: Sequence[Edit], old: Sequence[str], new: Sequence[str], *, change: Change | None = None, context: int = 1
) -> tuple[Passage, ...]:
    """The edits in their order, with `context` unchanged paragraphs on either side and the rest left out.

    `change` marks the passages that hold its words. Raises IndexError when an edit names a paragraph
    that the texts do not have.
    """
    concerned = _concerned(change, old, new)
    near = _near([number for number, edit in enumerate(edits) if edit.op is not Op.KEPT or _holds(edit, concerned)], len(edits), context)
    shown: list[Passage] = []
    for number, edit in enumerate(edits):
        if number in near:
            shown.append(_passage(edit, old, new, _holds(edit, concerned)))
        elif shown and shown[-1].op == "skipped":
            shown[-1] = replace(shown[-1], skipped=shown[-1].skipped + 1)
        else:
            shown.append(Passage(op="skipped", skipped=1))
    return tuple(shown)


def paragraph_of(claim: Claim, paragraphs: Sequence[str]) -> int | None:
    """Number of the paragraph that holds the claim's evidence; None when these paragraphs are not what it was read from."""
    start = 0
    for number, paragraph in enumerate(paragraphs):
        if start <= claim.evidence.start <= start + len(paragraph):
            return number if claim.evidence.text in paragraph else None
        start += len(paragraph) + 1
    return None


def _near(touched: list[int], count: int, context: int) -> set[int]:
    near = {number + step for number in touched for step in range(-context, context + 1)}
    lone = {number for number in range(count) if near and {number - 1, number + 1} - near <= {-1, count}}
    return near | lone  # to say that one paragraph is left out takes the room of showing it


def _concerned(change: Change | None, old: Sequence[str], new: Sequence[str]) -> tuple[frozenset[int], frozenset[int]]:
    if change is None:
        return frozenset(), frozenset()
    return _numbers(change.before, change.old_words, old), _numbers(change.after, change.new_words, new)


def _numbers(claim: Claim | None, words: str | None, paragraphs: Sequence[str]) -> frozenset[int]:
    if claim is not None:
        found = paragraph_of(claim, paragraphs)
        return frozenset() if found is None else frozenset({found})
    return frozenset(number for number, paragraph in enumerate(paragraphs) if words and words in paragraph)


def _holds(edit: Edit, concerned: tuple[frozenset[int], frozenset[int]]) -> bool:
    return bool(concerned[0].intersection(edit.old) or concerned[1].intersection(edit.new))


def _passage(edit: Edit, old: Sequence[str], new: Sequence[str], concerned: bool) -> Passage:
    before, after = ("\n".join(text[number] for number in numbers) for text, numbers in ((old, edit.old), (new, edit.new)))
    tokens = tuple(part for token in _tokens(edit, before, after) for part in _shown(token))
    return Passage(op=edit.op.value, place=_place(edit), tokens=tokens, concerned=concerned)


def _tokens(edit: Edit, before: str, after: str) -> tuple[Token, ...]:
    if edit.tokens:
        return edit.tokens
    if before == after:
        return (("=", after),)
    return tuple((mark, words) for mark, words in (("-", before), ("+", after)) if words)


def _place(edit: Edit) -> str:
    before, after = (", ".join(str(number + 1) for number in numbers) for numbers in (edit.old, edit.new))
    if before and after and before != after:
        return f"¶ {before} → ¶ {after}"
    return f"¶ {before or after}"


def _shown(token: Token) -> list[Token]:
    mark, words = token
    if mark == "=":
        return [token]
    if not words.strip():
        words = "".join("␣" if blank != "\n" else blank for blank in words)
    shown: list[Token] = []
    for number, part in enumerate(words.split("\n")):
        if number:
            shown += [(mark, "¶"), ("=", "\n")] if mark == "+" else [(mark, "¶")]
        if part:
            shown.append((mark, part))
    return shown
