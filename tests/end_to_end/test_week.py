"""What the replay's week must leave in the store: each change of the manifest, and no false alarm."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

import pytest

from db.china import CHINA
from pipeline.archive import held_at
from tests.end_to_end.conftest import Week
from tests.replay.manifest import ExpectedChange, load_expected

EXPECTED = load_expected()
RELATIONS = {"overdue", "missed", "fulfilled", "contradicted", "regressed", "target_revised"}


def day_of(change: dict[str, Any]) -> int:
    return (datetime.fromisoformat(change["seen_at"]).astimezone(CHINA).date() - EXPECTED.base_date).days


def words(change: dict[str, Any], side: str) -> str:
    claim = change["before" if side == "old" else "after"]
    return f"{claim['evidence']['text'] if claim else ''} {change[f'{side}_words'] or ''}"


def matches(change: dict[str, Any], expected: ExpectedChange, key: str) -> bool:
    return (
        key == expected.key
        and day_of(change) == expected.day
        and (change["kind"] == expected.kind or (expected.minor and change["kind"] in ("reworded", "text_changed", "moved")))
        and (expected.before or "") in words(change, "old")
        and (expected.after or "") in words(change, "new")
    )


@pytest.fixture(scope="module")
def changes(week: Week) -> list[dict[str, Any]]:
    keys = {page["id"]: page["key"] for page in week.asked("pages")}
    return [{**change, "key": keys[change["page"]]} for change in week.asked("changes")]


@pytest.mark.parametrize(
    "expected", [one for one in EXPECTED.changes if not one.minor], ids=lambda one: f"day{one.day}-{one.key}-{one.kind}"
)
def test_a_change_that_happened_is_recorded(changes: list[dict[str, Any]], expected: ExpectedChange) -> None:
    found = [change for change in changes if matches(change, expected, change["key"])]
    told = [(change["kind"], words(change, "old"), words(change, "new")) for change in changes if change["key"] == expected.key]
    assert found, f"recorded of this page: {told}"
    if expected.zone:
        assert {change["zone"] for change in found} == {expected.zone}


def test_nothing_is_recorded_that_did_not_happen(changes: list[dict[str, Any]]) -> None:
    false = [
        (change["key"], day_of(change), change["kind"], words(change, "old"), words(change, "new"))
        for change in changes
        if change["kind"] not in RELATIONS and not any(matches(change, one, change["key"]) for one in EXPECTED.changes)
    ]
    assert false == []


def test_every_page_has_its_versions_and_no_more(week: Week) -> None:
    held = {(page["source"], page["key"]): page["versions"] for page in week.asked("pages")}
    wanted = {page: count for page, count in EXPECTED.versions.items() if count or page in held}
    assert held == wanted


def test_captures_are_what_they_turned_out_to_be(week: Week) -> None:
    wrong = []
    for page, capture in week.captures():
        day = (capture.fetched_at.astimezone(CHINA).date() - EXPECTED.base_date).days
        allowed = EXPECTED.outcomes.get((page.source, page.key, day), ("ok",))
        copy = "archived" in allowed and capture.outcome in ("ok", "not_modified")
        same = "ok" in allowed and capture.outcome == "not_modified" and capture.version is not None
        if capture.outcome not in allowed and not copy and not same:
            wrong.append((page.key, day, capture.url, str(capture.outcome), allowed))
    assert [entry for entry in wrong if not moved_address(entry)] == []


def moved_address(entry: tuple[Any, ...]) -> bool:
    """Of the post whose medium was renamed the old address answers `archived` from day 4 on, and only the new one counts."""
    key, day, _, outcome, _ = entry
    return key == "NW202603033411120096" and day >= 4 and outcome == "archived"


def test_crawling_the_same_day_twice_adds_no_version_and_no_change(week: Week) -> None:
    assert [(run["new_pages"], run["new_versions"], run["changes"]) for run in week.again] == [(0, 0, 0), (0, 0, 0)]
    assert sum(sum(run["outcomes"].values()) for run in week.again) > 10


def test_the_interval_is_the_honest_one(changes: list[dict[str, Any]]) -> None:
    for change in changes:
        before, after = (datetime.fromisoformat(moment) for moment in change["between"])
        assert before < after <= datetime.fromisoformat(change["seen_at"])


def test_every_capture_that_answered_can_be_read_back(week: Week) -> None:
    answered = [capture for _, capture in week.captures() if capture.warc]
    assert len(answered) > 50
    for capture in answered:
        payload = held_at(capture.warc or "", week.folder / "captures").body
        assert hashlib.sha256(payload).hexdigest() == capture.payload_sha256


def test_a_post_whose_category_moves_stays_one_page_under_both_addresses(week: Week) -> None:
    (page,) = [page for page in week.asked("pages") if page["key"] == "NW202603033411120096"]
    assert len({url.split("/")[3] for url in page["urls"] if "withounder" in url}) == 2
    assert page["versions"] == 2


def test_a_post_that_the_archive_lacks_is_read_upstream_and_looked_for_on_the_site_again(week: Week) -> None:
    held = [capture for page, capture in week.captures() if page.key == "NW202602273408833125"]
    captures = [(capture.url.split("/")[2], str(capture.outcome)) for capture in held]
    assert captures[0] == ("finews.withounder.com", "ok")
    assert sorted(captures[1:4]) == [
        ("finews.withounder.com", "archived"),
        ("finews.zning.xyz", "ok"),
        ("raw.githubusercontent.com", "archived"),
    ]
    assert ("finews.withounder.com", "archived") in captures[4:]


def test_every_outcome_is_met_within_the_week(week: Week) -> None:
    met = {outcome for runs in week.runs.values() for run in runs for outcome in run["outcomes"]}
    assert met >= {"ok", "offline", "archived", "gone", "moved", "refused", "error", "empty"}


def test_a_page_that_has_not_changed_is_known_by_its_validators(week: Week) -> None:
    finews = next(run for run in week.again if run["source"] == "finews")
    assert finews["outcomes"]["not_modified"] >= 5


def test_what_shows_nothing_new_the_same_day_is_kept_as_digest_and_headers(week: Week) -> None:
    bare = [capture for _, capture in week.captures() if capture.status is not None and not capture.warc]
    assert bare
    assert {str(capture.outcome) for capture in bare} == {"ok"}


def test_all_evidence_is_whole(week: Week) -> None:
    (found,) = week.asked("verify")
    assert found["captures"] > 50
    assert found["versions"] > 15
    assert found["bad"] == []
