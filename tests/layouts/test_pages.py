"""Every saved page of every source and design reads as the file beside it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.records import Outcome
from pipeline.sources import names, source
from tests.layouts.saved import PAGES, cases, expected_of, reading_of


def _id(case: Path) -> str:
    return case.relative_to(PAGES).as_posix()


@pytest.mark.parametrize("case", cases(), ids=_id)
def test_a_saved_page_reads_as_expected(case: Path) -> None:
    expected = expected_of(case)
    folder = case.relative_to(PAGES.parents[1]).as_posix()
    assert expected is not None, f"there is no expectation: make one with `python -m tests.layouts.saved {folder}`, then check it"
    assert reading_of(case) == expected


@pytest.mark.parametrize("case", cases(), ids=_id)
def test_a_case_lies_in_the_folder_of_the_layout_that_reads_it(case: Path) -> None:
    expected = expected_of(case) or {}
    assert expected.get("layout", "no-layout") == case.parent.name


def test_every_layout_of_every_source_has_a_saved_page_that_it_reads() -> None:
    wanted = {(name, layout.name) for name in names() for layout in source(name).layouts}
    read = {(case.parents[1].name, case.parent.name) for case in cases() if (expected_of(case) or {}).get("outcome") == "ok"}
    assert wanted <= read, f"save a page under tests/pages for {sorted(wanted - read)}"


def test_every_outcome_has_a_saved_page() -> None:
    seen = {(expected_of(case) or {}).get("outcome") for case in cases()}
    assert seen == {str(outcome) for outcome in Outcome}
