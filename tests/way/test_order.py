"""Whatever the order captures are brought in: the same history, versions and changes, under the same identities."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from db import captures, changes, pages, versions
from db.records import Capture
from db.store import open_store
from pipeline.takein import capture_of
from pipeline.way import take
from tests.way.rooms import LONG, START, post, rooms, seen

TEXTS = [LONG, (LONG[0].replace("13", "15"), *LONG[1:]), (*LONG, "园区还将新建学校3所。"), LONG[:1], (LONG[2], LONG[1], LONG[0])]
BODIES = [
    *(post(text, chrome=chrome) for text in TEXTS for chrome in ("", ", x")),
    post(LONG, date=""),
    post(LONG, date="2026-03-02 11:30:00 +0800"),
    post([f" {text} " for text in LONG], title="内江高新区 项目建设"),
]
SHOWN = st.tuples(st.just(200), st.sampled_from(BODIES))
FAILED = st.sampled_from([(403, b"no"), (404, b"gone"), (410, b""), (502, b""), (304, b"")])


def history(folder: Path, told: Sequence[Capture]) -> dict[str, Any]:
    """Everything that is held of one page after these captures, without rows and places."""
    store = open_store(f"sqlite:///{folder}/z.db")
    for capture in told:
        take(capture, rooms(store, folder))
    with store.look() as unit:
        (page,) = pages.all_pages(unit)
        held = versions.versions_of(unit, page.id)
        found = {
            "page": replace(page, id=0),
            "versions": held,
            "claims": [versions.claims_of(unit, versions.version_id(unit, version)) for version in held],
            "captures": [replace(one, warc=None, repeated=False, headers=()) for one in captures.captures_of(unit, page.id)],
            "changes": sorted(changes.changes(unit), key=lambda one: one.id),
            "edits": [changes.edits_between(unit, page.id, *one.versions) for one in changes.changes(unit)],
        }
    store.close()
    return found


# No shrinking: an example takes a second, and its own words are short enough.
@settings(max_examples=12, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(st.lists(st.tuples(st.floats(0.5, 40), st.one_of(SHOWN, SHOWN, FAILED)), min_size=2, max_size=9), st.randoms(use_true_random=False))
def test_any_order_gives_the_same_history(steps: list[tuple[float, tuple[int, bytes]]], chance: random.Random) -> None:
    told, hours = [], 0.0
    for number, (wait, (status, body)) in enumerate(steps):
        hours += wait
        etag = f'"{len(body)}"' if status == 200 else f'"{len(BODIES[number % len(BODIES)])}"'
        given_back = {"headers": (("ETag", etag),)} if status == 200 else {"asked": (("If-None-Match", etag),)}
        told.append(seen(hours, body, status=status, **given_back))
    shuffled = list(told)
    chance.shuffle(shuffled)
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        assert history(Path(one), told) == history(Path(other), shuffled)


@pytest.mark.parametrize("seed", range(3))
def test_real_copies_in_any_order_give_the_same_history(shared: Path, tmp_path: Path, seed: int) -> None:
    url = "https://finews.withounder.com/x/2021/12/08/202112082206928461.html"
    told = [
        capture_of(
            (shared / f"captures/finews/202112082206928461_v{number}.md").read_bytes(),
            source="finews",
            url=url,
            at=START + timedelta(days=number),
        )
        for number in range(1, 7)
    ]
    shuffled = list(told)
    random.Random(seed).shuffle(shuffled)
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    straight = history(tmp_path / "a", told)
    assert history(tmp_path / "b", shuffled) == straight
    assert len(straight["versions"]) == 2
    assert straight["changes"]
