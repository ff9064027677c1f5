"""The claims of a text as a command prints them: table and evidence, notes, and on demand why each field is what it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from db.claim import Claim, claim_to_json
from pipeline.claims.explain import Explained, Reason
from pipeline.ledger.flags import flags
from pipeline.report.claim_words import gist
from pipeline.report.text_holdings import claims_table, held_table
from pipeline.report.text_ledger import notes_view
from pipeline.report.words import one_line, visible


def claims_forms(found: Explained, *, explain: bool) -> Iterator[dict[str, Any]]:
    """Each claim in the form of the contract; with `explain` it carries `reasons`, each with field, rule, words and span."""
    for claim, reasons in found.claims:
        yield claim_to_json(claim) | ({"reasons": [_reason_json(reason) for reason in reasons]} if explain else {})


def claims_view(found: Explained, body: str, *, explain: bool) -> Iterator[RenderableType]:
    """The table with the evidence marked in the text, remarks on what does not go together, and the reasons where asked for."""
    claims = [claim for claim, _ in found.claims]
    yield claims_table(claims, body)
    yield from notes_view(("", flag) for flag in flags(claims, claims[0].pub if claims else None))
    if explain:
        for number, (claim, reasons) in enumerate(found.claims, 1):
            yield _reasons_view(number, claim, reasons)


def unread_words(found: Explained, name: str) -> Iterator[str]:
    """A sentence on each stretch that was not read; none for news text."""
    for part in found.unread:
        yield (
            f"{name}: code points {part.start} to {part.end} were not read, for they are no sentence (a thousand clauses or "
            f"dozens of figures without a mark): put full stops or line feeds between the statements to have them read"
        )


def _reason_json(reason: Reason) -> dict[str, Any]:
    return {"field": reason.field, "rule": reason.rule, "words": reason.words, "span": list(reason.span) if reason.span else None}


def _reasons_view(number: int, claim: Claim, reasons: tuple[Reason, ...]) -> RenderableType:
    rows = [(reason.field, _held(claim, reason.field), f"{_printed(reason)}{reason.rule}") for reason in reasons]
    table = held_table((f"{number}", "Read as", "By what"), rows, ratios=(0, 2, 5))
    return table if rows else Text(one_line(gist(claim)))


def _printed(reason: Reason) -> str:
    words = "" if reason.words is None else f"“{visible(reason.words)}”"
    place = "" if reason.span is None else f" at {reason.span[0]}"
    return f"{words}{place}: " if words else ""


def _held(claim: Claim, field: str) -> str:
    """The field's value in a few words."""
    value, time = claim.value, claim.time
    held = {
        "tier": claim.tier,
        "zone": claim.zone.surface if claim.zone else "none",
        "subject": claim.subject.canon or claim.subject.type,
        "predicate": claim.predicate.name,
        "metric": claim.metric.canon,
        "aggregate": claim.aggregate,
        "value": f"{value.num} {value.unit} {value.comparator}" if value else "none",
        "time": f"{time.role} {time.start or ''}{'..' if time.start else ''}{time.end or ''}".strip(),
        "modality": claim.modality.name,
        "polarity": claim.polarity,
        "attribution": claim.attribution.type,
        "condition": claim.condition or "",
        "counterparty": claim.counterparty or "",
    }
    return one_line(held.get(field, ""))
