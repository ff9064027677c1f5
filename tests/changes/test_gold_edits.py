"""One edit to a real text changes exactly the statements it touches: every claim of the gold lists in turn.

The claims after the edit are the gold ones with their offsets shifted, so that only the comparison is on trial.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from db.claim import Claim, Span, Value, claim_from_json
from pipeline.changes.compare import Comparison, compare
from pipeline.diff.sentences import sentences
from tests.changes.build import article

DOCS = ("thepaper", "finews")


def read(shared: Path, doc: str) -> tuple[str, list[Claim]]:
    lines = (shared / "claims" / f"gold_{doc}.jsonl").read_text(encoding="utf-8").splitlines()
    body = (shared / "claims" / f"{doc}.clean.txt").read_text(encoding="utf-8")
    return body.rstrip("\n"), [claim_from_json(json.loads(line)) for line in lines]


def edited(body: str, claims: list[Claim], start: int, end: int, words: str) -> tuple[str, list[Claim]]:
    """The body with a stretch replaced, and the claims with their offsets moved along."""
    after, shift = body[:start] + words + body[end:], len(words) - (end - start)

    def place(offset: int) -> int:
        return offset + shift if offset >= end else min(offset, start)

    def span(old: Span) -> Span:
        first, last = place(old.start), place(old.end)
        return Span(start=first, end=last, text=after[first:last])

    def moved(claim: Claim) -> Claim:
        value, metric, time = claim.value, claim.metric, claim.time
        return replace(
            claim,
            evidence=span(claim.evidence),
            mentions=tuple(map(span, claim.mentions)),
            value=value and replace(value, start=place(value.start), end=place(value.end)),
            metric=metric
            if metric.start is None or metric.end is None
            else replace(metric, start=place(metric.start), end=place(metric.end)),
            time=replace(time, span=(place(time.span[0]), place(time.span[1]))) if time.span else time,
        )

    return after, [moved(claim) for claim in claims]


def compared(old: str, before: list[Claim], new: str, after: list[Claim]) -> Comparison:
    return compare(article(*old.split("\n")), article(*new.split("\n")), old_claims=before, new_claims=after)


def other_value(value: Value, surface: str, **fields: object) -> Value:
    return replace(value, surface=surface, end=value.start + len(surface), **fields)


@pytest.mark.parametrize("doc", DOCS)
def test_every_figure_raised_is_one_changed_value(shared: Path, doc: str) -> None:
    body, claims = read(shared, doc)
    for number, claim in enumerate(claims):
        value = claim.value
        if value is None or value.num is None or not re.match(r"\d", value.surface):
            continue
        surface = re.sub(r"^\d+", lambda found: str(int(found.group()) + 3), value.surface)
        new, after = edited(body, claims, value.start, value.end, surface)
        after[number] = replace(after[number], value=other_value(value, surface, num=value.num + 3, low=value.num + 3, high=value.num + 3))
        for old_body, old_claims, new_body, new_claims, kind in (
            (body, claims, new, after, "value_changed:raised"),
            (new, after, body, claims, "value_changed:lowered"),
        ):
            changes = compared(old_body, old_claims, new_body, new_claims).changes
            assert [(change.kinds, change.before and change.before.id) for change in changes] == [((kind,), claim.id)], claim.id


@pytest.mark.parametrize("doc", DOCS)
def test_every_hedge_dropped_is_one_changed_hedge(shared: Path, doc: str) -> None:
    body, claims = read(shared, doc)
    hedged = [(number, claim) for number, claim in enumerate(claims) if claim.value and claim.value.hedge in {"余", "以上"}]
    for number, claim in hedged:
        value = claim.value
        assert value and value.hedge and value.num
        surface = value.surface.replace(value.hedge, "")
        new, after = edited(body, claims, value.start, value.end, surface)
        bare = other_value(value, surface, comparator="eq", hedge=None, low=value.num, high=value.num)
        after[number] = replace(after[number], value=bare)
        changes = compared(body, claims, new, after).changes
        assert [(change.kinds, change.before and change.before.id) for change in changes] == [(("hedge_changed:strengthened",), claim.id)]


def test_a_later_deadline_moves_every_target_that_shares_it(shared: Path) -> None:
    body, claims = read(shared, "finews")
    start = body.index("到2025年")
    new, after = edited(body, claims, start + 1, start + 5, "2027")
    later = [
        replace(claim, time=replace(claim.time, surface="到2027年", end=date(2027, 12, 31))) if claim.time.surface == "到2025年" else claim
        for claim in after
    ]
    changes = compared(body, claims, new, later).changes
    assert {(change.kinds, change.before and change.before.id) for change in changes} == {
        (("deadline_moved:later",), claim.id) for claim in claims if claim.time.surface == "到2025年"
    }


@pytest.mark.parametrize("doc", DOCS)
def test_a_sentence_taken_out_withdraws_its_statements_and_no_others(shared: Path, doc: str) -> None:
    body, claims = read(shared, doc)
    for sentence in sentences(body.split("\n")):
        inside = [claim for claim in claims if sentence.start <= claim.evidence.start < sentence.end]
        if any(claim.evidence.end > sentence.end for claim in inside):
            continue
        new, after = edited(body, claims, sentence.start, sentence.end, "")
        ids = {claim.id for claim in inside}
        left = [claim for claim in after if claim.id not in ids]
        changes = compared(body, claims, new, left).changes
        gone = {change.before.id for change in changes if change.before and change.kind == "withdrawn"}
        repeated = {claim.id for claim in inside if any(not sentence.start <= mention.start < sentence.end for mention in claim.mentions)}
        assert gone == ids - repeated
        assert {change.kind for change in changes} <= {"withdrawn", "text_changed"}


@pytest.mark.parametrize("doc", DOCS)
def test_a_plan_told_as_a_fact_is_upgraded(shared: Path, doc: str) -> None:
    body, claims = read(shared, doc)
    for number, claim in enumerate(claims):
        if claim.modality.cue != "将" or claim.modality.name not in {"planned", "conditional"}:
            continue
        at = body.find("将", claim.evidence.start, claim.evidence.end)
        if at < 0:
            continue
        new, after = edited(body, claims, at, at + 1, "已")
        after[number] = replace(after[number], modality=replace(claim.modality, name="achieved", cue="已"), condition=None)
        changes = [change for change in compared(body, claims, new, after).changes if change.kind != "reworded"]
        assert [(change.kinds, change.before and change.before.id) for change in changes] == [(("modality_changed:upgraded",), claim.id)]


def test_a_figure_may_be_given_in_another_magnitude(shared: Path) -> None:
    body, claims = read(shared, "finews")
    number, claim = next((n, claim) for n, claim in enumerate(claims) if claim.value and claim.value.unit_surface == "万元")
    value = claim.value
    assert value and value.num
    surface = f"{(value.num / Decimal(10) ** 8).normalize()}亿元"
    new, after = edited(body, claims, value.start, value.end, surface)
    after[number] = replace(after[number], value=other_value(value, surface, unit_surface="亿元"))
    assert [change.kinds for change in compared(body, claims, new, after).changes] == [("reworded",)]
