"""Say what became of every paragraph: kept, changed, added, removed, moved, split or merged.

Whether two paragraphs are equal or alike is judged on their canonical forms, so that blanks and the width of signs
are no edit; what is shown are the words as published.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import itemgetter

from db.records import Edit, Op
from pipeline.canonical import canonical
from pipeline.diff.groups import Group, groups
from pipeline.diff.tokens import WORK, Tokens, token_diff

_SHOWN = frozenset({Op.CHANGED, Op.SPLIT, Op.MERGED})


def edits(old: Sequence[str], new: Sequence[str]) -> tuple[Edit, ...]:
    """How the paragraphs of `old` became those of `new`; every paragraph of either stands in exactly one edit.

    In the order of reading. Swapping the sides mirrors the result. Tokens of split and merged paragraphs refer
    to the paragraphs joined by a line feed. Hostile input costs clarity, not time: see `groups` and `token_diff`.
    """
    forms = {text: canonical(text) for text in {*old, *new}}
    found = groups([forms[text] for text in old], [forms[text] for text in new])
    shown = sum(group.op in _SHOWN for group in found)
    work = WORK // max(1, shown // 8)
    return tuple(Edit(op=group.op, old=group.old, new=group.new, tokens=_tokens(group, old, new, work)) for group in _reading(found))


def _tokens(group: Group, old: Sequence[str], new: Sequence[str], work: int) -> Tokens:
    if group.op not in _SHOWN:
        return ()
    return token_diff("\n".join(old[i] for i in group.old), "\n".join(new[j] for j in group.new), work=work)


def _reading(found: Iterable[Group]) -> list[Group]:
    """By place in the new text; what was removed stands behind the paragraph that it followed."""
    ordered = sorted(found, key=lambda group: group.old or (-1,))
    placed: list[tuple[tuple[int, int, int], Group]] = []
    before = -1
    for group in ordered:
        if group.new:
            before = group.new[-1] if group.op is not Op.MOVED else before
            placed.append(((group.new[0], 0, 0), group))
        else:
            placed.append(((before, 1, group.old[0]), group))
    return [group for _, group in sorted(placed, key=itemgetter(0))]
