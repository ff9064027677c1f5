"""A claim as labelled words: what stands in the rows when two claims are laid side by side.

Labels are English, the words of the article stay as printed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from db.claim import Attribution, Claim, Metric, Modality, Predicate, Subject, Time, Value
from db.records import Change

_POLARITY = {"pos": "affirmed", "neg": "denied"}
_UNITS = {"count": "", "pct": " %", "pp": " percentage points", "place": " (rank)", "m2": " m²"}

RELATIONS = frozenset(
    {"restated", "refined", "updated", "regressed", "contradicted", "target_revised"}
    | {"fulfilled", "late", "missed", "overdue", "in_progress_seen", "incomparable"}
)
"""Kinds by which two claims are related (or a claim and a day), while neither takes the other's place."""

_CONCLUDED = {"implicit_pub", "derived"}
_CIRCUMSTANCES = {"Published", "Evidence"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One field of a claim, before and after."""

    label: str
    """What the field is."""

    before: str
    """How it read before; empty when there was nothing."""

    after: str
    """How it reads after; empty when there is nothing."""

    differs: bool
    """True when both sides have a claim and they differ here."""


def side_by_side(before: Claim | None, after: Claim | None) -> tuple[Row, ...]:
    """Every field that says something on either side; none when both are None."""
    rows = []
    for label, words in FIELDS.items():
        said = [words(claim) if claim else "" for claim in (before, after)]
        if any(said):
            differs = bool(before and after) and said[0] != said[1] and not (label == "Time" and _unsaid(before, after))
            rows.append(Row(label=label, before=said[0], after=said[1], differs=differs))
    return tuple(rows)


def _unsaid(before: Claim | None, after: Claim | None) -> bool:
    """Whether a side's time is only concluded from the day of publication: such times are shown and never compared."""
    return any(claim is not None and claim.time.basis in _CONCLUDED for claim in (before, after))


def gist(claim: Claim) -> str:
    """What the claim is about in a few words: subject, predicate and metric, the latter two as printed."""
    said = (claim.subject.canon, claim.predicate.surface or claim.predicate.name, claim.metric.surface or claim.metric.canon)
    return " ".join(dict.fromkeys(part for part in said if part))


def series_name(claim: Claim) -> str:
    """The same for what is told again and again in other words: the names of the lexicon."""
    return " ".join(dict.fromkeys(part for part in (claim.subject.canon, claim.predicate.name, claim.metric.canon) if part))


def gist_of_zone(claim: Claim, zone: str) -> str:
    """The same where the zone's name stands before it already."""
    said = gist(claim)
    return said.removeprefix(zone).strip() or said


def became(change: Change) -> tuple[Row, ...]:
    """What became what: the compared fields in which the claims differ, else the words as printed in one row without a label."""
    rows = side_by_side(change.before, change.after)
    differing = tuple(row for row in rows if row.differs and row.label not in _CIRCUMSTANCES)
    old = change.old_words or (change.before.evidence.text if change.before else "")
    new = change.new_words or (change.after.evidence.text if change.after else "")
    return differing or ((Row(label="", before=old, after=new, differs=old != new),) if old or new else ())


def evidence(change: Change) -> str:
    """The sentence after, or before, where what became what is told field by field; empty where the words themselves are told."""
    if not any(row.label for row in became(change)):
        return ""
    claim = change.after or change.before
    return change.new_words or (claim.evidence.text if claim else "")


def replaces(change: Change) -> bool:
    """True when the words after stand where the words before stood; two related claims both stand, each in its article."""
    return change.kind not in RELATIONS


def value_words(value: Value | None) -> str:
    """The quantity as printed and, unless that says it all, the interval it stands for: `10余家 = more than 10, below 20`."""
    if value is None:
        return ""
    interval = _interval(value)
    said = value.comparator == "eq" and value.surface.startswith(interval)
    return value.surface if said else f"{value.surface} = {interval}{_unit(value.unit)}"


def time_words(time: Time) -> str:
    """Role, words and days: `deadline 春节前 = by 2021-02-11`; empty when timeless."""
    if time.role == "none":
        return ""
    days = _days(time)
    return " ".join(part for part in (time.role, time.surface, f"= {days}" if days else "", _basis(time)) if part)


def _days(time: Time) -> str:
    if time.start and time.end:
        return str(time.start) if time.start == time.end else f"{time.start} to {time.end}"
    if time.end:
        return f"by {time.end}" if time.role == "deadline" else f"as of {time.end}" if time.role == "asof" else f"until {time.end}"
    return f"since {time.start}" if time.start else ""


def _basis(time: Time) -> str:
    inferred = {"derived": "(derived)", "implicit_pub": "(from the day of publication)"}
    return inferred.get(time.basis or "", "") + (" (ambiguous)" if time.ambiguous else "")


def _interval(value: Value) -> str:
    low, high = value.low, value.high
    if low is None or high is None:
        return _open_interval(value)
    if low == high:
        return number(low)
    above, below = value.comparator == "gt", value.comparator in {"gt", "near_below", "lt", "order"}
    if low == 0 and value.comparator in {"lt", "le"}:
        return f"{'below' if below else 'at most'} {number(high)}"
    return f"{'more than' if above else 'from'} {number(low)}{', below' if below else ' to'} {number(high)}"


def _open_interval(value: Value) -> str:
    if value.low is not None:
        return f"{'more than' if value.comparator == 'gt' else 'at least'} {number(value.low)}"
    if value.high is not None:
        return f"{'below' if value.comparator in {'lt', 'near_below'} else 'at most'} {number(value.high)}"
    return "no stated number"


def number(amount: Decimal) -> str:
    """An amount with its thousands set apart and without idle zeros: 18,300,000."""
    plain = f"{amount:,f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _unit(unit: str) -> str:
    return _UNITS.get(unit, f" {unit}")


def _named(name: str, surface: str | None) -> str:
    return f"{name} ({surface})" if surface and surface != name else name


def _subject(subject: Subject) -> str:
    return f"{subject.canon} ({subject.type})"


def _predicate(predicate: Predicate) -> str:
    return _named(predicate.name, predicate.surface)


def _metric(metric: Metric) -> str:
    return _named(metric.canon, metric.surface)


def _modality(modality: Modality) -> str:
    return _named(modality.name, modality.cue)


def _attribution(attribution: Attribution) -> str:
    mode = "" if attribution.mode == "none" else attribution.mode
    return " ".join(part for part in (attribution.type, attribution.surface, mode) if part)


FIELDS: dict[str, Callable[[Claim], str]] = {
    "Zone": lambda claim: claim.zone.surface if claim.zone else "",
    "Subject": lambda claim: _subject(claim.subject),
    "Predicate": lambda claim: _predicate(claim.predicate),
    "What": lambda claim: _metric(claim.metric),
    "Counted as": lambda claim: "" if claim.aggregate == "none" else claim.aggregate,
    "Value": lambda claim: value_words(claim.value),
    "Time": lambda claim: time_words(claim.time),
    "Certainty": lambda claim: _modality(claim.modality),
    "Condition": lambda claim: claim.condition or "",
    "Polarity": lambda claim: _POLARITY.get(claim.polarity, claim.polarity),
    "Said by": lambda claim: _attribution(claim.attribution),
    "Partner": lambda claim: claim.counterparty or "",
    "Examples": lambda claim: "、".join(claim.examples),
    "Published": lambda claim: claim.pub.isoformat() if claim.pub else "",
    "Evidence": lambda claim: claim.evidence.text,
}
"""What is shown of a claim, in this order, and how it is put in words."""
