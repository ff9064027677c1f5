"""The kinds of change of a claim, each with its condition: section 5 of the claim schema, in its order.

Every condition takes the claim before and after and says nothing (None), or the kind with its direction: `raised`, `lowered`,
`strengthened`, `weakened`, `earlier`, `later`, `dropped`, `added`, `upgraded`, `downgraded`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from db.claim import Claim, Time, Value
from pipeline.canonical import canonical
from pipeline.changes.similarity import both_say, same_subject
from pipeline.diff.likeness import alike

ORDER = (
    "withdrawn",
    "appeared",
    "value_changed",
    "polarity_changed",
    "modality_changed",
    "deadline_moved",
    "time_changed",
    "scope_changed",
    "hedge_changed",
    "attribution_changed",
    "reworded",
    "moved",
)
"""Kinds of change of a claim; the first that applies is the primary one."""

NUMBER_CHANGED = "number_changed"
"""A number changed where no claim was read."""

PAGE_KINDS = ("page_withdrawn", "page_restored", "title_changed", "date_changed", "source_changed", "text_changed")
"""Kinds of change of a page."""

_NEVER_COMPARED = frozenset({"implicit_pub", "derived"})
_FAMILY = {"achieved": 2, "state": 2, "ongoing": 1}
_FIRMNESS = {"conditional": 0, "target": 1, "planned": 2, "commitment": 3}
_INFINITE = Decimal("Infinity")
SAME_QUANTITY = {
    "mu": ("m2", Decimal(2000) / 3),
    "ha": ("m2", Decimal(10_000)),
    "km2": ("m2", Decimal(1_000_000)),
    "mm": ("m", Decimal("0.001")),
    "cm": ("m", Decimal("0.01")),
    "km": ("m", Decimal(1000)),
    "kg": ("t", Decimal("0.001")),
    "kW": ("MW", Decimal("0.001")),
    "GW": ("MW", Decimal(1000)),
    "kWh": ("MWh", Decimal("0.001")),
    "GWh": ("MWh", Decimal(1000)),
    "minute": ("hour", Decimal(1) / 60),
    "permille": ("pct", Decimal("0.1")),
}
"""Units that have a basic unit of their dimension, with the factor to it."""

_ROUNDING = Decimal("0.01")
_DESCRIBED = frozenset({"group", "project"})
_SAME_AGENT = 0.5
_SAME_WORDS = 0.8
"""Likeness from which two sentences are one, edited at most in a word."""
_SAYING = re.compile("^(?:根据|依据|依照|按照|按|据)")


def kinds(before: Claim, after: Claim) -> tuple[str, ...]:
    """Every kind that applies to the compared fields, the primary first; empty when they are equal.

    `reworded` and `moved` are not among them: they need the text around the claims.
    """
    return tuple(found for condition in _CONDITIONS if (found := condition(before, after)))


def primary(kind: str) -> str:
    """The kind without its direction."""
    return kind.partition(":")[0]


def value_changed(before: Claim, after: Claim) -> str | None:
    """The number differs after unit normalisation, or the dimension does; a number given up or added counts too."""
    old, new = before.value, after.value
    if old is None or new is None:
        return None if old is new else "value_changed:added" if old is None else "value_changed:dropped"
    unit, low, high = _comparable(old)
    other_unit, other_low, other_high = _comparable(new)
    if unit != other_unit:
        return "value_changed"
    if _about(low, other_low, old.unit == new.unit) and _about(high, other_high, old.unit == new.unit):
        return None
    return "value_changed:raised" if (low, high) < (other_low, other_high) else "value_changed:lowered"


def polarity_changed(before: Claim, after: Claim) -> str | None:
    """What was affirmed is denied, or the other way round."""
    return "polarity_changed" if before.polarity != after.polarity else None


def modality_changed(before: Claim, after: Claim) -> str | None:
    """The certainty differs; achieved and state are one. Between plan, work and fact it goes up or down."""
    old, new = before.modality.name, after.modality.name
    if old == new or {old, new} == {"achieved", "state"}:
        return None
    step = _FAMILY.get(new, 0) - _FAMILY.get(old, 0)
    if step:
        return "modality_changed:upgraded" if step > 0 else "modality_changed:downgraded"
    return "modality_changed:strengthened" if _FIRMNESS.get(new, 0) > _FIRMNESS.get(old, 0) else "modality_changed:weakened"


def deadline_moved(before: Claim, after: Claim) -> str | None:
    """The deadline differs, or one side has none. A plan come true has none any more, which says nothing of its own."""
    old, new = stated(before.time), stated(after.time)
    was, is_now = bool(old and old.role == "deadline"), bool(new and new.role == "deadline")
    if not (was or is_now) or (was != is_now and (came_true(before, after) or (old and new))):
        return None
    if not old or not new:
        return "deadline_moved:added" if is_now else "deadline_moved:dropped"
    return None if _same_time(old, new) else _shift("deadline_moved", old.end, new.end)


def time_changed(before: Claim, after: Claim) -> str | None:
    """The as-of date, point or period differs. Times that the text does not state (T9) are never compared."""
    old, new = stated(before.time), stated(after.time)
    roles = {time.role for time in (old, new) if time}
    if roles <= {"deadline"} or ("deadline" in roles and (not old or not new or came_true(before, after))):
        return None
    if not old or not new:
        # Facts have an as-of day and plans have none: that goes with the certainty.
        return None if came_true(before, after) else "time_changed:added" if new else "time_changed:dropped"
    return None if _same_time(old, new) else _shift("time_changed", old.end or old.start, new.end or new.start)


def scope_changed(before: Claim, after: Claim) -> str | None:
    """What the statement covers differs: subject, metric, aggregate, condition, examples or partner."""
    metric = before.metric.canon != after.metric.canon and not (before.metric.elided and after.metric.elided)
    printed = before.metric.start is not None and after.metric.start is not None
    metric = metric and not (printed and both_say(before, after, before.metric.surface, after.metric.surface))
    condition = not came_true(before, after) and _words(before.condition) != _words(after.condition)
    covers = (
        metric and {before.metric.head, *before.metric.qualifiers} != {after.metric.head, *after.metric.qualifiers},
        not (same_subject(before.subject, after.subject) or _same_agent(before, after)),
        before.aggregate != after.aggregate,
        condition,
        set(map(canonical, before.examples)) != set(map(canonical, after.examples)),
        _words(before.counterparty) != _words(after.counterparty),
    )
    return "scope_changed" if any(covers) else None


def hedge_changed(before: Claim, after: Claim) -> str | None:
    """The same number, hedged otherwise: 10余 and 10. A narrower interval is the stronger statement."""
    old, new = before.value, after.value
    if old is None or new is None or old.comparator == new.comparator or old.num is None or value_changed(before, after):
        return None
    width, other = _width(old), _width(new)
    if width == other:
        return "hedge_changed"
    return "hedge_changed:strengthened" if other < width else "hedge_changed:weakened"


def attribution_changed(before: Claim, after: Claim) -> str | None:
    """Another kind of speaker, or another named one; a name that got longer or shorter is the same."""
    old, new = before.attribution, after.attribution
    speaker, other = _speaker(old.surface), _speaker(new.surface)
    named_otherwise = bool(speaker and other) and speaker not in other and other not in speaker
    return "attribution_changed" if old.type != new.type or named_otherwise else None


def came_true(before: Claim, after: Claim) -> bool:
    """Whether one side speaks of a fact and the other of something to come or under way."""
    return (_FAMILY.get(before.modality.name, 0) == 2) != (_FAMILY.get(after.modality.name, 0) == 2)


def stated(time: Time) -> Time | None:
    """The time if the text states it; None for none and for what was inferred (T9)."""
    return None if time.role == "none" or time.basis in _NEVER_COMPARED else time


_CONDITIONS: tuple[Callable[[Claim, Claim], str | None], ...] = (
    value_changed,
    polarity_changed,
    modality_changed,
    deadline_moved,
    time_changed,
    scope_changed,
    hedge_changed,
    attribution_changed,
)


def _comparable(value: Value) -> tuple[str, Decimal, Decimal]:
    """Unit and the number twice, or for ranges and vague values their bounds, in the basic unit of the dimension."""
    unit, factor = SAME_QUANTITY.get(value.unit, (value.unit, Decimal(1)))
    if value.num is not None and value.comparator != "range":
        return unit, value.num * factor, value.num * factor
    low = value.low if value.low is not None else Decimal(0)
    return unit, low * factor, (value.high if value.high is not None else _INFINITE) * factor


def _about(one: Decimal, other: Decimal, exactly: bool) -> bool:
    """Equal; figures in two different units may differ by what rounding does."""
    if exactly or not (one.is_finite() and other.is_finite()):
        return one == other
    return abs(one - other) <= _ROUNDING * max(abs(one), abs(other))


def _width(value: Value) -> Decimal:
    if value.low is None or value.high is None:
        return _INFINITE
    return value.high - value.low


def _same_time(old: Time, new: Time) -> bool:
    # The same words are the same time, even if the day they are counted from has moved.
    if old.surface is not None and _words(old.surface) == _words(new.surface):
        return True
    return old.end == new.end and (old.role != new.role or old.start == new.start)


def _shift(kind: str, old: date | None, new: date | None) -> str:
    if old is None or new is None or old == new:
        return kind
    return f"{kind}:later" if new > old else f"{kind}:earlier"


def _same_agent(before: Claim, after: Claim) -> bool:
    """Whether both sides took what was named before for the subject, and only its description or the words around were edited.

    Who an unchanged sentence speaks of is inferred from the sentences before it; another inference is no statement of anybody.
    """
    unsaid = all(one.subject.canon not in one.evidence.text for one in (before, after))
    if unsaid and alike(_words(before.evidence.text), _words(after.evidence.text)) >= _SAME_WORDS:
        return True
    inferred = unsaid and all(one.subject.type in _DESCRIBED for one in (before, after))
    return inferred and alike(_words(before.subject.canon), _words(after.subject.canon)) >= _SAME_AGENT


def _speaker(surface: str | None) -> str:
    return _SAYING.sub("", _words(surface))


def _words(text: str | None) -> str:
    return canonical(text or "")
