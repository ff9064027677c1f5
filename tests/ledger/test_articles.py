"""Articles of several outlets, read from their words alone, stand to each other as people would say."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Hashable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.claims.read import claims
from pipeline.ledger.points import Point, Relation, order
from pipeline.ledger.promises import promises
from pipeline.ledger.relations import relations, relations_of
from pipeline.ledger.series import thread

CASES = {case["name"]: case for case in tomllib.loads((Path(__file__).parent / "articles.toml").read_text(encoding="utf-8"))["case"]}


def points(case: dict[str, Any]) -> list[Point]:
    found = []
    for page, (day, body) in enumerate(case["articles"], 1):
        published = date.fromisoformat(day)
        seen = datetime(published.year, published.month, published.day, 12, tzinfo=UTC)
        for claim in claims(body.split("\n"), doc=f"p{page}", published=published):
            zone = claim.zone.surface if claim.zone else ""
            found.append(Point(zone=zone, page=page, url=f"https://example.org/{page}", version=page, claim=claim, seen_at=seen))
    return found


@pytest.mark.parametrize("name", CASES)
def test_relations_between_articles(name: str) -> None:
    case = CASES[name]
    found = [
        (relation.name, relation.a.claim.evidence.text, relation.b.claim.evidence.text)
        for relation in relations(points(case))
        if relation.b and relation.a.page != relation.b.page
    ]
    assert len(found) == len(case["relations"]), found
    for (kind, a, b), (wanted, earlier, later) in zip(sorted(found), sorted(case["relations"]), strict=True):
        assert kind == wanted and earlier in a + case["articles"][0][1] and later in b + case["articles"][1][1], found


def test_each_point_of_a_series_has_the_relations_that_the_whole_ledger_gives_it() -> None:
    every = [replace(point, page=number) for number, point in enumerate(point for case in CASES.values() for point in points(case))]
    threads: dict[Hashable, list[Point]] = defaultdict(list)
    for point in sorted(every, key=order):
        threads[thread(point.claim)].append(point)
    assert max(map(len, threads.values())) > 5, "some of them are long"
    for series in threads.values():
        one_by_one = {_named(relation) for point in series for relation in relations_of(point, series)}
        assert one_by_one == {_named(relation) for relation in relations(series) if relation.b and relation.a.page != relation.b.page}


def _named(relation: Relation) -> tuple[str, int, int]:
    return relation.name, id(relation.a), id(relation.b)


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if "promises" in case])
def test_promises_stand_where_the_reports_put_them(name: str) -> None:
    case = CASES[name]
    for words, day, status in case["promises"]:
        told = [one for one in promises(points(case), date.fromisoformat(day)) if words in one.point.claim.evidence.text]
        assert [one.status for one in told] == [status], (words, day)
