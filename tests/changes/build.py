"""Make claims by hand for the tests: the words are found in the text, everything else has a plain default."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from db.claim import Attribution, Claim, Metric, Modality, Predicate, Span, Subject, Time, Value, Zone
from db.records import Article
from pipeline.changes.compare import Comparison, compare

NO_TIME = Time(role="none")
HEDGES = {"gt": "余", "ge": "以上", "approx": "约"}


def article(*paragraphs: str, title: str = "", **fields: Any) -> Article:
    """An article of these paragraphs."""
    return Article(title=title, paragraphs=paragraphs, **fields)


def deadline(words: str, day: date, basis: str = "explicit") -> Time:
    """A deadline."""
    return Time(role="deadline", surface=words, end=day, granularity="year", basis=basis)


def value(words: str, num: Any = None, *, unit: str = "count", comparator: str = "eq", start: int = 0, **bounds: Any) -> Value:
    """A value; its interval is the number itself unless bounds are given."""
    number = None if num is None else Decimal(str(num))
    low, high = bounds.get("low", number), bounds.get("high", number)
    return Value(
        surface=words,
        num=number,
        low=None if low is None else Decimal(str(low)),
        high=None if high is None else Decimal(str(high)),
        unit=unit,
        unit_surface=words[-1],
        comparator=comparator,
        hedge=HEDGES.get(comparator),
        start=start,
        end=start + len(words),
    )


def claim(paragraphs: Sequence[str], evidence: str, **fields: Any) -> Claim:
    """A claim with this evidence; `figure` is a `value`, the rest are the parts of a claim by name."""
    body = "\n".join(paragraphs)
    start = body.index(evidence, fields.pop("after", 0))
    figure: Value | None = fields.pop("figure", None)
    if figure:
        at = start + evidence.index(figure.surface)
        figure = value(
            figure.surface, figure.num, unit=figure.unit, comparator=figure.comparator, start=at, low=figure.low, high=figure.high
        )
    subject, predicate, metric = fields.pop("subject", "云岭高新区"), fields.pop("predicate", "引进"), fields.pop("metric", "项目")
    aggregate, qualifiers = fields.pop("aggregate", "none"), tuple(fields.pop("qualifiers", ()))
    identity = "|".join((subject, predicate, metric, *qualifiers, aggregate))
    return Claim(
        id=fields.pop("id", f"t-{start:03d}"),
        doc="t",
        pub=date(2022, 5, 25),
        tier=fields.pop("tier", "Q" if figure else "E"),
        zone=fields.pop("zone", Zone(id="zone:CN-000000-gxq", surface="云岭高新区", via="explicit")),
        subject=Subject(canon=subject, type="zone"),
        predicate=Predicate(name=predicate, surface=predicate),
        metric=Metric(canon="".join(qualifiers) + metric, surface=metric, head=metric, qualifiers=qualifiers),
        aggregate=aggregate,
        value=figure,
        time=fields.pop("time", NO_TIME),
        modality=Modality(name=fields.pop("modality", "achieved")),
        polarity=fields.pop("polarity", "pos"),
        attribution=fields.pop("attribution", Attribution()),
        evidence=Span(start=start, end=start + len(evidence), text=evidence),
        key=hashlib.sha1(identity.encode(), usedforsecurity=False).hexdigest()[:12],
        **fields,
    )


def compared(old: Sequence[str], old_claims: Sequence[Claim], new: Sequence[str], new_claims: Sequence[Claim]) -> Comparison:
    """Two bodies compared, with nothing around them."""
    return compare(article(*old), article(*new), old_claims=old_claims, new_claims=new_claims)


def told(comparison: Comparison) -> list[tuple[str, ...]]:
    """The kinds of every change, as they are ranked."""
    return [change.kinds for change in comparison.changes]


MORNING = datetime(2022, 5, 25, 8, 53, tzinfo=UTC)
