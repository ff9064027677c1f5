"""Say how much a change matters, 0 to 1, and why, in words for the person who reviews it.

A weight for the primary kind, more for a large step of the figure and for words of the title, a ceiling for statements
of low value. The weights are a judgement, kept in one place to be argued about.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from db.claim import Claim
from db.records import Change
from pipeline.canonical import canonical
from pipeline.changes.kinds import primary

Judgement = tuple[float, tuple[str, ...]]

CEILING_OF_LOW = 0.2
"""No change of a tier L claim is ranked above this."""

_WEIGHTS = {
    "withdrawn": 0.7,
    "appeared": 0.4,
    "value_changed": 0.5,
    "value_changed:lowered": 0.55,
    "value_changed:dropped": 0.6,
    "value_changed:added": 0.4,
    "polarity_changed": 0.85,
    "modality_changed:upgraded": 0.6,
    "modality_changed:downgraded": 0.75,
    "modality_changed": 0.35,
    "deadline_moved": 0.55,
    "deadline_moved:later": 0.65,
    "deadline_moved:dropped": 0.7,
    "deadline_moved:added": 0.4,
    "time_changed": 0.35,
    "scope_changed": 0.45,
    "hedge_changed": 0.4,
    "attribution_changed": 0.2,
    "reworded": 0.1,
    "moved": 0.05,
    "number_changed": 0.4,
    "title_changed": 0.3,
    "date_changed": 0.35,
    "source_changed": 0.15,
    "text_changed": 0.1,
}
_STEP = 0.3
_TITLE = 0.1
_SILENCE = 0.05
_WORDS = {
    "withdrawn": "the statement is gone, the article is still there",
    "appeared": "the statement is new in this article",
    "polarity_changed": "what was affirmed is denied, or the other way round",
    "attribution_changed": "somebody else is named as the one who says so",
    "reworded": "only the wording differs",
    "moved": "the same words stand at another place",
    "source_changed": "another origin is given",
}
_DIRECTIONS = {
    "upgraded": "it has come closer to being a fact",
    "downgraded": "it is less of a fact than before",
    "strengthened": "said more firmly",
    "weakened": "said less firmly",
}
_FIGURES = re.compile(r"\d+(?:\.\d+)?")


def of_claim(kinds: Sequence[str], before: Claim | None, after: Claim | None, titles: Sequence[str]) -> Judgement:
    """Weight and reasons of a claim's change; `titles` are those of both versions."""
    weight = _weight(kinds[0]) + _STEP * (_step(before, after) if primary(kinds[0]) == "value_changed" else 0)
    reasons = [_reason(kind, before, after) for kind in kinds]
    if _in_title(before, after, titles):
        weight, reasons = weight + _TITLE, [*reasons, "the figure stands in the title"]
    if all(claim.tier == "L" for claim in (before, after) if claim):
        weight, reasons = min(weight, CEILING_OF_LOW), [*reasons, "a statement of low value (positioning, programme, scene)"]
    return _rounded(weight), tuple(reasons)


def of_number(kind: str, before: str, after: str, old: Decimal | None, new: Decimal | None) -> Judgement:
    """Weight and reasons of a figure that no claim was read from."""
    weight = _weight(kind) + 0.5 * _STEP * _ratio(old, new)
    return _rounded(weight), (f"{before} became {after}", "no claim was read at this figure")


def of_header(kind: str, before: str, after: str) -> Judgement:
    """Weight and reasons of a change of title, day of publication or origin."""
    if kind == "title_changed" and _FIGURES.findall(canonical(before)) != _FIGURES.findall(canonical(after)):
        return 0.55, ("the title gives other figures",)
    words = {"title_changed": "the title reads otherwise", "date_changed": f"the date of publication was {before}, now {after}"}
    return _rounded(_weight(kind)), (words.get(kind) or _WORDS[kind],)


def silently(change: Change) -> Change:
    """The change as it weighs when the page's own day of change did not move with it; what weighs little stays little."""
    if change.severity <= CEILING_OF_LOW:
        return change
    reasons = (*change.reasons, "the page does not say that it was changed: its own date of change stayed")
    return replace(change, severity=_rounded(change.severity + _SILENCE), reasons=reasons)


def of_text(reason: str, weight: float | None = None) -> Judgement:
    """Weight and reason of an edit that touches no claim."""
    return _rounded(_weight("text_changed") if weight is None else weight), (reason,)


def _weight(kind: str) -> float:
    return _WEIGHTS.get(kind, _WEIGHTS[primary(kind)])


def _rounded(weight: float) -> float:
    return round(min(1.0, max(0.0, weight)), 2)


def _step(before: Claim | None, after: Claim | None) -> float:
    old, new = before and before.value, after and after.value
    return _ratio(old.num, new.num) if old and new and old.unit == new.unit else 0.0


def _ratio(old: Decimal | None, new: Decimal | None) -> float:
    """How far two numbers are apart, as a share of the larger: 0 for equal, towards 1 for a change of magnitude."""
    if old is None or new is None or old == new:
        return 0.0
    return min(1.0, float(abs(new - old) / max(abs(old), abs(new))))


def _in_title(before: Claim | None, after: Claim | None, titles: Sequence[str]) -> bool:
    values = [canonical(claim.value.surface) for claim in (before, after) if claim and claim.value and claim.value.num is not None]
    pattern = "|".join(re.escape(value) for value in values)
    return bool(pattern) and any(re.search(rf"(?<![\d.])(?:{pattern})", canonical(title)) for title in titles)


def _reason(kind: str, before: Claim | None, after: Claim | None) -> str:
    name, _, direction = kind.partition(":")
    if not before or not after or name in _WORDS:
        return _WORDS[name]
    if name in {"value_changed", "hedge_changed"}:
        return _figures(name, before, after, _DIRECTIONS.get(direction, ""))
    if name == "modality_changed":
        return f"{before.modality.name} became {after.modality.name}: {_DIRECTIONS[direction]}"
    if name in {"deadline_moved", "time_changed"}:
        what = "the deadline" if name == "deadline_moved" else "the time"
        return f"{what} was {_time(before)}, now {_time(after)}" + (f" ({direction})" if direction else "")
    return "what the statement covers differs: " + ", ".join(_scope(before, after))


def _figures(name: str, before: Claim, after: Claim, remark: str) -> str:
    old, new = before.value, after.value
    words = f"{old.surface if old else 'no figure'} became {new.surface if new else 'no figure'}"
    if name == "value_changed" and old and new and old.num and new.num is not None and old.unit == new.unit:
        return f"{words} ({_difference(old.unit, old.num, new.num)})"
    return f"{words}: {remark}" if remark else words


def _difference(unit: str, old: Decimal, new: Decimal) -> str:
    """How far it went: a rate by points and a rank by places, for a share of either says nothing; all else by its share."""
    if unit in ("pct", "pp"):
        return f"{(new - old).normalize():+f} points"
    if unit == "place":
        return f"{abs(new - old):f} places {'up' if new < old else 'down'}"
    return f"{(new - old) / abs(old) * 100:+.0f} %"


def _time(claim: Claim) -> str:
    return claim.time.surface or (claim.time.end.isoformat() if claim.time.end else "open")


def _scope(before: Claim, after: Claim) -> list[str]:
    parts = {
        "subject": (before.subject.canon, after.subject.canon),
        "metric": (before.metric.canon, after.metric.canon),
        "aggregate": (before.aggregate, after.aggregate),
        "condition": (before.condition or "none", after.condition or "none"),
        "partner": (before.counterparty or "none", after.counterparty or "none"),
        "examples": ("、".join(before.examples) or "none", "、".join(after.examples) or "none"),
    }
    return [f"{name} {old} → {new}" for name, (old, new) in parts.items() if old != new]
