"""Cases as files: quantities, times, modality, subjects, figures and zones, each with what must not be read."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from db.claim import Claim
from pipeline.claims.read import claims
from pipeline.claims.zones import gazetteer

CASES = Path(__file__).parent / "cases"
REALIS = {"state": "achieved"}


def cases(name: str) -> list[Any]:
    loaded = tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))["case"]
    return [pytest.param(case, id=f"{case['text']}:{case.get('value', '')}") for case in loaded]


def read(case: dict[str, Any]) -> tuple[Claim, ...]:
    return claims([case["text"]], doc="case", published=case.get("published", date(2022, 5, 25)))


def asked(case: dict[str, Any]) -> Claim:
    found = [claim for claim in read(case) if claim.value and claim.value.surface == case["value"]]
    assert len(found) == 1, [claim.value and claim.value.surface for claim in read(case)]
    return found[0]


@pytest.mark.parametrize("case", cases("quantities"))
def test_a_sentence_holds_exactly_these_quantities(case: dict[str, Any]) -> None:
    found = [claim.value for claim in read(case) if claim.value]
    wanted = case.get("want", [])
    assert [value.surface for value in found] == [want["surface"] for want in wanted]
    for value, want in zip(found, wanted, strict=True):
        assert (value.unit, value.comparator) == (want["unit"], want["comparator"])
        bounds = {name: Decimal(want[name]) if name in want else None for name in ("num", "low", "high")}
        assert {"num": value.num, "low": value.low, "high": value.high} == bounds


@pytest.mark.parametrize("case", cases("times"))
def test_a_claim_has_this_time(case: dict[str, Any]) -> None:
    time, want = asked(case).time, case["want"]
    assert (time.role, time.start, time.end) == (want["role"], want.get("start"), want.get("end"))


@pytest.mark.parametrize("case", cases("modality"))
def test_a_claim_is_as_certain_as_its_words(case: dict[str, Any]) -> None:
    claim = asked(case)
    assert REALIS.get(claim.modality.name, claim.modality.name) == REALIS.get(case["want"], case["want"])
    assert claim.polarity == case.get("polarity", "pos")


@pytest.mark.parametrize("case", cases("subjects"))
def test_a_claim_is_about_whoever_does_it(case: dict[str, Any]) -> None:
    assert asked(case).subject.canon == case["want"]


@pytest.mark.parametrize("case", cases("figures"))
def test_a_figure_has_its_class_and_is_of_what_its_words_say(case: dict[str, Any]) -> None:
    claim = asked(case)
    assert (claim.predicate.name, claim.metric.surface) == (case["class"], case["metric"])


@pytest.mark.parametrize("case", cases("zones"))
def test_a_zone_is_known_by_its_place_and_kind_listed_or_not(case: dict[str, Any]) -> None:
    named = gazetteer().mentions(case["text"])
    assert [mention.id for mention in named] == ([case["id"]] if case["id"] else [])
    if named:
        zone = gazetteer().zone_named(named[0].surface)
        assert zone is not None
        assert zone.name == case["name"]


def test_what_is_said_of_all_zones_of_the_country_is_said_of_none() -> None:
    told = "1-5月，国家高新区实现净利润7265亿元。德阳高新区实现净利润31亿元。"
    zones = [claim.zone and claim.zone.surface for claim in read({"text": told}) if claim.value]
    assert zones == [None, "德阳高新区"]


def test_what_is_said_of_the_province_around_a_zone_is_no_claim_of_the_zone() -> None:
    told = ["1-4月，四川省实际使用外资44.9亿美元，同比增长23%。", "制造业实际使用外资增长99%，占全省36.8%。", "其中，德阳经开区增长94.5%。"]
    found = [claim for claim in claims(told, doc="case", published=date(2022, 5, 25)) if claim.value]
    assert [claim.value and claim.value.surface for claim in found] == ["94.5%"]
    alone = claims(told[:2], doc="case", published=date(2022, 5, 25))
    assert len(alone) == 4, "a text that names no zone is read as it stands"


@pytest.mark.parametrize("kind", ["全国知名企业13家落户。", "四川省重点项目13个开工。", "四川省外企业13家签约。"])
def test_a_region_that_only_tells_what_kind_something_is_is_not_what_is_spoken_of(kind: str) -> None:
    found = claims(["德阳高新区发展迅速。", kind], doc="case", published=date(2022, 5, 25))
    assert [claim.zone and claim.zone.surface for claim in found if claim.value] == ["德阳高新区"]
