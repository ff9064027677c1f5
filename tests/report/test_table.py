"""The table opens in a spreadsheet as a table and as nothing else."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.report.table import COLUMNS, changes_csv, harmless
from tests.report import samples


def rows(printed: str) -> list[dict[str, str]]:
    """The rows as a spreadsheet reads them."""
    return list(csv.DictReader(io.StringIO(printed, newline="")))


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "\u3000=1",
        "＝1+1",
        "＋1",
        "－1",
        "＠x",
        "=cmd|' /C calc'!A0",
        "\ufeff=1",
        "\x00=1",
    ],
)
def test_a_cell_that_would_run_does_not_begin_so(cell: str) -> None:
    assert harmless(cell)[0] in "'‹"


@pytest.mark.parametrize("cell", ["", "10余家", "2021-03-01", "0.860", "a=b", "https://example.com/?a=-1", "'=1"])
def test_an_ordinary_cell_stays_as_it_is(cell: str) -> None:
    assert harmless(cell) == cell


@given(st.text(st.characters()))
def test_no_cell_begins_like_a_formula(cell: str) -> None:
    assert not harmless(cell).lstrip().startswith(tuple("=+-@＝＋－＠"))


def test_columns_are_stable() -> None:
    (row,) = rows(changes_csv([samples.LOWERED]))
    assert tuple(row) == COLUMNS
    assert row["value_before"] == "10余家"
    assert row["value_after"] == "8家"
    assert row["verdict"] == "confirm"


def test_a_change_without_claims_has_empty_cells() -> None:
    (row,) = rows(changes_csv([samples.WITHDRAWN]))
    assert [row[name] for name in ("zone", "subject", "value_before", "words_after", "verdict")] == [""] * 5


def test_the_byte_order_mark_is_there_when_asked_for() -> None:
    assert changes_csv([], bom=True).startswith("\ufeff")
    assert not changes_csv([]).startswith("\ufeff")


def test_line_feeds_stay_inside_their_cell() -> None:
    (row,) = rows(changes_csv([samples.recorded("a5", samples.RETITLED.change, url='a\n"b",c')]))
    assert row["url"] == 'a\n"b",c'
