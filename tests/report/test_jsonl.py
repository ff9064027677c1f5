"""The JSON forms have exactly the keys of the contract, in its order."""

from __future__ import annotations

import json
from typing import Any

import pytest

from db.claim import claim_to_json
from db.records import Edit, Op
from pipeline.report import jsonl
from tests.report import samples

KEYS = {
    "page": (jsonl.page_json(samples.PAGE), "id source key urls state versions next_look"),
    "version": (jsonl.version_json(samples.FIRST), "page number title published_at text_sha256 first_seen last_seen"),
    "capture": (jsonl.capture_json(samples.HISTORY.captures[0]), "page url fetched_at status outcome payload_sha256 warc"),
    "change": (
        jsonl.change_json(samples.LOWERED),
        "id page source url zone kind kinds before after seen_at between versions severity reasons review old_words new_words technical",
    ),
    "comparison": (jsonl.compare_json(samples.EDITS, (samples.LOWERED.change,), False), "edits changes same_text"),
    "article": (
        jsonl.article_json("thepaper", "20000001", samples.READING),
        "source key layout title byline source_line published_at paragraphs outcome",
    ),
    "run": (jsonl.run_json(samples.RUN), "source started_at finished_at requests outcomes new_pages new_versions changes passed_over"),
}


@pytest.mark.parametrize("name", KEYS)
def test_a_form_has_the_keys_of_the_contract_in_order_and_perhaps_more_after_them(name: str) -> None:
    plain, keys = KEYS[name]
    assert list(plain)[: len(keys.split())] == keys.split()
    assert json.loads(jsonl.line(plain)) == plain


def test_times_are_iso_8601_with_their_offset() -> None:
    assert jsonl.page_json(samples.PAGE)["next_look"] == "2021-03-13T09:00:00+00:00"
    assert jsonl.version_json(samples.FIRST)["published_at"] == "2021-03-01T10:30:00+08:00"
    assert jsonl.change_json(samples.LOWERED)["between"] == ["2021-03-02T09:00:00+00:00", "2021-03-03T09:00:00+00:00"]


def test_an_edit_has_paragraph_numbers_from_nought_and_tokens_only_where_something_differs() -> None:
    edits = jsonl.compare_json(samples.EDITS, (), False)["edits"]
    assert edits[0] == {"op": "kept", "old": [0], "new": [0], "tokens": []}
    assert edits[3]["tokens"] == [["=", "路网同步推进。"], ["+", "\n"], ["=", "绿化随后跟上。"]]
    assert [list(edit) for edit in edits] == [["op", "old", "new", "tokens"]] * len(edits)


@pytest.mark.parametrize("op", Op)
def test_every_operation_has_its_plain_name(op: Op) -> None:
    (edit,) = jsonl.compare_json((Edit(op=op),), (), True)["edits"]
    assert edit["op"] == op.name.lower()
    assert type(edit["op"]) is str


def test_a_compared_change_says_what_the_contract_asks_and_no_more() -> None:
    (change,) = jsonl.compare_json((), (samples.DROPPED.change,), False)["changes"]
    assert list(change) == ["kind", "kinds", "before", "after", "severity", "reasons"]
    assert change["before"] == claim_to_json(samples.SCHOOLS)
    assert change["after"] is None


def test_a_reading_that_is_no_article_has_no_paragraphs() -> None:
    plain = jsonl.article_json("thepaper", None, samples.OFFLINE)
    assert plain["outcome"] == "offline"
    assert plain["paragraphs"] == []
    assert plain["title"] is None


def test_a_review_stands_in_its_change_and_none_is_null() -> None:
    assert jsonl.change_json(samples.LOWERED)["review"] == {
        "verdict": "confirm",
        "by": "李 <reviewer>",
        "at": "2021-03-04T09:00:00+00:00",
        "note": "checked against both captures",
    }
    assert jsonl.change_json(samples.DROPPED)["review"] is None


def test_chinese_stays_legible_in_a_line() -> None:
    assert '"zone": "内江高新区"' in jsonl.line(jsonl.change_json(samples.LOWERED))


@pytest.mark.parametrize("odd", [float("nan"), float("inf")])
def test_a_number_that_json_cannot_say_is_refused(odd: Any) -> None:
    with pytest.raises(ValueError, match="JSON"):
        jsonl.line({"severity": odd})
