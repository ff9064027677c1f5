"""What fuzzing found once is tried for ever, and every target bears its seeds and some bending of them."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.fuzz.seeds import mutated, seeds
from tests.fuzz.targets import TARGETS

CASES = sorted(path for path in (Path(__file__).parent / "cases").glob("*/*") if path.is_file())


@pytest.mark.parametrize("case", CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_was_found_once_is_borne(case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    TARGETS[case.parent.name](case.read_bytes())


@pytest.mark.parametrize("target", TARGETS)
def test_a_target_bears_its_seeds_and_some_bending(target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    chance, pool = random.Random(7), seeds(target)
    for data in (*pool[:5], *(mutated(chance.choice(pool), pool, chance) for _ in range(15))):
        TARGETS[target](data)
