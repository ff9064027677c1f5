"""Say why a claim was read as it was: for each field the rule that set it, and the words it was set by.

The reader decides by lexicon, scope and default; here its decisions are told back from the reading it made them in, so that
`zonewatch claims --explain` can show a person where to mend what was read wrongly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from db.claim import Claim, Value
from pipeline.claims.body import Stretch
from pipeline.claims.figures import MOST, crowded
from pipeline.claims.lexicon_files import lexicon
from pipeline.claims.read import claims_of, read
from pipeline.claims.reading import Reading
from pipeline.claims.rows import inside
from pipeline.claims.zones import Gazetteer

TIMES = {
    "explicit": "T1: a calendar date, a plan or a named stretch of time",
    "relative": "T2, T5: counted from the day of publication, or from the year the text speaks of",
    "holiday": "T3: a feast, by its table",
    "derived": "T7: so many years after a dated beginning",
    "implicit_pub": "T4, T9: no date of its own, so the day of publication; never compared",
}
ROLES = {
    "period": "T6b: a stretch of time in force in the clause",
    "point": "when it happened",
    "asof": "T4: a stock on a day",
    "deadline": "T6: by when",
    "since": "from a day on",
    "duration": "T6b: for how long",
    "none": "T8: nothing says when",
}
MODALITIES = {
    "achieved": "bare narration is taken as done",
    "state": "拥有, 是 and their like hold now",
    "ongoing": "under way by its verb",
}
VIAS = {
    "explicit": "named in the evidence",
    "discourse": "the zone named last before, or by the title alone",
    "part_of": "the zone its park, firm or project lies in",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """Why one field of a claim is what it is."""

    field: str
    """Name of the field, as in the JSON form."""

    rule: str
    """What set it: the lexicon and its entry, the rule of the manual, or the default."""

    words: str | None = None
    """The words it was set by, as printed; None where nothing in the text says it."""

    span: tuple[int, int] | None = None
    """Where they stand in the body; None where nothing does."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Explained:
    """The claims of a text with their reasons, and what was not read."""

    claims: tuple[tuple[Claim, tuple[Reason, ...]], ...]
    """Each claim with the reasons for its fields."""

    unread: tuple[Stretch, ...]
    """Stretches of the body that were not read, for they are no sentences: too many clauses or figures."""


def explained(
    paragraphs: Sequence[str], *, doc: str, published: date | None, gazetteer: Gazetteer | None = None, title: str = ""
) -> Explained:
    """The claims of an article, as `claims` gives them, with the reason for each field; nothing is raised for any text."""
    reading = read(paragraphs, doc=doc, published=published, gazetteer=gazetteer, title=title)
    return Explained(claims=tuple((claim, tuple(reasons(reading, claim))) for claim in claims_of(reading)), unread=unread(reading))


def unread(reading: Reading) -> tuple[Stretch, ...]:
    """What the reader left out: what runs on behind a thousand clauses, and what holds more figures or verbs than it reads."""
    scene = reading.scene
    full = [
        Stretch(start=clause.start, end=clause.end)
        for clause in scene.body.clauses
        if (inside(clause, scene.quantities) and crowded(scene, clause)) or len(inside(clause, scene.verbs)) > MOST
    ]
    return tuple(sorted((*full, *scene.body.unread), key=lambda part: part.start))


def reasons(reading: Reading, claim: Claim) -> Iterator[Reason]:
    """Why each field is what it is, in the order of the JSON form."""
    yield _tier(claim)
    yield _zone(reading, claim)
    yield _subject(reading, claim)
    yield _predicate(reading, claim)
    yield _metric(claim)
    yield _aggregate(reading, claim)
    if claim.value is not None:
        yield _value(claim.value)
    yield _time(reading, claim)
    yield _modality(reading, claim)
    yield _polarity(reading, claim)
    yield _attribution(reading, claim)
    if claim.condition:
        yield _said(reading, claim, "condition", "the clause of condition before the plan", claim.condition)
    if claim.counterparty:
        yield _said(reading, claim, "counterparty", "who stands beside 与, 和, 从 or 联合", claim.counterparty)
    for name in claim.examples:
        yield _said(reading, claim, "examples", "a list closed by 等", name)


def _tier(claim: Claim) -> Reason:
    rules = {
        "Q": "a value is stated",
        "E": "an event or a status without a value",
        "T": f"a value that is aimed at ({claim.modality.name})",
        "L": "positioning, a programme or a structural count",
    }
    return Reason(field="tier", rule=rules[claim.tier])


def _zone(reading: Reading, claim: Claim) -> Reason:
    if claim.zone is None:
        return Reason(field="zone", rule="the text names no zone")
    rule = VIAS[claim.zone.via] + ("" if claim.zone.id else "; the gazetteer does not list it")
    return _said(reading, claim, "zone", rule, claim.zone.surface)


def _subject(reading: Reading, claim: Claim) -> Reason:
    if claim.subject.type == "zone":
        return Reason(field="subject", rule="nobody else is named as the doer: the zone in focus")
    return _said(reading, claim, "subject", f"a {claim.subject.type} named before the verb of its sentence", claim.subject.canon)


def _predicate(reading: Reading, claim: Claim) -> Reason:
    name, words = claim.predicate.name, claim.predicate.surface
    if not words:
        rule = f"no verb: what is measured or its unit says {name}" if name != "拥有" else "no verb: a bare count is 拥有"
        return Reason(field="predicate", rule=rule)
    own = [entry for entry in lexicon("predicates").surfaces.get(words, ()) if name in (entry.name, f"其他:{words}")]
    if own:
        rule = f"lexicon predicates: {own[0].name}" + (", an open class told by its verb" if name.startswith("其他") else "")
    elif name.startswith("其他"):
        rule = "a verb the lexicon does not know: an open class told by its verb"
    else:
        rule = f"a light verb: lexicon heads says {name} of what is measured"
    return _said(reading, claim, "predicate", rule, words)


def _metric(claim: Claim) -> Reason:
    metric = claim.metric
    if metric.elided or metric.start is None or metric.end is None:
        return Reason(field="metric", rule="left out in its clause: taken from what was counted or named before", words=metric.surface)
    span = (metric.start, metric.end)
    if metric.surface == claim.predicate.surface:
        return Reason(field="metric", rule="the verb is the name of the figure", words=metric.surface, span=span)
    return Reason(field="metric", rule="the noun phrase beside the value or behind the verb", words=metric.surface, span=span)


def _aggregate(reading: Reading, claim: Claim) -> Reason:
    start, end = claim.evidence.start, claim.value.start if claim.value else claim.evidence.end
    cues = [hit for hit in lexicon("aggregates").hits(reading.scene.text, start, end) if hit.entry.name == claim.aggregate]
    if cues:
        words = reading.scene.body.text[cues[-1].start : cues[-1].end]
        return Reason(field="aggregate", rule=f"lexicon aggregates: {claim.aggregate}", words=words, span=(cues[-1].start, cues[-1].end))
    rule = "no statistic is named" if claim.aggregate == "none" else f"{claim.aggregate} by its unit and its verb"
    return Reason(field="aggregate", rule=rule)


def _value(value: Value) -> Reason:
    hedge = f", hedge {value.hedge} makes it {value.comparator}" if value.hedge else ""
    unit = f"{value.unit_surface or 'no classifier'} is {value.unit}"
    return Reason(field="value", rule=f"lexicons units and hedges: {unit}{hedge}", words=value.surface, span=(value.start, value.end))


def _time(reading: Reading, claim: Claim) -> Reason:
    time = claim.time
    rule = ROLES[time.role] + (f"; {TIMES[time.basis]}" if time.basis else "")
    if time.ambiguous:
        rule += "; T5: another rule gives another year"
    return Reason(field="time", rule=rule, words=time.surface, span=time.span)


def _modality(reading: Reading, claim: Claim) -> Reason:
    name, cue = claim.modality.name, claim.modality.cue
    if cue is None:
        return Reason(field="modality", rule=MODALITIES.get(name, name))
    here = reading.scene.body.text.find(cue, claim.evidence.start, claim.evidence.end)
    rule = f"lexicon modality: {name}" if here >= 0 else f"{name} by a cue of a clause before, which goes on"
    return _said(reading, claim, "modality", rule, cue)


def _polarity(reading: Reading, claim: Claim) -> Reason:
    if claim.polarity == "pos":
        return Reason(field="polarity", rule="nothing denies it")
    start, end = claim.evidence.start, claim.evidence.end
    hits = list(lexicon("polarity").hits(reading.scene.text, start, end))
    span = (hits[0].start, hits[0].end) if hits else None
    words = reading.scene.body.text[slice(*span)] if span else None
    return Reason(field="polarity", rule="lexicon polarity: denied directly before its verb", words=words, span=span)


def _attribution(reading: Reading, claim: Claim) -> Reason:
    if claim.attribution.surface is None:
        return Reason(field="attribution", rule="nobody is quoted: the narrator")
    return _said(reading, claim, "attribution", f"lexicon speakers: {claim.attribution.type}", claim.attribution.surface)


def _said(reading: Reading, claim: Claim, field: str, rule: str, words: str) -> Reason:
    """A reason with the nearest place of its words: in the evidence, else before it, else anywhere."""
    text = reading.scene.body.text
    at = text.find(words, claim.evidence.start, claim.evidence.end)
    at = at if at >= 0 else text.rfind(words, 0, claim.evidence.start)
    at = at if at >= 0 else text.find(words, claim.evidence.end)
    return Reason(field=field, rule=rule, words=words, span=(at, at + len(words)) if at >= 0 else None)
