"""A claim in the vocabulary of schema.org: `Claim` with its quantity, its time, who says it and the article it appears in."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from db.claim import Claim, Time, Value
from pipeline.report.words import safe_href, visible

_CLAIMS = uuid.uuid5(uuid.NAMESPACE_URL, "https://zonewatch.invalid/claims")
_SPEAKERS = {"enterprise": "Organization", "official": "GovernmentOrganization"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """Where a claim stands."""

    page: int
    """Number of the page."""

    url: str
    """Public address of the page."""

    title: str
    """The article's title; empty when unknown."""

    seen_at: datetime
    """When it was first seen there."""


def linked_claim(claim: Claim, where: Standing) -> dict[str, Any]:
    """https://schema.org/Claim without its context; what the claim does not say is left out."""
    said = {
        "@type": "Claim",
        "@id": uuid.uuid5(_CLAIMS, visible(f"{where.page} {claim.key} {claim.evidence.start}")).urn,
        "inLanguage": "zh-CN",
        "text": visible(claim.evidence.text),
        "name": visible(" ".join(dict.fromkeys((claim.subject.canon, claim.predicate.name, claim.metric.canon)))),
        "about": _about(claim),
        "mainEntity": _quantity(claim.value) if claim.value else None,
        "temporalCoverage": _times(claim.time),
        "creativeWorkStatus": visible(claim.modality.name),
        "author": _speaker(claim),
        "datePublished": claim.pub.isoformat() if claim.pub else None,
        "firstAppearance": _article(claim, where),
        "identifier": visible(claim.key),
    }
    return {name: value for name, value in said.items() if value not in (None, "", [])}


def _about(claim: Claim) -> list[dict[str, Any]]:
    zone = claim.zone
    named = {"@type": "Place", "name": visible(zone.surface), "identifier": zone.id and visible(zone.id)} if zone else None
    thing = {"@type": "Thing", "name": visible(claim.subject.canon), "identifier": claim.subject.link and visible(claim.subject.link)}
    found = [one for one in (named, thing if claim.subject.type != "zone" else None) if one]
    return [{name: value for name, value in one.items() if value} for one in found]


def _quantity(value: Value) -> dict[str, Any]:
    said = {
        "@type": "QuantitativeValue",
        "name": visible(value.surface),
        "value": _number(value.num),
        "minValue": _number(value.low),
        "maxValue": _number(value.high),
        "unitText": visible(value.unit),
    }
    return {name: each for name, each in said.items() if each is not None}


def _number(amount: Decimal | None) -> int | float | None:
    if amount is None or not amount.is_finite():
        return None
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def _times(time: Time) -> str | None:
    """ISO 8601: a day, or an interval with `..` where it is open."""
    if time.start is None and time.end is None:
        return None
    if time.start == time.end and time.end:
        return time.end.isoformat()
    return "/".join(day.isoformat() if day else ".." for day in (time.start, time.end))


def _speaker(claim: Claim) -> dict[str, Any] | None:
    if not claim.attribution.surface:
        return None
    return {"@type": _SPEAKERS.get(claim.attribution.type, "Thing"), "name": visible(claim.attribution.surface)}


def _article(claim: Claim, where: Standing) -> dict[str, Any]:
    said = {
        "@type": "NewsArticle",
        "url": safe_href(where.url),
        "headline": visible(where.title),
        "datePublished": claim.pub.isoformat() if claim.pub else None,
    }
    return {name: value for name, value in said.items() if value}
