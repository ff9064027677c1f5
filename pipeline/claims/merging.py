"""Merge what an article says twice: the fuller statement is the claim, the other a mention.

Section 1 of the annotation manual, "Merging"; headings may be mentions but never evidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from db.claim import Claim
from pipeline.claims.reading import Reading

_HEADING = 28
"""A paragraph shorter than this many code points that ends without a full stop is a heading."""


def merged(reading: Reading, claims: Sequence[Claim]) -> list[Claim]:
    """The claims in the order of the text, those of one identity and value joined."""
    titled = len(reading.scene.body.sentences) > 2
    groups: dict[tuple[object, ...], list[Claim]] = {}
    for claim in claims:
        groups.setdefault(_identity(claim), []).append(claim)
    kept = []
    for group in groups.values():
        body = [claim for claim in group if not (titled and _in_heading(reading, claim))]
        if not body:
            continue
        best = max(body, key=lambda claim: (_filled(claim), -claim.evidence.start))
        mentions = tuple(claim.evidence for claim in group if claim is not best)
        kept.append(replace(best, mentions=mentions) if mentions else best)
    return sorted(kept, key=lambda claim: (claim.value.start if claim.value else claim.evidence.start, claim.evidence.start))


def _identity(claim: Claim) -> tuple[object, ...]:
    value = (claim.value.num, claim.value.unit, claim.value.comparator) if claim.value else None
    where = claim.value.start if claim.value and not _may_repeat(claim) else None
    return (claim.subject.canon, claim.predicate.name, claim.metric.canon, value, claim.modality.name, claim.aggregate, where)


def _may_repeat(claim: Claim) -> bool:
    """Only statements without a time of their own repeat each other; two figures of two years never do."""
    return claim.time.role == "none" or claim.value is None


def _filled(claim: Claim) -> int:
    return (claim.time.role != "none") + len(claim.metric.surface) + bool(claim.condition) + len(claim.examples)


def _in_heading(reading: Reading, claim: Claim) -> bool:
    text = reading.scene.body.text
    start = text.rfind("\n", 0, claim.evidence.start) + 1
    end = text.find("\n", claim.evidence.start)
    paragraph = text[start : len(text) if end < 0 else end].strip()
    if claim.value is not None and ("：" in paragraph or ":" in paragraph):
        return False
    return len(paragraph) < _HEADING and not paragraph.endswith(("。", "!", "?", "！", "？", "；", ";", "”", "…"))
