"""Which verdicts stand, of everything people said of a change: what is asked of no store."""

from __future__ import annotations

from collections.abc import Iterable

from db.records import Review

CONFIRM, DISMISS, NOTE, UNDONE = "confirm", "dismiss", "note", "undone"
JUDGING = frozenset({CONFIRM, DISMISS})
OPEN, BOTH = "", "both"
"""What stands when nobody has judged, and when people disagree."""


def standing(said: Iterable[Review]) -> tuple[Review, ...]:
    """Of everything said of one change the verdicts that stand, one a person, the latest last."""
    stacks: dict[str, list[tuple[int, Review]]] = {}
    for number, one in enumerate(said):
        stack = stacks.setdefault(one.by, [])
        if one.verdict in JUDGING:
            stack.append((number, one))
        elif one.verdict == UNDONE and stack:
            stack.pop()
    return tuple(one for _, one in sorted((stack[-1] for stack in stacks.values() if stack), key=lambda pair: pair[0]))


def stands(said: Iterable[Review]) -> str:
    """`confirm`, `dismiss`, `both` where people disagree, or empty."""
    verdicts = {one.verdict for one in standing(said)}
    return BOTH if len(verdicts) > 1 else next(iter(verdicts), OPEN)
