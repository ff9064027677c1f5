"""What one article says that does not go together is noticed, and nothing else is."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.claims.read import claims
from pipeline.ledger.flags import flags

PUBLISHED = date(2022, 5, 25)
CASES = [
    ("截至2022年4月底，德阳高新区已引进电子信息项目13个，落地建设10个，建成投产6个。", []),
    ("截至2022年4月底，德阳高新区已引进电子信息项目13个，落地建设15个，建成投产6个。", ["stages_reversed"]),
    ("截至2022年4月底，德阳高新区已引进电子信息项目10余个，落地建设12个。", []),
    ("截至2021年12月，德阳高新区已引进项目13个，全年将新增3户规上工业企业。", ["past_called_future"]),
    ("德阳高新区将于2021年12月底前建成标准厂房30万平方米。", ["past_called_future"]),
    ("到2025年，德阳高新区将引进电子信息项目30个。", []),
    ("2021年，德阳高新区新增规上工业企业3家。", []),
    ("今年，德阳高新区新增规上工业企业7家，累计共4家规上工业企业。", ["increment_exceeds_total"]),
    ("今年，德阳高新区新增规上工业企业3家，累计共4家规上工业企业。", []),
]


@pytest.mark.parametrize(("body", "expected"), CASES)
def test_inconsistencies_of_one_article(body: str, expected: list[str]) -> None:
    found = flags(claims([body], doc="t", published=PUBLISHED), PUBLISHED)
    assert sorted({flag.name for flag in found}) == expected, found
    assert all(flag.words and flag.claims for flag in found)
