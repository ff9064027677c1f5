"""Records keep the rules of the house: frozen, keyword-only, every field explained, times aware."""

from __future__ import annotations

import ast
import dataclasses
import inspect
from datetime import datetime

import pytest

from db import claim, records, run
from db.claim import claim_from_json, claim_to_json
from db.records import Article, Capture

CLASSES = [
    value
    for module in (records, claim, run)
    for value in vars(module).values()
    if dataclasses.is_dataclass(value) and value.__module__ == module.__name__
]


@pytest.mark.parametrize("record", CLASSES, ids=lambda record: record.__name__)
def test_a_record_is_frozen_and_keyword_only(record: type) -> None:
    assert record.__dataclass_params__.frozen
    assert all(field.kw_only for field in dataclasses.fields(record))


@pytest.mark.parametrize("record", CLASSES, ids=lambda record: record.__name__)
def test_every_field_says_underneath_what_it_holds(record: type) -> None:
    body = ast.parse(inspect.getsource(record)).body[0].body
    for node, after in zip(body, [*body[1:], None], strict=True):
        if isinstance(node, ast.AnnAssign):
            explained = isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant) and isinstance(after.value.value, str)
            assert explained, f"{record.__name__}.{node.target.id} has no words under it"


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Capture(source="finews", key="1", url="https://example.org/", fetched_at=datetime(2026, 3, 2))  # noqa: DTZ001 -- the point
    with pytest.raises(ValueError, match="time zone"):
        Article(title="", published_at=datetime(2026, 3, 2))  # noqa: DTZ001 -- the point


def test_gold_claims_survive_the_way_to_records_and_back(shared) -> None:
    import json

    for name in ("thepaper", "finews"):
        for line in (shared / "claims" / f"gold_{name}.jsonl").read_text(encoding="utf-8").splitlines():
            data = json.loads(line)
            data["time"].setdefault("ambiguous", False)
            back = claim_to_json(claim_from_json(data))
            assert {key: back[key] for key in data if key in back} == {key: data[key] for key in data if key in back}
