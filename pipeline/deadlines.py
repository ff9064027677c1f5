"""The days on which the promises of a text fall due: a page that made them is looked at around those days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from db.claim import Claim

PROMISES = frozenset({"conditional", "commitment", "target", "planned"})
"""Modalities of what has yet to come true."""


def deadlines(claims: Iterable[Claim]) -> tuple[date, ...]:
    """The days, each once and in order, by which promises among the claims are to be kept."""
    return tuple(sorted({day for claim in claims if (day := _falls_due(claim))}))


def _falls_due(claim: Claim) -> date | None:
    promised = claim.modality.name in PROMISES and claim.time.role in ("deadline", "period", "point")
    return claim.time.end if promised else None
