"""Why each field was read as it was, and that nothing is left out in silence."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings

from pipeline.claims.explain import explained
from pipeline.claims.read import claims
from tests.claims.test_properties import ANY

TEXT = [
    "截至2026年3月底，内江高新区已引进电子信息项目13个。",
    "“二期尚未开工，力争年底前投产。”管委会主任张三说。",
    "内江高新区与西南交通大学签署合作协议。",
]
FIELDS = ["tier", "zone", "subject", "predicate", "metric", "aggregate", "value", "time", "modality", "polarity", "attribution"]


def test_every_field_has_its_rule_and_the_place_of_its_words() -> None:
    body = "\n".join(TEXT)
    found = explained(TEXT, doc="a", published=date(2026, 4, 2))
    first = {reason.field: reason for reason in found.claims[0][1]}
    assert list(first) == FIELDS
    assert (first["value"].words, first["time"].words, first["modality"].words) == ("13个", "截至2026年3月底", "已")
    assert first["predicate"].rule == "lexicon predicates: 引进"
    for _, reasons in found.claims:
        assert all(body[slice(*reason.span)] == reason.words for reason in reasons if reason.span)


def test_a_partner_that_is_no_zone_is_named_with_its_place() -> None:
    found = explained(TEXT, doc="a", published=date(2026, 4, 2))
    partners = [reason.words for _, reasons in found.claims for reason in reasons if reason.field == "counterparty"]
    assert partners == ["西南交通大学"]


@settings(max_examples=60, deadline=None)
@given(ANY)
def test_explaining_changes_no_claim_and_marks_only_what_is_printed(text: str) -> None:
    paragraphs = text.split("\n")
    found = explained(paragraphs, doc="a", published=None)
    assert tuple(claim for claim, _ in found.claims) == claims(paragraphs, doc="a", published=None)
    spans = [reason for _, reasons in found.claims for reason in reasons if reason.span]
    assert all("\n".join(paragraphs)[slice(*reason.span)] == reason.words for reason in spans if reason.span)


def test_what_is_not_read_is_said() -> None:
    endless = "引进项目13个，" * 1200
    assert explained(["园区引进项目13个。"], doc="a", published=None).unread == ()
    (rest,) = explained([endless], doc="a", published=None).unread
    assert (rest.start, rest.end) == (1000 * 8 - 1, len(endless))
    assert len(explained(["13个" * 40], doc="a", published=None).unread) == 1
    crowded = explained(["13个。" * 1000], doc="a", published=None).unread
    assert crowded[0].start == 4 * 801
    assert sum(part.end - part.start for part in crowded) == 3 * 199
