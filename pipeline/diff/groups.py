"""Put the texts of two sequences into groups that belong together: the core of the paragraph and the sentence diff.

In this order, each with what the one before left: equal in place, equal elsewhere, split or merged, alike between
the same neighbours, alike anywhere. The thresholds are shares of common two-character strings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from db.records import Op
from pipeline.diff.anchors import anchors, gaps
from pipeline.diff.likeness import Shape, candidates, shape
from pipeline.diff.splits import divisions

NEAR = 0.35
"""How alike two texts between the same neighbours must be to be one text, changed."""

FAR = 0.6
"""The same for two texts anywhere."""

EMBEDDED = 0.75
"""A text found to this share in a longer one in its place is that text, cut or extended."""

LEAST_EMBEDDED = 6
"""Two-character strings that an embedded text must at least have."""

_MIRRORED = {Op.ADDED: Op.REMOVED, Op.REMOVED: Op.ADDED, Op.SPLIT: Op.MERGED, Op.MERGED: Op.SPLIT}


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Places of both sides that belong together."""

    op: Op
    """What became of them."""

    old: tuple[int, ...] = ()
    """Places before."""

    new: tuple[int, ...] = ()
    """Places after."""


def groups(old: Sequence[str], new: Sequence[str]) -> list[Group]:
    """Every place of either side in exactly one group, in no particular order.

    Swapping the sides mirrors the groups: the work is always done in the same direction of the two.
    Up to `likeness.MOST_PAIRS` pairs in a gap all are compared, beyond it those that share a whole clause.
    """
    if list(old) > list(new):
        return [Group(op=_MIRRORED.get(group.op, group.op), old=group.new, new=group.old) for group in groups(new, old)]
    pairs = anchors(old, new)
    found = [Group(op=Op.KEPT, old=(i,), new=(j,)) for i, j in pairs]
    between = list(gaps(pairs, len(old), len(new)))
    olds, news = [i for left, _ in between for i in left], [j for _, right in between for j in right]
    rest = _Rest(old, new, olds, news)
    found += rest.moved()
    for left, right in between:
        found += rest.divided(left, right)
        found += rest.changed(left, right, near=True)
    found += rest.changed(olds, news, near=False)
    found += [Group(op=Op.REMOVED, old=(i,)) for i in rest.olds] + [Group(op=Op.ADDED, new=(j,)) for j in rest.news]
    return found


class _Shapes(dict[int, Shape]):
    """The shape of the text at a place, made when it is first asked for: most places never are."""

    def __init__(self, texts: Sequence[str]) -> None:
        super().__init__()
        self._texts = texts

    def __missing__(self, place: int) -> Shape:
        made = self[place] = shape(self._texts[place])
        return made


class _Rest:
    """What is not in a group yet; every step takes out what it has grouped."""

    def __init__(self, old: Sequence[str], new: Sequence[str], olds: Iterable[int], news: Iterable[int]) -> None:
        self.old, self.new = old, new
        self.olds, self.news = dict.fromkeys(olds), dict.fromkeys(news)
        self.old_shapes, self.new_shapes = _Shapes(old), _Shapes(new)
        self._common: dict[tuple[int, int], int] = {}

    def common(self, i: int, j: int) -> int:
        """How many two-character strings two places have in common; every step asks it of the same pairs."""
        held = self._common.get((i, j))
        if held is None:
            held = self._common[i, j] = len(self.old_shapes[i] & self.new_shapes[j])
        return held

    def moved(self) -> list[Group]:
        """Equal texts that stand elsewhere, the first with the first."""
        places: dict[str, list[int]] = defaultdict(list)
        for j in reversed(self.news):
            places[self.new[j]].append(j)
        pairs = [(i, places[self.old[i]].pop()) for i in self.olds if places.get(self.old[i])]
        return [self._take(Op.MOVED, (i,), (j,)) for i, j in pairs]

    def divided(self, left: Iterable[int], right: Iterable[int]) -> list[Group]:
        """Splits and merges among the places given."""
        pairs = self._pairs(left, right)
        if len(pairs) < 2:
            return []
        back = sorted((j, i) for i, j in pairs)
        splits = divisions(pairs, self.old_shapes, self.new_shapes, self.common)
        merges = divisions(back, self.new_shapes, self.old_shapes, lambda whole, part: self.common(part, whole))
        found = [(division.score, Op.SPLIT, division) for division in splits]
        found += [(division.score, Op.MERGED, division) for division in merges]
        result = []
        for _, op, division in sorted(found, key=lambda entry: (-entry[0], entry[1], entry[2].whole)):
            olds, news = ((division.whole,), division.parts) if op is Op.SPLIT else (division.parts, (division.whole,))
            if all(i in self.olds for i in olds) and all(j in self.news for j in news):
                result.append(self._take(op, olds, news))
        return result

    def changed(self, left: Iterable[int], right: Iterable[int], *, near: bool) -> list[Group]:
        """Texts alike among the places given, the most alike first, then those at about the same place."""
        scored = [(-score, abs(i - j), i, j) for i, j, score in self._scores(self._pairs(left, right), near)]
        return [self._take(Op.CHANGED, (i,), (j,)) for _, _, i, j in sorted(scored) if i in self.olds and j in self.news]

    def _scores(self, pairs: Iterable[tuple[int, int]], near: bool) -> Iterator[tuple[int, int, float]]:
        for i, j in pairs:
            before, after, common = len(self.old_shapes[i]), len(self.new_shapes[j]), self.common(i, j)
            score = 2 * common / (before + after) if common else 0.0
            shorter = min(before, after)
            embedded = near and shorter >= LEAST_EMBEDDED and common / shorter >= EMBEDDED
            if score >= (NEAR if near else FAR) or embedded:
                yield i, j, score

    def _pairs(self, left: Iterable[int], right: Iterable[int]) -> list[tuple[int, int]]:
        olds, news = [i for i in left if i in self.olds], [j for j in right if j in self.news]
        return list(candidates(self.old, self.new, olds, news))

    def _take(self, op: Op, olds: tuple[int, ...], news: tuple[int, ...]) -> Group:
        for i in olds:
            del self.olds[i]
        for j in news:
            del self.news[j]
        return Group(op=op, old=olds, new=news)
