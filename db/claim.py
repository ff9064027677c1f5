"""One checkable statement of an article, with every part that is compared: the heart of the records.

Offsets are Unicode code points, half-open, in the clean body: its paragraphs joined by one line feed.
The JSON form (`claim_to_json`) is the one that `zonewatch claims --json` prints. Standard library only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """A stretch of the clean body with its words."""

    start: int
    """First code point."""

    end: int
    """One past the last code point."""

    text: str
    """The words as printed, exactly body[start:end]."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Zone:
    """The development zone a claim is about."""

    id: str | None
    """`zone:CN-<GB/T 2260 code>-<kind>`; None when the gazetteer does not know the name."""

    surface: str
    """Its nearest name in the article, as printed."""

    via: str
    """`explicit` (named in the evidence), `discourse` (last zone in focus) or `part_of` (through a park or a project)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """Who or what the statement is about."""

    canon: str
    """Shortest unambiguous name in the article."""

    type: str
    """zone, park, platform, project, enterprise, infrastructure or group."""

    link: str | None = None
    """Identity beyond this article: a zone's id or `ent:<name>`; None when unknown."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Predicate:
    """What is said of the subject."""

    name: str
    """Class from the lexicon, such as 引进; `其他:<verb>` for a verb the lexicon does not know."""

    surface: str
    """The verb as printed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Metric:
    """What is counted or measured, or the object of an event."""

    canon: str
    """Normal form: qualifiers in order, then the head."""

    surface: str
    """Noun phrase as printed."""

    head: str
    """Its head noun, such as 项目."""

    qualifiers: tuple[str, ...] = ()
    """What narrows the head, sorted."""

    start: int | None = None
    """Where the phrase begins; None when elided."""

    end: int | None = None
    """Where it ends; None when elided."""

    elided: bool = False
    """True when the clause leaves it out and it was taken from an earlier one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Value:
    """A stated quantity: the words as printed beside the interval they stand for."""

    surface: str
    """Number, classifier and hedge as printed: 10余家."""

    num: Decimal | None
    """Stated number, magnitude included (1830万元 is 18300000); None for vague ones (多个)."""

    low: Decimal | None
    """Lower bound of the interval; None when open."""

    high: Decimal | None
    """Upper bound of the interval; None when open."""

    unit: str
    """count, CNY, USD, day, year, pct, pp, place, m2 …"""

    unit_surface: str
    """Unit or classifier as printed: 家, 万元."""

    comparator: str
    """eq, gt, ge, near_below, lt, le, approx, range, order or vague."""

    hedge: str | None
    """The hedging morpheme as printed: 余, 以上; None for a bare number."""

    start: int
    """Where the surface begins."""

    end: int
    """Where it ends."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Time:
    """When the statement holds, happened or falls due."""

    role: str
    """period, point, asof, deadline, since, duration or none."""

    surface: str | None = None
    """Words as printed; None when implicit."""

    start: date | None = None
    """First day; None when open, and for as-of dates and deadlines."""

    end: date | None = None
    """Last day; None when open."""

    granularity: str | None = None
    """day, month, quarter, half or year."""

    basis: str | None = None
    """explicit, relative, holiday, derived or implicit_pub; the last two are never compared."""

    span: tuple[int, int] | None = None
    """Where the words stand; None when implicit."""

    ambiguous: bool = False
    """True when two rules give two years."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Modality:
    """How certain the statement is."""

    name: str
    """conditional, commitment, target, planned, ongoing, state or achieved."""

    cue: str | None = None
    """The word that says so; None for bare narration."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Attribution:
    """Who says it."""

    type: str = "narrator"
    """narrator, observer, official, enterprise or document."""

    surface: str | None = None
    """Speaker as printed; None for the narrator."""

    mode: str = "none"
    """direct, indirect or none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """One checkable statement: who, what, how much, by when, how certain."""

    id: str
    """`<doc>-<nnn>` in the order of the text."""

    doc: str
    """Name of the text it was read from."""

    pub: date | None
    """Publication day of the article, in its own time zone; None when unknown."""

    tier: str
    """Q quantified, E event, T target, L low value."""

    zone: Zone | None
    """The zone; None when no zone is in focus."""

    subject: Subject
    """Who or what."""

    predicate: Predicate
    """What is said."""

    metric: Metric
    """Of what."""

    aggregate: str
    """none, total, cumulative, increment, mean, each, yoy, delta, growth or share."""

    value: Value | None
    """How much; None for events and statuses."""

    time: Time
    """When."""

    modality: Modality
    """How certain."""

    polarity: str
    """pos or neg."""

    attribution: Attribution
    """Who says so."""

    evidence: Span
    """The clauses that state it."""

    condition: str | None = None
    """Words of the condition; None when unconditional."""

    counterparty: str | None = None
    """Partner or origin; None when none is named."""

    examples: tuple[str, ...] = ()
    """Names listed before 等."""

    mentions: tuple[Span, ...] = ()
    """Other places of the article that state the same."""

    key: str = ""
    """Identity across versions and articles: 12 hexadecimal digits over zone, subject, predicate, metric, aggregate, period."""


def claim_to_json(claim: Claim) -> dict[str, Any]:
    """The claim as plain data in the form of the contract, ready for `json.dumps`."""
    return {
        "id": claim.id,
        "doc": claim.doc,
        "pub": _iso(claim.pub),
        "tier": claim.tier,
        "zone": claim.zone and {"id": claim.zone.id, "surface": claim.zone.surface, "via": claim.zone.via},
        "subject": {"canon": claim.subject.canon, "type": claim.subject.type, "link": claim.subject.link},
        "predicate": {"class": claim.predicate.name, "surface": claim.predicate.surface},
        "metric": _plain(claim.metric),
        "aggregate": claim.aggregate,
        "value": claim.value and _plain(claim.value),
        "time": _plain(claim.time),
        "modality": {"class": claim.modality.name, "cue": claim.modality.cue},
        "condition": claim.condition,
        "polarity": claim.polarity,
        "attribution": _plain(claim.attribution),
        "counterparty": claim.counterparty,
        "examples": list(claim.examples),
        "evidence": _plain(claim.evidence),
        "mentions": [_plain(mention) for mention in claim.mentions],
        "key": claim.key,
    }


def claim_from_json(data: dict[str, Any]) -> Claim:
    """The claim back from its JSON form; numbers come back as Decimal, days as dates."""
    value = data["value"]
    time = dict(data["time"])
    time["start"], time["end"] = _day(time["start"]), _day(time["end"])
    time["span"] = tuple(time["span"]) if time["span"] else None
    plain = {name: data[name] for name in ("id", "doc", "tier", "aggregate", "polarity", "condition", "counterparty", "key")}
    return Claim(
        **plain,
        pub=_day(data["pub"]),
        zone=Zone(**data["zone"]) if data["zone"] else None,
        subject=Subject(**data["subject"]),
        predicate=Predicate(name=data["predicate"]["class"], surface=data["predicate"]["surface"]),
        metric=Metric(**{**data["metric"], "qualifiers": tuple(data["metric"]["qualifiers"])}),
        value=Value(**{**value, **{name: _decimal(value[name]) for name in ("num", "low", "high")}}) if value else None,
        time=Time(**time),
        modality=Modality(name=data["modality"]["class"], cue=data["modality"]["cue"]),
        attribution=Attribution(**data["attribution"]),
        evidence=Span(**data["evidence"]),
        examples=tuple(data["examples"]),
        mentions=tuple(Span(**mention) for mention in data["mentions"]),
    )


def _plain(record: Any) -> dict[str, Any]:
    return {name: _json_value(getattr(record, name)) for name in type(record).__slots__}


def _json_value(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _decimal(number: float | None) -> Decimal | None:
    return None if number is None else Decimal(str(number))
