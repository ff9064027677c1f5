"""A small store with something in every table that the way, the runs and the people fill."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from db import changes, passed, runs, told, verdicts
from db.lease import give_back, take_lease
from db.records import Review
from db.run import Rest, Run
from db.store import Store
from pipeline.way import take
from tests.way.rooms import LONG, START, post, rooms, seen

FIFTEEN = (LONG[0].replace("13", "15"), *LONG[1:])
PROMISE = ("到2027年，内江高新区将引进企业200家。", *LONG[1:])


def fill(store: Store, folder: Path) -> None:
    """Three pages with edits, a contradiction, a withdrawal and a failure; runs, verdicts and what was told of them."""
    place = rooms(store, folder)
    for hours, words in ((0, LONG), (30, FIFTEEN), (31, LONG), (60, FIFTEEN), (90, PROMISE)):
        take(seen(hours, post(words), headers=(("ETag", f'"{hours}"'),)), place)
    take(seen(120, status=304, asked=(("If-None-Match", '"90"'),)), place)
    for hours, status in ((1, 200), (30, 404), (45, 404), (60, 404), (70, 502)):
        take(replace(seen(hours, post((LONG[0].replace("13", "18"),)), status=status), key="NW2"), place)
    take(replace(seen(5, post(("周末气温回升。",), title="天气")), key="NW3"), place)
    with store.unit() as unit:
        passed.pass_over(unit, "finews", "NW4", at=START, reason="names no zone")
        done = Run(
            source="finews",
            started_at=START,
            finished_at=START + timedelta(hours=1),
            outcomes={"ok": 3},
            rests=(Rest(host="a", why="429"),),
        )
        runs.finish_run(unit, runs.start_run(unit, "finews", START), done, "no list could be read: feed")
        runs.start_run(unit, "finews", START + timedelta(days=1), "due")
        for number, one in enumerate(changes.changes(unit)):
            verdict = "confirm" if number % 2 else "dismiss"
            verdicts.add_review(unit, Review(change=one.id, verdict=verdict, by="林", at=START, note="与公报一致"))
        told.begin(unit, notifier="log", topic="finews", well=False, words=lambda: "finews broken", at=START)
        take_lease(unit, "other", "host:1:a", START, timedelta(minutes=1))
        take_lease(unit, "daemon", "host:1:a", START, timedelta(minutes=1))
        give_back(unit, "other", "host:1:a")
