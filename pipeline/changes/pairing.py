"""Say which claim of the later version is which claim of the earlier one.

Sentences first: what stands in a sentence that says the same words has not changed, whatever else was read there.
In sentences that were edited claims are paired by key, then by soft key and best total score; the rest appeared or
is gone. A statement that the article still makes elsewhere in the same words is neither.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from db.claim import Claim
from db.records import Op
from pipeline.changes.alignment import Alignment, Place
from pipeline.changes.assignment import assign
from pipeline.changes.similarity import THRESHOLD, evidence_likeness, score, soft_key

MOST_PAIRS = 40_000
"""Pairs of left-over claims up to which the soft key is tried; beyond it only the hard one counts."""

_NEARNESS = 0.02
"""Added to the score of claims in sentences that belong together: it decides between equals, it lifts nothing over the threshold."""

REALIS = frozenset({"achieved", "state"})
"""Modalities that say that something is so."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """One claim in both versions."""

    before: Claim
    """The claim before."""

    after: Claim
    """The claim after."""

    moved: bool = False
    """True when its sentence says the same words at another place: then nothing else is compared."""

    repeated: bool = False
    """True when one side only repeats the claim there and its evidence stands elsewhere: then wording is not compared."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Pairing:
    """All claims of two versions that stand in edited or moved sentences."""

    pairs: tuple[Pair, ...]
    """Claims found in both."""

    gone: tuple[Claim, ...]
    """Claims before without a partner."""

    fresh: tuple[Claim, ...]
    """Claims after without a partner."""

    unread: tuple[tuple[Claim | None, Claim | None], ...] = ()
    """Claims before or after without a partner whose figure stands on the other side, unread; see `standing`."""


def pair(old: Sequence[Claim], new: Sequence[Claim], alignment: Alignment) -> Pairing:
    """Claims of edited and moved sentences, paired; claims of other sentences are left out: they cannot have changed.

    Offsets of the claims refer to the clean bodies that the alignment was made of. Swapping the sides mirrors the result.
    """
    olds, news = _Side(old, alignment, after=False), _Side(new, alignment, after=True)
    pairs = _paired(olds.moved(), news.moved(), lambda before, after: Pair(before=before, after=after, moved=True))
    in_place = _paired(olds.touched(), news.touched(), lambda before, after: Pair(before=before, after=after))
    rest_old = _without(olds.edited, (one.before for one in in_place))
    rest_new = _without(news.edited, (one.after for one in in_place))
    partners = [(claim, news.repeats(claim, olds.homes_of(claim))) for claim in rest_old]
    repeated = [Pair(before=claim, after=other, repeated=True) for claim, other in partners if other]
    partners = [(claim, olds.repeats(claim, news.homes_of(claim))) for claim in rest_new]
    repeated += [Pair(before=other, after=claim, repeated=True) for claim, other in partners if other]
    rest_old = [claim for claim in _without(rest_old, (one.before for one in repeated)) if not news.still_says(claim, olds)]
    rest_new = [claim for claim in _without(rest_new, (one.after for one in repeated)) if not olds.still_says(claim, news)]
    alike = _softly(rest_old, rest_new, olds, news)
    gone, fresh = _without(rest_old, (one.before for one in alike)), _without(rest_new, (one.after for one in alike))
    return Pairing(pairs=(*pairs, *in_place, *repeated, *alike), gone=tuple(gone), fresh=tuple(fresh))


def statement(claim: Claim) -> Hashable:
    """What makes two claims of one article the same statement: key, value, certainty and polarity."""
    value = claim.value and (claim.value.num, claim.value.low, claim.value.high, claim.value.comparator)
    return claim.key, value, "realis" if claim.modality.name in REALIS else claim.modality.name, claim.polarity


_Slots = dict[tuple[Place, str], list[Claim]]
_Slot = TypeVar("_Slot", bound=Hashable)


class _Side:
    """The claims of one version with the places they stand in."""

    def __init__(self, claims: Sequence[Claim], alignment: Alignment, *, after: bool) -> None:
        self._homes = {id(claim): homes for claim, homes in zip(claims, alignment.homes(claims, after=after), strict=True)}
        self.edited = [claim for claim in claims if not all(place.same for place in self._homes[id(claim)])]
        edited = set(map(id, self.edited))
        self.untouched = [claim for claim in claims if id(claim) not in edited]
        self._statements = {statement(claim) for claim in self.untouched}
        self._mentioned: dict[tuple[Place, str], Claim] = {}
        self._repeated: set[int] = set()
        for claim in claims:
            for mention in claim.mentions:
                for place in alignment.places_at(mention.start, mention.end, after=after):
                    self._mentioned.setdefault((place, claim.key), claim)
                    self._repeated |= {id(claim)} if place.same else set()

    def homes_of(self, claim: Claim) -> tuple[Place, ...]:
        """The places a claim's evidence stands in."""
        return self._homes[id(claim)]

    def touched(self) -> _Slots:
        """Claims of edited sentences by place and key."""
        return self._slots(self.edited, lambda place: not place.same)

    def moved(self) -> _Slots:
        """Claims of sentences that only stand elsewhere, by place and key."""
        return self._slots(self.untouched, lambda place: place.op is Op.MOVED)

    def repeats(self, claim: Claim, places: Iterable[Place]) -> Claim | None:
        """The claim of this side that mentions the other side's claim at one of its edited places."""
        return next((found for place in places if not place.same and (found := self._mentioned.get((place, claim.key)))), None)

    def still_says(self, claim: Claim, other: _Side) -> bool:
        """Whether the other side's claim is made in an untouched sentence here, read as a claim or as its mention there."""
        return statement(claim) in self._statements or id(claim) in other._repeated

    def _slots(self, claims: Iterable[Claim], wanted: Callable[[Place], bool]) -> _Slots:
        result: _Slots = defaultdict(list)
        for claim in claims:
            for place in self._homes[id(claim)]:
                if wanted(place):
                    result[place, claim.key].append(claim)
        return result


def _paired(olds: Mapping[_Slot, list[Claim]], news: Mapping[_Slot, list[Claim]], make: Callable[[Claim, Claim], Pair]) -> list[Pair]:
    """Claims of one slot (place and key): equal statements first, then in order."""
    result: list[Pair] = []
    used: set[int] = set()
    for sort in (statement, lambda _: None):
        for slot, claims in olds.items():
            waiting: dict[Hashable, deque[Claim]] = defaultdict(deque)
            for after in _unused(news.get(slot, ()), used):
                waiting[sort(after)].append(after)
            for before in _unused(claims, used):
                if partners := waiting.get(sort(before)):
                    after = partners.popleft()
                    used |= {id(before), id(after)}
                    result.append(make(before, after))
    return result


def _unused(claims: Iterable[Claim], used: set[int]) -> list[Claim]:
    return [claim for claim in claims if id(claim) not in used]


def _softly(olds: Sequence[Claim], news: Sequence[Claim], before: _Side, after: _Side) -> list[Pair]:
    """Left-over claims by soft key and best total score; in very long lists by hard key, in order."""
    if len(olds) * len(news) > MOST_PAIRS:
        return _paired(_by_key(olds), _by_key(news), lambda old, new: Pair(before=old, after=new))
    if [claim.evidence.text for claim in olds] > [claim.evidence.text for claim in news]:
        return [Pair(before=one.after, after=one.before) for one in _softly(news, olds, after, before)]
    scores: dict[tuple[int, int], float] = {}
    for i, old in enumerate(olds):
        for j, new in enumerate(news):
            evidence = evidence_likeness(old, new)
            total = score(old, new, evidence)
            if total >= THRESHOLD and (old.key == new.key or soft_key(old, new, evidence)):
                near = not set(before.homes_of(old)).isdisjoint(after.homes_of(new))
                scores[i, j] = total + (_NEARNESS if near else 0) - 1e-6 * abs(i - j)
    return [Pair(before=olds[i], after=news[j]) for i, j in assign(scores)]


def _by_key(claims: Iterable[Claim]) -> dict[str, list[Claim]]:
    result: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        result[claim.key].append(claim)
    return result


def _without(claims: Iterable[Claim], paired: Iterable[Claim]) -> list[Claim]:
    out = set(map(id, paired))
    return [claim for claim in claims if id(claim) not in out]
