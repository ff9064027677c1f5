"""Passages show what was touched and a little around it, lose no word of it, and say what they leave out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.records import Change, Edit, Op
from pipeline.report.passages import Passage, paragraph_of, passages
from tests.report import samples


def kept(count: int) -> tuple[Edit, ...]:
    """So many paragraphs unchanged."""
    return tuple(Edit(op=Op.KEPT, old=(number,), new=(number,)) for number in range(count))


def shown(count: int, touched: int, context: int) -> list[str | int]:
    """Operations and numbers left out, when one paragraph of so many changed."""
    body = tuple(f"第{number}段" for number in range(count))
    edits = [*kept(count)]
    edits[touched] = Edit(op=Op.CHANGED, old=(touched,), new=(touched,), tokens=(("-", "甲"), ("+", "乙")))
    return [passage.skipped or passage.op for passage in passages(edits, body, body, context=context)]


@pytest.mark.parametrize(
    ("count", "touched", "context", "said"),
    [
        (9, 4, 1, [3, "kept", "changed", "kept", 3]),
        (9, 4, 0, [4, "changed", 4]),
        (9, 4, 2, [2, "kept", "kept", "changed", "kept", "kept", 2]),
        (5, 2, 1, ["kept", "kept", "changed", "kept", "kept"]),
        (3, 0, 1, ["changed", "kept", "kept"]),
        (1, 0, 1, ["changed"]),
    ],
)
def test_context_is_shown_and_the_rest_counted(count: int, touched: int, context: int, said: list[str | int]) -> None:
    assert shown(count, touched, context) == said


@given(st.lists(st.booleans(), max_size=40), st.integers(0, 3))
def test_every_paragraph_is_shown_or_counted_and_every_touched_one_is_shown(changed: list[bool], context: int) -> None:
    body = tuple(str(number) for number in range(len(changed)))
    edits = [Edit(op=Op.CHANGED if each else Op.KEPT, old=(number,), new=(number,)) for number, each in enumerate(changed)]
    found = passages(edits, body, body, context=context)
    assert sum(passage.skipped or 1 for passage in found) == len(changed)
    assert sum(passage.op == "changed" for passage in found) == sum(changed)


def test_texts_without_a_difference_are_one_line() -> None:
    assert passages(kept(4), ("文",) * 4, ("文",) * 4) == (Passage(op="skipped", skipped=4),)


def test_no_edits_give_no_passages() -> None:
    assert passages((), (), ()) == ()


def test_an_edit_without_tokens_shows_the_whole_of_both_sides() -> None:
    (found,) = passages((Edit(op=Op.CHANGED, old=(0,), new=(0,)),), ("旧文",), ("新文",))
    assert found.tokens == (("-", "旧文"), ("+", "新文"))


def test_a_moved_paragraph_says_whence_and_whither() -> None:
    (found,) = passages((Edit(op=Op.MOVED, old=(0,), new=(2,)),), ("文",), ("", "", "文"))
    assert (found.place, found.tokens) == ("¶ 1 → ¶ 3", (("=", "文"),))


def test_a_paragraph_break_that_went_is_drawn_and_one_that_came_breaks_the_line() -> None:
    merged, split = passages(
        (
            Edit(op=Op.MERGED, old=(0, 1), new=(0,), tokens=(("=", "甲"), ("-", "\n"), ("=", "乙"))),
            Edit(op=Op.SPLIT, old=(2,), new=(1, 2), tokens=(("=", "甲"), ("+", "\n丙"))),
        ),
        ("甲", "乙", "甲"),
        ("甲乙", "甲", "丙"),
    )
    assert merged.tokens == (("=", "甲"), ("-", "¶"), ("=", "乙"))
    assert split.tokens == (("=", "甲"), ("+", "¶"), ("=", "\n"), ("+", "丙"))


def test_a_blank_that_came_can_be_seen() -> None:
    (found,) = passages(
        (Edit(op=Op.CHANGED, old=(0,), new=(0,), tokens=(("=", "甲"), ("+", " \u3000"), ("=", "乙"))),), ("甲乙",), ("甲 \u3000乙",)
    )
    assert found.tokens[1] == ("+", "␣␣")


def test_the_passage_that_holds_the_claim_is_marked() -> None:
    found = passages(samples.EDITS, samples.OLD_BODY, samples.NEW_BODY, change=samples.POSTPONED.change)
    assert [passage.place for passage in found if passage.concerned] == ["¶ 3"]


def test_an_untouched_passage_that_holds_the_claim_is_shown_too() -> None:
    body = tuple(f"{number}句" for number in range(9))
    found = passages(kept(9), body, body, change=Change(kind="number_changed", kinds=(), old_words="4句", new_words="4句"))
    assert [passage.skipped or passage.place for passage in found] == [3, "¶ 4", "¶ 5", "¶ 6", 3]
    assert found[2].concerned


def test_evidence_is_found_by_its_place_and_only_where_its_words_stand() -> None:
    assert paragraph_of(samples.MANY, samples.OLD_BODY) == 1
    assert paragraph_of(samples.SEPTEMBER, samples.NEW_BODY) == 2
    assert paragraph_of(samples.MANY, ("别的文章",) * 30) is None
    assert paragraph_of(samples.MANY, ()) is None
