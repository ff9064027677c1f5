"""Find what two sequences have in common, in order, in time that hostile repetition cannot blow up.

Items that occur once on both sides are strung on their longest rising chain (patience diff, Bram Cohen;
the chain by patience sorting, Fredman 1975); what lies between two of them is left to difflib, where its worst
case is affordable. Beyond that the k-th copy of an item stands for itself, and the same chain is taken of the copies.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

LARGEST_GAP = 2_000
"""Items of both sides up to which a gap between anchors is given to difflib."""

MOST_EQUAL_PAIRS = 100_000
"""Equal pairs of items up to which a gap is given to difflib: each of its steps looks at all of them."""

Pair = tuple[int, int]


def anchors(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Pair]:
    """Pairs (i, j) with old[i] == new[j], rising in both, as many as can be told fast."""
    head, tail = _ends(old, new)
    left, right = range(head, len(old) - tail), range(head, len(new) - tail)
    inner = _inner(old, new, left, right)
    return [(i, i) for i in range(head)] + inner + [(len(old) - k, len(new) - k) for k in range(tail, 0, -1)]


def gaps(pairs: Sequence[Pair], olds: int, news: int) -> Iterator[tuple[range, range]]:
    """What lies before, between and after the pairs: ranges of both sides, without those empty on both."""
    i = j = 0
    for left, right in [*pairs, (olds, news)]:
        if left > i or right > j:
            yield range(i, left), range(j, right)
        i, j = left + 1, right + 1


def _ends(old: Sequence[Hashable], new: Sequence[Hashable]) -> Pair:
    shorter = min(len(old), len(new))
    head = next((k for k in range(shorter) if old[k] != new[k]), shorter)
    tail = next((k for k in range(shorter - head) if old[-1 - k] != new[-1 - k]), shorter - head)
    return head, tail


def _inner(old: Sequence[Hashable], new: Sequence[Hashable], left: range, right: range) -> list[Pair]:
    if not left or not right:
        return []
    chain = _chain(_singles(old, left), _singles(new, right))
    result: list[Pair] = []
    ends = [(left.start - 1, right.start - 1), *chain, (left.stop, right.stop)]
    for (i, j), (following_i, following_j) in pairwise(ends):
        result += _between(old[i + 1 : following_i], new[j + 1 : following_j], i + 1, j + 1)
        result.append((following_i, following_j))
    return result[:-1]


def _between(old: Sequence[Hashable], new: Sequence[Hashable], i: int, j: int) -> list[Pair]:
    if not old or not new:
        return []
    equal = _equal_pairs(old, new)
    if not equal:
        return []
    if len(old) + len(new) <= LARGEST_GAP and equal <= MOST_EQUAL_PAIRS:
        blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
        return [(i + block.a + k, j + block.b + k) for block in blocks for k in range(block.size)]
    head, tail = _ends(old, new)
    copies = _chain(_copies(old[head : len(old) - tail]), _copies(new[head : len(new) - tail]))
    local = [(k, k) for k in range(head)] + [(a + head, b + head) for a, b in copies]
    local += [(len(old) - k, len(new) - k) for k in range(tail, 0, -1)]
    return [(i + a, j + b) for a, b in local]


def _equal_pairs(old: Sequence[Hashable], new: Sequence[Hashable]) -> int:
    counts = Counter(new)
    return sum(times * counts[item] for item, times in Counter(old).items())


def _singles(items: Sequence[Hashable], where: range) -> dict[Hashable, int]:
    counts = Counter(items[k] for k in where)
    return {items[k]: k for k in where if counts[items[k]] == 1}


def _copies(items: Sequence[Hashable]) -> dict[Hashable, int]:
    seen: Counter[Hashable] = Counter()
    result: dict[Hashable, int] = {}
    for k, item in enumerate(items):
        result[item, seen[item]] = k
        seen[item] += 1
    return result


def _chain(old: dict[Hashable, int], new: dict[Hashable, int]) -> list[Pair]:
    """The longest chain of common items that rises on both sides; places of `old` rise in its own order."""
    pairs = [(place, new[item]) for item, place in old.items() if item in new]
    tops: list[int] = []
    holders: list[int] = []
    before: list[int] = []
    for number, (_, place) in enumerate(pairs):
        pile = bisect_left(tops, place)
        before.append(holders[pile - 1] if pile else -1)
        tops[pile : pile + 1], holders[pile : pile + 1] = [place], [number]
    chain: list[Pair] = []
    number = holders[-1] if holders else -1
    while number >= 0:
        chain.append(pairs[number])
        number = before[number]
    return chain[::-1]
