"""How far two claims may be one claim in two versions: the soft key and the score of the schema's section 4.

The hard key (`Claim.key`) is exact and comes first; this is for claims whose wording was edited so far that the key broke.
"""

from __future__ import annotations

from db.claim import Claim, Metric, Subject, Value, Zone
from pipeline.canonical import canonical
from pipeline.diff.likeness import alike

THRESHOLD = 0.6
"""Score from which two claims may be paired."""

LIKE_EVIDENCE = 0.6
"""From here on two evidences count as alike."""

OPEN_CLASS = "其他:"
"""Beginning of a predicate class that the lexicon does not know: it may be another word for any class."""


def soft_key(old: Claim, new: Claim, evidence: float) -> bool:
    """Whether zone and predicate agree and two of metric head, subject, number and evidence do; `evidence` from `alike`."""
    if not (same_zone(old.zone, new.zone) and _same_predicate(old, new) >= 0.5):
        return False
    number = old.value is not None and new.value is not None and same_number(old.value, new.value)
    agreeing = (old.metric.head == new.metric.head, same_subject(old.subject, new.subject), number, evidence >= LIKE_EVIDENCE)
    return sum(agreeing) >= 2


def score(old: Claim, new: Claim, evidence: float) -> float:
    """0.35 metric + 0.25 predicate + 0.2 subject + 0.1 value + 0.1 evidence, each 0 to 1."""
    metric, predicate, subject = _metrics(old.metric, new.metric), _same_predicate(old, new), _subjects(old.subject, new.subject)
    return 0.35 * metric + 0.25 * predicate + 0.2 * subject + 0.1 * _values(old.value, new.value) + 0.1 * evidence


def evidence_likeness(old: Claim, new: Claim) -> float:
    """How alike the words of two evidences are, 0 to 1."""
    return alike(canonical(old.evidence.text), canonical(new.evidence.text))


def same_zone(old: Zone | None, new: Zone | None) -> bool:
    """Whether two claims speak of one zone; a zone that one side does not know is no difference."""
    if old is None or new is None:
        return True
    return old.id == new.id if old.id and new.id else canonical(old.surface) == canonical(new.surface)


def same_subject(old: Subject, new: Subject) -> bool:
    """Whether two claims have one subject: by their links where both have one, else by name.

    A zone that its text names no more, for the sentence that did so was taken out, is still the one it was.
    """
    if old.type == new.type == "zone" and not (old.canon and new.canon):
        return True
    return (old.link == new.link if old.link and new.link else False) or canonical(old.canon) == canonical(new.canon)


def same_number(old: Value, new: Value) -> bool:
    """Whether two values state the same number of the same unit; vague ones state none."""
    return old.num is not None and old.num == new.num and old.unit == new.unit


def both_say(old: Claim, new: Claim, *words: str) -> bool:
    """Whether words that were read stand in the evidence of both sides: then the reading differs, the text does not."""
    sides = [canonical(claim.evidence.text) for claim in (old, new)]
    return all(canonical(word) in side for word in words for side in sides)


def _same_predicate(old: Claim, new: Claim) -> float:
    if old.predicate.name == new.predicate.name:
        return 1.0
    unsure = OPEN_CLASS in (old.predicate.name[:3], new.predicate.name[:3]) or both_say(
        old, new, old.predicate.surface, new.predicate.surface
    )
    return 0.5 if unsure else 0.0


def _metrics(old: Metric, new: Metric) -> float:
    if old.canon == new.canon:
        return 1.0
    left, right = frozenset(old.qualifiers), frozenset(new.qualifiers)
    # 电子信息项目 and 装备制造项目 share a head and are two things all the same.
    return 0.0 if left and right and left.isdisjoint(right) else alike(canonical(old.canon), canonical(new.canon))


def _subjects(old: Subject, new: Subject) -> float:
    return 1.0 if same_subject(old, new) else alike(canonical(old.canon), canonical(new.canon))


def _values(old: Value | None, new: Value | None) -> float:
    if old is None or new is None:
        return float(old is new)
    if old.unit != new.unit:
        return 0.0
    if old.num is None or new.num is None or old.num == new.num:
        return float(old.num == new.num)
    small, large = sorted((abs(old.num), abs(new.num)))
    return 0.5 * float(small / large)
