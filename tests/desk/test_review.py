"""Reviewing without JavaScript: the queue, its filters, a change, verdicts that are appended, and taking them back."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from db.changes import Seen, add_change, changes
from db.queue import Wanted, queue
from db.records import Change
from db.store import Store
from db.tables import version
from db.verdicts import reviews_of
from pipeline.desk.rooms import Desk
from tests.desk.world import NOW, Browser, logged_in, user


def listed(page: str) -> list[str]:
    """Identities of the changes in a list, in their order."""
    return re.findall(r'class="entry" id="c-(\w+)"', page)


def test_the_queue_holds_what_nobody_has_judged_most_important_first(browser: Browser, own: Store) -> None:
    with own.look() as unit:
        wanted = [one.id for one in sorted(changes(unit), key=lambda one: (one.change.severity, one.seen_at, one.id), reverse=True)]
    assert listed(browser.get("/").text) == wanted
    assert len(wanted) >= 4


def test_a_verdict_takes_a_change_out_of_the_queue_and_undoing_brings_it_back(browser: Browser, own: Store) -> None:
    first, second, *_ = listed(browser.get("/").text)
    after = browser.post(f"/changes/{first}/verdict", verdict="confirm", note="与公报一致", back=f"/#c-{second}")
    assert first not in listed(after.text)
    assert "Noted on" in after.text
    assert first in listed(browser.get("/?state=confirmed").text)
    back = browser.post("/undo", back="/")
    assert listed(back.text)[0] == first
    with own.look() as unit:
        said = reviews_of(unit, [first])[first]
    assert [(one.verdict, one.by, one.note) for one in said] == [("confirm", "林", "与公报一致"), ("undone", "林", "")]


def test_two_reviewers_may_disagree_and_both_stand(desk: Desk, own: Store) -> None:
    for name in ("陈", "王"):
        user(own, name, "review")
    one, other = logged_in(desk, "陈"), logged_in(desk, "王")
    first = listed(one.get("/").text)[0]
    one.post(f"/changes/{first}/verdict", verdict="confirm")
    other.post(f"/changes/{first}/verdict", verdict="dismiss", note="转载有误")
    page = one.get(f"/changes/{first}").text
    assert "confirmed by 陈" in page
    assert "dismissed by 王" in page
    assert first in listed(one.get("/?state=disputed").text)
    assert '<span class="verdict">disputed</span>' in one.get("/?state=disputed").text
    other.post(f"/changes/{first}/verdict", verdict="undone")
    assert first not in listed(one.get("/?state=disputed").text)
    assert first in listed(one.get("/?state=confirmed").text)


def test_a_remark_judges_nothing_and_needs_words(browser: Browser) -> None:
    first = listed(browser.get("/").text)[0]
    browser.post(f"/changes/{first}/verdict", verdict="note", note="问过园区")
    assert first in listed(browser.get("/").text)
    assert "问过园区" in browser.get(f"/changes/{first}").text
    assert browser.post(f"/changes/{first}/verdict", verdict="note").status_code == 422


def test_taking_back_what_one_never_said_is_refused_in_a_sentence(browser: Browser) -> None:
    first = listed(browser.get("/").text)[0]
    answer = browser.post(f"/changes/{first}/verdict", verdict="undone")
    assert answer.status_code == 422
    assert "there is nothing to take back" in answer.text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("kind=value_changed", "value changed"),
        ("zone=德阳高新区", "德阳高新区"),
        ("q=集群", "集群"),
        ("severity=high", "high"),
        ("source=finews", "finews"),
        ("outlet=科技日报", "finews"),
        ("since=2026-03-03&until=2026-03-03", "2026-03-03"),
    ],
)
def test_a_filter_keeps_what_it_names(browser: Browser, query: str, said: str) -> None:
    every, page = listed(browser.get("/?state=all").text), browser.get(f"/?{query}").text
    assert set(listed(page)) <= set(every)
    entries = page.split('class="entry"')[1:]
    assert entries
    assert all(said in entry.casefold() for entry in entries)


def test_filters_that_find_nothing_say_so(browser: Browser) -> None:
    assert "No change matches" in browser.get("/?q=没有这样的话").text
    assert "Nothing is left to review" not in browser.get("/?kind=moved").text


def test_an_empty_filter_is_left_out_of_the_address(browser: Browser) -> None:
    assert str(browser.get("/?q=&kind=value_changed&zone=").url).endswith("/?kind=value_changed")


def test_a_change_shows_the_claim_the_text_the_interval_and_the_evidence(browser: Browser) -> None:
    first = listed(browser.get("/?kind=value_changed").text)[0]
    page = browser.get(f"/changes/{first}").text
    assert re.search(r'class="differs"><th scope="row">Value', page)
    assert "<del>13</del>" in page or "<del>13个</del>" in page
    assert "<mark>" in page
    assert "Last capture without it" in page
    assert len(re.findall(r'<code class="digest">[0-9a-f]{64}</code>', page)) == 2
    inline = browser.get(f"/changes/{first}?view=inline").text
    assert 'class="columns"' in page
    assert 'class="columns"' not in inline


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/changes/ffffffffffffffff", 404),
        ("/changes/NOT", 404),
        ("/?kind=nonsense", 422),
        ("/?source=nonsense", 422),
        ("/?state=nonsense", 422),
        ("/?since=2026-02-30", 422),
        ("/?since=yesterday", 422),
        ("/?zone=火星高新区", 404),
        ("/?after=!!!", 422),
        ("/?after=WzEsMl0", 422),
        ("/?q=" + "长" * 101, 422),
        ("/?q=%00", 422),
        ("/nowhere", 404),
    ],
)
def test_a_wrong_address_is_answered_with_a_sentence(browser: Browser, path: str, status: int) -> None:
    answer = browser.get(path)
    assert answer.status_code == status
    assert "That cannot be done" in answer.text
    assert "Traceback" not in answer.text
    assert re.search(r"<p>[A-Z][^<]+\.?</p>", answer.text)


def test_the_same_edit_on_many_pages_is_shown_once_and_judged_at_once(browser: Browser, own: Store) -> None:
    with own.unit() as unit:
        told = Change(kind="value_changed", kinds=("value_changed",), old_words="旧名", new_words="新名", severity=0.95, group="ab" * 8)
        for number, page in enumerate((1, 2, 3, 4)):
            row = unit.scalar(select(version.c.id).where(version.c.page_id == page))
            seen = Seen(page=page, from_version=row, to_version=row, seen_at=NOW, last_without=NOW, first_with=NOW)
            add_change(unit, f"00000000000000c{number}", 0, told, seen)
    page = browser.get("/").text
    leader, *others = listed(page)
    assert leader == "00000000000000c3"
    assert "the same edit on all 4 pages" in page
    assert not [one for one in others if one.startswith("00000000000000c")]
    browser.post(f"/changes/{leader}/verdict", verdict="dismiss", group="1")
    assert leader not in listed(browser.get("/").text)
    assert not [one for one in listed(browser.get("/").text) if one.startswith("00000000000000c")]
    with own.look() as unit:
        assert len(reviews_of(unit, [f"00000000000000c{number}" for number in range(4)])) == 4
    assert listed(browser.post("/undo", back="/").text)[0] == leader


def test_the_queue_goes_on_where_a_stretch_ends_and_shows_everything_once(own: Store) -> None:
    with own.look() as unit:
        every = [entry.recorded.id for entry in queue(unit, Wanted(state="all")).entries]
        place, seen = None, []
        while True:
            stretch = queue(unit, Wanted(state="all"), after=place, limit=1)
            seen += [entry.recorded.id for entry in stretch.entries]
            place = stretch.next
            if place is None:
                break
    assert seen == every
