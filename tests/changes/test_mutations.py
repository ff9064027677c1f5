"""One edit of a short article, read from its words alone, is called by its right name, on the right claim, and is one change."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from db.records import Change
from pipeline.changes.compare import compare
from pipeline.claims.read import claims
from tests.changes.build import article
from tests.changes.test_compare import mirrored

DATA = tomllib.loads((Path(__file__).parent / "mutations.toml").read_text(encoding="utf-8"))
CASES = {case["name"]: case for case in DATA["case"]}


def mutated(paragraphs: list[str], case: dict[str, Any]) -> list[str]:
    body = "\n".join(paragraphs)
    for old, new in case.get("replace", ()):
        assert old in body
        body = body.replace(old, new)
    if "remove" in case:
        assert case["remove"] in body
        body = body.replace(case["remove"], "")
    if "insert" in case:
        body = body.replace(case["insert"][0], "".join(case["insert"]))
    if "split" in case:
        body = body.replace(case["split"], "\n" + case["split"])
    result = [paragraph for paragraph in body.split("\n") if paragraph]
    if "move" in case:
        result.insert(case["move"][1], result.pop(case["move"][0]))
    if "merge" in case:
        result[case["merge"] : case["merge"] + 2] = ["".join(result[case["merge"] : case["merge"] + 2])]
    return result


def changes(old: list[str], new: list[str], published: date) -> tuple[Change, ...]:
    read = [claims(paragraphs, doc="t", published=published) for paragraphs in (old, new)]
    return compare(article(*old), article(*new), old_claims=read[0], new_claims=read[1]).changes


def named(change: Change) -> tuple[str, str]:
    claim = change.before or change.after
    return change.kinds[0], claim.evidence.text if claim else ""


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("way", ["there", "back"])
def test_one_edit_is_one_change_of_the_right_kind_on_the_right_claim(name: str, way: str) -> None:
    case = CASES[name]
    base = DATA["articles"][case["article"]]
    old, new = base["paragraphs"], mutated(base["paragraphs"], case)
    if way == "back":
        old, new = new, old
    found = [named(change) for change in changes(old, new, date.fromisoformat(base["published"]))]
    expected = [(kind if way == "there" else mirrored(kind), words) for kind, words in case["expect"]]
    assert [kind for kind, _ in found] == [kind for kind, _ in expected], found
    if way == "there":
        assert all(words in evidence for (_, evidence), (_, words) in zip(found, expected, strict=True)), found
