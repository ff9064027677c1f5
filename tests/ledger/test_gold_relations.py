"""The relations that people found between the two founding texts come out as they wrote them down."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from db.claim import claim_from_json
from pipeline.ledger.points import Point
from pipeline.ledger.relations import near_misses, overdue, relate, relations

DOCS = ("thepaper", "finews")
LATER = date(2022, 6, 30)


@pytest.fixture(scope="module")
def points(shared: Path) -> dict[str, Point]:
    found = {}
    for page, doc in enumerate(DOCS, 1):
        for line in (shared / "claims" / f"gold_{doc}.jsonl").read_text(encoding="utf-8").splitlines():
            claim = claim_from_json(json.loads(line))
            day = claim.pub or LATER
            seen = datetime(day.year, day.month, day.day, tzinfo=UTC)
            found[claim.id] = Point(zone="内江高新区", page=page, url=doc, version=page, claim=claim, seen_at=seen)
    return found


def test_every_relation_of_the_list_is_found(shared: Path, points: dict[str, Point]) -> None:
    late = {relation.a.claim.id: relation for relation in overdue(tuple(points.values()), LATER)}
    for line in (shared / "claims" / "gold_relations.jsonl").read_text(encoding="utf-8").splitlines():
        wanted = json.loads(line)
        a, b = points[wanted["a"]], points[wanted["b"]]
        found = late[wanted["a"]] if wanted["relation"] == "overdue" else relate(a, b)
        assert (found.name, found.substate, found.a, found.b) == (wanted["relation"], wanted.get("substate"), a, b), wanted
        assert found.reasons


def test_nothing_else_is_found_across_the_two_articles(points: dict[str, Point]) -> None:
    found = [relation for relation in relations(tuple(points.values())) if relation.b and relation.a.page != relation.b.page]
    assert [(relation.name, relation.a.claim.id) for relation in found] == [("restated", "tp-003")]


def test_what_looks_alike_is_said_to_be_incomparable(shared: Path, points: dict[str, Point]) -> None:
    found = {(relation.a.claim.id, relation.b.claim.id) for relation in near_misses(tuple(points.values())) if relation.b}
    lines = (shared / "claims" / "gold_relations.jsonl").read_text(encoding="utf-8").splitlines()
    wanted = [json.loads(line) for line in lines]
    assert {(one["a"], one["b"]) for one in wanted if one["relation"] == "incomparable"} <= found
    assert len(found) < 30
