"""Every form and every view gives what its golden file shows."""

from __future__ import annotations

import pytest

from pipeline.report.folder import forms
from tests.report import samples
from tests.report.views import GOLDEN, REFRESH, VIEWS, drawn, golden_files

HELD = sorted(path.relative_to(GOLDEN).as_posix() for path in GOLDEN.rglob("*") if path.is_file())


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    """Every form and view as it is drawn today."""
    return golden_files()


@pytest.mark.parametrize("name", HELD)
def test_a_form_gives_its_golden_output(files: dict[str, str], name: str) -> None:
    with (GOLDEN / name).open(encoding="utf-8", newline="") as golden:
        assert files.get(name) == golden.read(), f"if the new output is right, run `{REFRESH}`"


def test_no_golden_file_is_missing_or_left_over(files: dict[str, str]) -> None:
    assert set(HELD) == set(files), f"run `{REFRESH}` and look at what it wrote"


def test_every_form_of_the_contract_is_found_where_it_lies() -> None:
    assert {"jsonl", "table", "text", "html", "atom"} <= set(forms())


def test_making_a_form_twice_gives_the_same_bytes(files: dict[str, str]) -> None:
    assert forms()["html"](samples.DATA, made_at=samples.MADE_AT) == {
        name.removeprefix("html/"): words for name, words in files.items() if name.startswith("html/")
    }


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_keeps_within_eighty_columns_and_loses_no_word(name: str) -> None:
    from rich.cells import cell_len

    lines = drawn(VIEWS[name]).splitlines()
    assert max(map(cell_len, lines)) <= 80
    assert not any("…" in line and "unchanged" not in line and not _digest(line) for line in lines)


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_has_no_escape_codes_without_colour(name: str) -> None:
    assert "\x1b" not in drawn(VIEWS[name])


def test_colour_takes_the_place_of_brackets() -> None:
    coloured, plain = drawn(VIEWS["change"], colour=True), drawn(VIEWS["change"])
    assert "[-10余家-]{+8家+}" in plain
    assert "[-" not in coloured
    assert "\x1b[9;31m10余家" in coloured
    assert "\x1b[32m8家" in coloured


def _digest(line: str) -> bool:
    return any(len(word) == 17 and word.endswith("…") for word in line.split())
