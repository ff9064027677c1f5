"""Tell which sentences of two versions belong together, and which of them say the very same words.

Sentences of kept and moved paragraphs follow their paragraph; the others are put together by the same rules as
paragraphs are, so a sentence may also be split, merged or moved into another paragraph.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from db.claim import Claim
from db.records import Edit, Op
from pipeline.canonical import canonical
from pipeline.diff.groups import Group, groups
from pipeline.diff.sentences import Sentence, sentences

_SIGNS = re.compile(r"[，,。；;：:、！!？?\"'“”‘’（）()《》…·\s]+")


def plain(text: str) -> str:
    """The words of a text without the signs between them: what no typographic edit changes."""
    return _SIGNS.sub("", canonical(text))


@dataclass(frozen=True, kw_only=True)
class Place:
    """Sentences of both sides that belong together, with the words between the first and the last of them."""

    op: Op
    """What became of them."""

    old: tuple[int, ...]
    """Numbers of the sentences before."""

    new: tuple[int, ...]
    """Numbers of the sentences after."""

    old_span: tuple[int, int]
    """Where the words before stand in the clean body; (0, 0) when there are none."""

    new_span: tuple[int, int]
    """Where the words after stand."""

    old_words: str
    """The words before."""

    new_words: str
    """The words after."""

    @cached_property
    def same(self) -> bool:
        """Whether both sides say the same words: then no claim can have changed."""
        if not (self.old and self.new):
            return False
        return self.old_words == self.new_words or plain(self.old_words) == plain(self.new_words)


@dataclass(frozen=True, kw_only=True)
class Alignment:
    """How the sentences of one version became those of the next."""

    places: tuple[Place, ...]
    """Every sentence of either side in exactly one place."""

    old_share: float
    """Share of the sentences before that are found again, 0 to 1; 1 when there were none."""

    old_lost: int
    """How many sentences before are not found again."""

    old: tuple[Sentence, ...]
    """The sentences before."""

    new: tuple[Sentence, ...]
    """The sentences after."""

    def homes(self, claims: Sequence[Claim], *, after: bool) -> list[tuple[Place, ...]]:
        """For each claim the places its evidence stands in; empty when its offsets are beyond the text."""
        return [self.places_at(claim.evidence.start, claim.evidence.end, after=after) for claim in claims]

    def places_at(self, start: int, end: int, *, after: bool) -> tuple[Place, ...]:
        """The places of one side that a stretch of its clean body touches, in order."""
        own, starts = (self.new, self._new_starts) if after else (self.old, self._old_starts)
        first = max(0, bisect_right(starts, start) - 1)
        index = self._new_places if after else self._old_places
        if first < len(own) and own[first].start < end <= own[first].end and start < own[first].end:
            return (index[first],)
        touched = []
        for number in range(first, len(own)):
            if own[number].start >= end:
                break
            if own[number].end > start:
                touched.append(number)
        return tuple(dict.fromkeys(index[number] for number in touched))

    @cached_property
    def _old_starts(self) -> list[int]:
        return [sentence.start for sentence in self.old]

    @cached_property
    def _new_starts(self) -> list[int]:
        return [sentence.start for sentence in self.new]

    @cached_property
    def _old_places(self) -> dict[int, Place]:
        return {number: place for place in self.places for number in place.old}

    @cached_property
    def _new_places(self) -> dict[int, Place]:
        return {number: place for place in self.places for number in place.new}


def align(old: Sequence[str], new: Sequence[str], edits: Sequence[Edit]) -> Alignment:
    """The sentences of two lists of paragraphs, put together along the edits of the paragraphs."""
    before, after = sentences(old), sentences(new)
    found = list(_groups(before, after, edits))
    bodies = "\n".join(old), "\n".join(new)
    places = tuple(_place(group, before, after, bodies) for group in found)
    lost = sum(len(group.old) for group in found if group.op is Op.REMOVED)
    share = 1 - lost / len(before) if before else 1.0
    return Alignment(places=places, old_share=share, old_lost=lost, old=before, new=after)


_Labelled = list[tuple[str, int]]


def _groups(before: Sequence[Sentence], after: Sequence[Sentence], edits: Sequence[Edit]) -> Iterator[Group]:
    """Groups of sentence numbers. Sentences of a kept paragraph get a label that occurs once on either side."""
    olds, news = _by_paragraph(before), _by_paragraph(after)
    left: dict[int, _Labelled] = {}
    right: dict[int, _Labelled] = {}
    for number, edit in enumerate(edits):
        own, other = ([sentence for k in places for sentence in table[k]] for places, table in ((edit.old, olds), (edit.new, news)))
        fixed = edit.op in {Op.KEPT, Op.MOVED} and len(own) == len(other)
        if fixed and edit.op is Op.MOVED:
            yield from (Group(op=Op.MOVED, old=(i,), new=(j,)) for i, j in zip(own, other, strict=True))
            continue
        for places, table, texts, labels in ((edit.old, olds, before, left), (edit.new, news, after, right)):
            for k in places:
                labels[k] = [(f"\0{number}.{n}" if fixed else canonical(texts[i].text), i) for n, i in enumerate(table[k])]
    yield from _grouped([one for k in sorted(left) for one in left[k]], [one for k in sorted(right) for one in right[k]])


def _grouped(left: _Labelled, right: _Labelled) -> Iterator[Group]:
    for group in groups([text for text, _ in left], [text for text, _ in right]):
        kept = bool(group.old) and left[group.old[0]][0].startswith("\0")
        yield Group(op=Op.KEPT if kept else group.op, old=tuple(left[i][1] for i in group.old), new=tuple(right[j][1] for j in group.new))


def _by_paragraph(texts: Sequence[Sentence]) -> dict[int, list[int]]:
    result: dict[int, list[int]] = defaultdict(list)
    for number, sentence in enumerate(texts):
        result[sentence.paragraph].append(number)
    return result


def _place(group: Group, before: Sequence[Sentence], after: Sequence[Sentence], bodies: tuple[str, str]) -> Place:
    old, new = _span(group.old, before), _span(group.new, after)
    return Place(
        op=group.op,
        old=group.old,
        new=group.new,
        old_span=old,
        new_span=new,
        old_words=bodies[0][old[0] : old[1]],
        new_words=bodies[1][new[0] : new[1]],
    )


def _span(numbers: Sequence[int], own: Sequence[Sentence]) -> tuple[int, int]:
    return (own[numbers[0]].start, own[numbers[-1]].end) if numbers else (0, 0)
