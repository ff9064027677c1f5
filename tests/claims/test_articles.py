"""The annotated articles are read at least as well as the floors demand, and each claim knows where it stands."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from db.claim import claim_from_json, claim_to_json
from pipeline.claims.read import claims
from tests.gate.score_claims import HERE, run

ARTICLES = sorted((HERE / "articles").glob("*.txt"))


def test_no_figure_lies_below_its_floor() -> None:
    _, low = run()
    assert low == []


@pytest.mark.parametrize("path", ARTICLES, ids=[path.stem for path in ARTICLES])
def test_claims_survive_their_json_form(path: Path) -> None:
    paragraphs = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
    for claim in claims(paragraphs, doc=path.stem, published=date(2022, 5, 25)):
        assert claim_from_json(json.loads(json.dumps(claim_to_json(claim)))) == claim


@pytest.mark.parametrize("path", ARTICLES, ids=[path.stem for path in ARTICLES])
def test_without_a_publication_day_nothing_is_dated_by_guess(path: Path) -> None:
    paragraphs = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
    for claim in claims(paragraphs, doc=path.stem, published=None):
        if claim.time.basis in ("relative", "implicit_pub", "holiday"):
            named = claim.time.surface and any(sign.isdigit() for sign in claim.time.surface)
            assert (claim.time.start, claim.time.end) == (None, None) or named or claim.time.ambiguous, claim.time


def test_the_key_knows_the_period_but_not_the_value() -> None:
    def key(text: str) -> str:
        return claims([text], doc="key", published=date(2022, 5, 25))[0].key

    assert key("内江高新区2021年引进项目13个。") == key("内江高新区2021年引进项目15个。")
    assert key("内江高新区2021年引进项目13个。") != key("内江高新区2020年引进项目13个。")
    assert key("泸州高新区已集聚规上生物医药企业13家。") == key("泸州高新区已集聚生物医药规上企业15家。")
