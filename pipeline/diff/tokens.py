"""Show what changed inside a paragraph without ever cutting a figure, a date or a name in two.

diff-match-patch compares strings, so every token becomes one code point first; its semantic clean-up then moves
borders between tokens only. The same two texts always give the same result: there is no time limit, but a limit
on work, beyond which a stretch is shown as replaced whole.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import chain, groupby
from typing import TypeVar

from diff_match_patch import diff_match_patch

from pipeline.diff.anchors import anchors, gaps
from pipeline.diff.words import ENDS, words

Tokens = tuple[tuple[str, str], ...]

DIRECT = 40_000
"""Product of token counts up to which two stretches are compared directly; else sentence by sentence."""

WORK = 400_000
"""Product of token counts spent on one pair of texts: about half a second when they have nothing in common."""

LONGEST = 20_000
"""A single sentence longer than this many characters is no text, and not compared in itself."""

Stretch = tuple[list[str], list[str]]
Item = TypeVar("Item", bound=Hashable)

_PAUSES = ENDS | frozenset("，,、：: ")
_SENTENCES = re.compile(r"[^。！？!?；;\n]*+[。！？!?；;\n]|[^。！？!?；;\n]++")
# Two names may hold a comma, and a figure has one between digits; no other piece does.
_ACROSS = re.compile("[「《]")
_LAST_CUT = re.compile(r".*(?:[。；！？]|(?<!\d)，)", re.DOTALL)
_FIRST_CUT = re.compile(r"[。；！？]|，(?!\d)")
_PRIVATE = (*range(0xE000, 0xF900), *range(0xF0000, 0xFFFFE), *range(0x100000, 0x10FFFE))
_SIGNS = {-1: "-", 0: "=", 1: "+"}
_FLIPPED = {"-": "+", "+": "-", "=": "="}


def token_diff(old: str, new: str, *, work: int = WORK) -> Tokens:
    """Pairs of `=`, `-` or `+` and words: = and - rebuild `old`, = and + rebuild `new`, both exactly.

    Swapping the texts swaps - and +. `work` bounds the time; what it does not reach is one - and one +.
    """
    if old > new:
        return _tidy((_FLIPPED[sign], text) for sign, text in token_diff(new, old, work=work))
    if (plain := _one_stretch(old, new)) is not None:
        return plain
    head, tail = _same_ends(old, new)
    middle = _middle(old[head : len(old) - tail], new[head : len(new) - tail], work)
    return _tidy([("=", old[:head]), *middle, ("=", old[len(old) - tail :])])


def _one_stretch(old: str, new: str) -> Tokens | None:
    """The difference where one stretch took the place of another, told without looking at the clauses around; None where it is more."""
    head, tail = _same_clauses(old, new)
    left, right = old[head : len(old) - tail], new[head : len(new) - tail]
    if not left or not right or len(left) * len(right) > DIRECT:
        return None
    before, after = words(left), words(right)
    start, end = _common_ends(before, after)
    taken, given = before[start : len(before) - end], after[start : len(after) - end]
    if not taken or not given or not set(taken).isdisjoint(given):
        return None
    lead, trail = head + sum(map(len, before[:start])), tail + sum(map(len, before[len(before) - end :]))
    pieces = (("=", old[:lead]), ("-", "".join(taken)), ("+", "".join(given)), ("=", old[len(old) - trail :]))
    return tuple(piece for piece in pieces if piece[1])


def _same_clauses(old: str, new: str) -> tuple[int, int]:
    """Lengths of the equal clauses at the beginning and at the end, cut where no piece can reach across."""
    same, rest = _same_letters(old, new)
    if _ACROSS.search(old) or _ACROSS.search(new):
        return 0, 0
    head, tail = _LAST_CUT.match(old, 0, same), _FIRST_CUT.search(old, len(old) - rest)
    return head.end() if head else 0, len(old) - tail.end() if tail else 0


def _same_letters(old: str, new: str) -> tuple[int, int]:
    """Lengths of what is equal at the beginning, and of what is equal at the end of the rest."""
    shorter = min(len(old), len(new))
    head = bisect_left(range(shorter), True, key=lambda k: old[: k + 1] != new[: k + 1])
    return head, bisect_left(range(shorter - head), True, key=lambda k: old[-1 - k :] != new[-1 - k :])


def _middle(old: str, new: str, work: int) -> Iterator[tuple[str, str]]:
    for before, after in _unequal(old, new):
        cost = _cost(before, after)
        if before == after:
            yield "=", "".join(before)
        elif cost > work:
            yield from _replaced(before, after)
        else:
            work -= cost
            yield from _direct(before, after)


def _cost(old: Sequence[str], new: Sequence[str]) -> int:
    """About what comparing will cost: lengths times differences (Myers 1986), or a quarter of the product if that is more."""
    head, tail = _common_ends(old, new)
    left, right = Counter(old[head : len(old) - tail]), Counter(new[head : len(new) - tail])
    product = left.total() * right.total()
    differences = (left - right).total() + (right - left).total()
    return max(product // 4, min(product, (left.total() + right.total()) * differences))


def _common_ends(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """Numbers of equal tokens at the beginning and, of the rest, at the end."""
    shorter = min(len(old), len(new))
    head = next((k for k in range(shorter) if old[k] != new[k]), shorter)
    tail = next((k for k in range(shorter - head) if old[-1 - k] != new[-1 - k]), shorter - head)
    return head, tail


def _unequal(old: str, new: str) -> Iterator[Stretch]:
    """Stretches in order, cut at equal sentences and, where much is left, at equal clauses; equal ones among them."""
    for a, b in _cut([old], [new]) if len(old) * len(new) <= DIRECT else _cut(_SENTENCES.findall(old), _SENTENCES.findall(new)):
        if a == b or max(map(len, a + b)) > LONGEST:
            yield a, b
            continue
        before, after = words("".join(a)), words("".join(b))
        if len(before) * len(after) <= DIRECT:
            yield before, after
        else:
            yield from ((list(chain(*left)), list(chain(*right))) for left, right in _cut(_clauses(before), _clauses(after)))


def _cut(old: Sequence[Item], new: Sequence[Item]) -> Iterator[tuple[list[Item], list[Item]]]:
    done = 0
    for left, right in gaps(anchors(old, new), len(old), len(new)):
        if done < left.start:
            yield list(old[done : left.start]), list(old[done : left.start])
        yield list(old[left.start : left.stop]), list(new[right.start : right.stop])
        done = left.stop
    if done < len(old):
        yield list(old[done:]), list(old[done:])


def _same_ends(old: str, new: str) -> tuple[int, int]:
    """Lengths of the equal sentences at the beginning and at the end: they need not be cut into pieces."""
    shorter = min(len(old), len(new))
    same = bisect_left(range(shorter), True, key=lambda k: old[: k + 1] != new[: k + 1])
    head = max(old.rfind(sign, 0, same) for sign in ENDS) + 1
    same = bisect_left(range(shorter - head), True, key=lambda k: old[-1 - k :] != new[-1 - k :])
    starts = [place for sign in ENDS if (place := old.find(sign, len(old) - same)) >= 0]
    return head, len(old) - 1 - min(starts) if starts else 0


def _direct(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    if not old or not new:
        return _replaced(old, new)
    head, tail = _common_ends(old, new)
    left, right = old[head : len(old) - tail], new[head : len(new) - tail]
    if left and right and set(left).isdisjoint(right):
        # One stretch for another is what most edits are: nothing is left to look for.
        return iter((("=", "".join(old[:head])), ("-", "".join(left)), ("+", "".join(right)), ("=", "".join(old[len(old) - tail :]))))
    return _searched(old, new)


def _searched(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    codes: dict[str, str] = {}
    free = iter(_PRIVATE)
    for token in (*old, *new):
        if token not in codes:
            # A lone character may stand for itself, so that the clean-up knows punctuation when it sees it.
            codes[token] = token if len(token) == 1 and not _is_private(token) else chr(next(free))
    tokens = {code: token for token, code in codes.items()}
    engine = diff_match_patch()
    engine.Diff_Timeout = 0
    found = engine.diff_main("".join(map(codes.__getitem__, old)), "".join(map(codes.__getitem__, new)), False)
    engine.diff_cleanupSemantic(found)
    return ((_SIGNS[sign], "".join(map(tokens.__getitem__, text))) for sign, text in found)


def _replaced(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    yield "-", "".join(old)
    yield "+", "".join(new)


def _is_private(character: str) -> bool:
    code = ord(character)
    return 0xE000 <= code < 0xF900 or code >= 0xF0000 or 0xD800 <= code < 0xE000


def _clauses(tokens: Sequence[str]) -> list[tuple[str, ...]]:
    result: list[list[str]] = [[]]
    for token in tokens:
        result[-1].append(token)
        if token in _PAUSES:
            result.append([])
    return [tuple(clause) for clause in result if clause]


def _tidy(stretches: Iterable[tuple[str, str]]) -> Tokens:
    """One piece per sign in a row, - before +, nothing empty."""
    result: list[tuple[str, str]] = []
    for equal, run in groupby((piece for piece in stretches if piece[1]), key=lambda piece: piece[0] == "="):
        pieces = list(run)
        for sign in "=" if equal else "-+":
            text = "".join(text for own, text in pieces if own == sign)
            if text:
                result.append((sign, text))
    return tuple(result)
