"""Whatever the order captures are brought in: the same history, versions and changes, under the same identities."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from db import captures, changes, pages, versions
from db.records import Capture
from db.store import Store
from pipeline.takein import capture_of
from pipeline.way import take
from tests.stores import NewStore
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


def history(new_store: NewStore, told: Sequence[Capture]) -> dict[str, Any]:
    """Everything that is held of one page after these captures, without rows and places."""
    with TemporaryDirectory() as folder, new_store() as store:
        for capture in told:
            take(capture, rooms(store, Path(folder)))
        return held(store)


def held(store: Store) -> dict[str, Any]:
    """The same of a store."""
    with store.look() as unit:
        (page,) = pages.all_pages(unit)
        every = versions.versions_of(unit, page.id)
        return {
            "page": replace(page, id=0),
            "versions": every,
            "claims": [versions.claims_of(unit, versions.version_id(unit, version)) for version in every],
            "captures": [replace(one, warc=None, repeated=False, headers=()) for one in captures.captures_of(unit, page.id)],
            "changes": sorted(changes.changes(unit), key=lambda one: one.id),
            "edits": [changes.edits_between(unit, page.id, *one.versions) for one in changes.changes(unit)],
        }


# No shrinking: an example takes a second, and its own words are short enough. On PostgreSQL the real copies below must do.
@pytest.mark.parametrize("new_address", ["sqlite"], indirect=True)
@settings(
    max_examples=12,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # it gives a new store each time it is called
)
@given(
    steps=st.lists(st.tuples(st.floats(0.5, 40), st.one_of(SHOWN, SHOWN, FAILED)), min_size=2, max_size=9),
    chance=st.randoms(use_true_random=False),
)
def test_any_order_gives_the_same_history(new_store: NewStore, steps: list[tuple[float, tuple[int, bytes]]], chance: random.Random) -> None:
    told, hours = [], 0.0
    for number, (wait, (status, body)) in enumerate(steps):
        hours += wait
        etag = f'"{len(body)}"' if status == 200 else f'"{len(BODIES[number % len(BODIES)])}"'
        given_back = {"headers": (("ETag", etag),)} if status == 200 else {"asked": (("If-None-Match", etag),)}
        told.append(seen(hours, body, status=status, **given_back))
    shuffled = list(told)
    chance.shuffle(shuffled)
    assert history(new_store, told) == history(new_store, shuffled)


@pytest.mark.parametrize("seed", range(2))
def test_real_copies_in_any_order_give_the_same_history(shared: Path, new_store: NewStore, seed: int) -> None:
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
    straight = history(new_store, told)
    assert history(new_store, shuffled) == straight
    assert len(straight["versions"]) == 2
    assert straight["changes"]
