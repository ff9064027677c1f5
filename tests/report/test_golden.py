"""Every form and every view gives what its golden file shows."""

from __future__ import annotations

import pytest

from pipeline.report.folder import forms
from tests.report import samples
from tests.report.views import GOLDEN, REFRESH, VIEWS, drawn, golden_files

FILES = golden_files()


@pytest.mark.parametrize("name", FILES)
def test_a_form_gives_its_golden_output(name: str) -> None:
    path = GOLDEN / name
    assert path.is_file(), f"tests/golden/{name} is missing: run `{REFRESH}` and look at what it wrote"
    with path.open(encoding="utf-8", newline="") as golden:
        assert FILES[name] == golden.read(), f"if the new output is right, run `{REFRESH}`"


def test_no_golden_file_is_left_over() -> None:
    owned = {name.partition("/")[0] for name in FILES}
    held = {path.relative_to(GOLDEN).as_posix() for folder in owned for path in (GOLDEN / folder).rglob("*") if path.is_file()}
    assert held == set(FILES), f"run `{REFRESH}`"


def test_every_form_of_the_contract_is_found_where_it_lies() -> None:
    assert {"jsonl", "table", "text", "html", "atom"} <= set(forms())


def test_making_a_form_twice_gives_the_same_bytes() -> None:
    assert forms()["html"](samples.DATA, made_at=samples.MADE_AT) == {
        name.removeprefix("html/"): words for name, words in FILES.items() if name.startswith("html/")
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
