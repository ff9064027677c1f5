"""What a diff must not cut: dates, quantities and names with digits come out as whole spans."""

from __future__ import annotations

import pytest

from pipeline.claims.scan import units


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("融资共计2650万元", ["2650万元"]),
        ("截至2021年12月，引进10余家", ["2021年12月", "10余家"]),
        ("超过35.6亿元以上", ["超过35.6亿元以上"]),
        ("推行“1+3”机制", ["“1+3”"]),
        ("提高2.1个百分点", ["2.1个百分点"]),
        ("编号12345", ["12345"]),
        ("没有数字", []),
    ],
)
def test_these_stretches_stay_whole(text: str, wanted: list[str]) -> None:
    assert [text[start:end] for start, end in units(text)] == wanted
