"""The same edit on many pages is told once, and a change the page is silent about weighs more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from db.records import Change, RecordedChange
from pipeline.changes.compare import compare
from pipeline.changes.grouping import group_of, told_once
from tests.changes.build import article, claim, value

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def recorded(page: int, change: Change) -> RecordedChange:
    return RecordedChange(
        id=f"{page:016}", page=page, source="finews", url="", zone=None, change=change, seen_at=NOON, between=(NOON, NOON), versions=(1, 2)
    )


def edit(old: str, new: str) -> Change:
    change = Change(kind="text_changed", kinds=("text_changed",), old_words=old, new_words=new)
    return Change(kind=change.kind, kinds=change.kinds, old_words=old, new_words=new, group=group_of(change))


def test_the_same_words_changed_in_other_surroundings_are_one_edit() -> None:
    names = ("湖水很清。", "道路很宽。", "春风拂面。")
    same = [recorded(n, edit(f"经发局说，{words}", f"招商局说，{words}")) for n, words in enumerate(names)]
    other = recorded(9, edit("经发局说，湖水很清。", "经发局说，湖水不清。"))
    told = told_once([*same, other])
    assert [one.page for one in told] == [0, 9]
    assert "the same edit on 3 pages" in told[0].change.reasons and told[1].change.reasons == ()


def test_two_pages_are_told_each_for_itself() -> None:
    pair = [recorded(n, edit("经发局说。", "招商局说。")) for n in range(2)]
    assert told_once(pair) == pair


def test_a_change_that_the_page_does_not_own_up_to_weighs_more() -> None:
    old, new = "云岭高新区已引进项目13个。", "云岭高新区已引进项目15个。"
    before, after = claim((old,), old[:-1], figure=value("13个", 13)), claim((new,), new[:-1], figure=value("15个", 15))

    def told(moved: timedelta) -> Change:
        sides = article(old, updated_at=NOON), article(new, updated_at=NOON + moved)
        return compare(*sides, old_claims=[before], new_claims=[after]).changes[0]

    silent, said = told(timedelta()), told(timedelta(hours=1))
    assert silent.severity > said.severity and len(silent.reasons) == len(said.reasons) + 1
