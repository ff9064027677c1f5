"""Which claims of different articles speak of the same thing: by default none do.

Claims are comparable only when every part of their identity came from a lexicon or the gazetteer and agrees; anything
less is a part of the other (scope) or not to be compared, with the reason said.
"""

from __future__ import annotations

import tomllib
from collections.abc import Hashable, Iterator
from functools import lru_cache
from pathlib import Path

from db.claim import Claim
from db.placing import PROSPECTIVE
from pipeline.changes.similarity import OPEN_CLASS
from pipeline.claims.lexicon_files import lexicon
from pipeline.ledger.intervals import interval

SAME, SCOPE, INCOMPARABLE = "same", "scope", "incomparable"

STOCK = frozenset({"none", "total", "cumulative"})
"""Aggregates that state how much there is altogether."""

ONE_OFF = frozenset({"获批", "成立", "封顶", "通车", "立项"})
"""Classes of events that happen once."""

REALIS = frozenset({"achieved", "state"})


def standing(a: Claim, b: Claim) -> tuple[str, tuple[str, ...]]:
    """Whether two claims speak of the same, one of a part of the other's matter, or of things not to be compared, and why."""
    against = tuple(_against(a, b))
    if against:
        return INCOMPARABLE, against
    narrower = _narrower(a, b) or _narrower(b, a)
    if narrower:
        return SCOPE, (narrower,)
    if a.metric.canon == b.metric.canon:
        return SAME, (f"the same subject, statement and measure: {a.subject.canon} {a.predicate.name} {a.metric.canon}",)
    return INCOMPARABLE, (f"different things: {a.metric.canon} and {b.metric.canon}",)


def thread(claim: Claim) -> Hashable:
    """What claims that may be the same have in common, so that not everything need be compared with everything."""
    return matter(claim), claim.metric.canon


def matter(claim: Claim) -> Hashable:
    """The same without what is counted."""
    zone = claim.zone.id if claim.zone else None
    return zone, claim.subject.link or claim.subject.canon, claim.predicate.name


def is_realis(claim: Claim) -> bool:
    """Whether it says that something is so."""
    return claim.modality.name in REALIS


def is_prospective(claim: Claim) -> bool:
    """Whether it says that something shall be so."""
    return claim.modality.name in PROSPECTIVE


def monotone(claim: Claim) -> bool:
    """Whether such a count never falls: what was brought in, approved or opened stays so; a total counted up stays counted."""
    return claim.aggregate == "cumulative" or (claim.aggregate in STOCK and claim.predicate.name in _classes("monotone"))


def stage(name: str) -> int | None:
    """Rank of a predicate class in the chain of a project's life; None when it is no stage."""
    return _stages().get(name)


def _against(a: Claim, b: Claim) -> Iterator[str]:
    if not (a.zone and b.zone and a.zone.id and a.zone.id == b.zone.id):
        yield "the zones are not known to be one"
    if not (a.subject.link and a.subject.link == b.subject.link and not a.subject.link.startswith("group:")):
        yield f"the subjects are not known to be one: {a.subject.canon} and {b.subject.canon}"
    if a.predicate.name != b.predicate.name:
        yield f"different statements: {a.predicate.name} and {b.predicate.name}"
    elif a.predicate.name.startswith(OPEN_CLASS):
        yield f"the verb {a.predicate.surface} is not in the lexicon"
    if a.metric.head != b.metric.head and not _one_head(a, b):
        yield f"different things are counted: {a.metric.head} and {b.metric.head}"
    elif a.value and b.value and not (_known(a.metric.head) and _known(b.metric.head)):
        yield f"what is counted is not in the lexicon: {a.metric.head}"
    if a.aggregate != b.aggregate and not {a.aggregate, b.aggregate} <= STOCK:
        yield f"different statistics: {a.aggregate} and {b.aggregate}"
    one, other = interval(a.value), interval(b.value)
    if (one is None) != (other is None) or (one and other and one.unit != other.unit):
        yield "the units differ"
    if a.time.role == b.time.role == "period" and (a.time.start, a.time.end) != (b.time.start, b.time.end):
        yield "different periods"


def _one_head(a: Claim, b: Claim) -> bool:
    """Whether one head is a kind of the other (产业, 产业集群) in claims that narrow each other otherwise."""
    heads = a.metric.head, b.metric.head
    return (heads[0] in heads[1] or heads[1] in heads[0]) and set(a.metric.qualifiers) != set(b.metric.qualifiers)


def _narrower(part: Claim, whole: Claim) -> str | None:
    if set(whole.metric.qualifiers) < set(part.metric.qualifiers):
        return f"{part.metric.canon} is a part of {whole.metric.canon}"
    return None


def _known(head: str) -> bool:
    return head in _things() or head in lexicon("heads").surfaces


@lru_cache(maxsize=1)
def _things() -> frozenset[str]:
    return frozenset(tomllib.loads(Path(__file__).with_name("counted.toml").read_text(encoding="utf-8"))["things"])


@lru_cache(maxsize=8)
def _classes(mark: str) -> frozenset[str]:
    return frozenset(entry.name for entry in lexicon("predicates").entries if entry.data.get(mark))


@lru_cache(maxsize=1)
def _stages() -> dict[str, int]:
    return {entry.name: entry.data["stage"] for entry in lexicon("predicates").entries if "stage" in entry.data}
