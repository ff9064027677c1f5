"""Every paragraph stands in exactly one edit, and the edit is the one a person would name."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest
from hypothesis import given

from db.records import Edit, Op
from pipeline.canonical import canonical
from pipeline.diff.paragraphs import edits
from tests.diff.strategies import versions

A = "云岭高新区地处青川江北岸，规划面积三十平方公里，是全省最早的高新区之一。"
B = "截至去年底，园区已引进电子信息项目13个，落地10个，投产6个。"
C = "管委会相关负责人说，项目审批平均用时1.5天。园区还设有服务专员，随时解答企业的疑问。"
D = "未来，园区将建设三个产业基地，力争到2025年总产值突破百亿元。"
E = "周末的湖边公园游人不少，孩子们放着风筝。"


def ops(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, tuple[int, ...], tuple[int, ...]]]:
    return [(edit.op.value, edit.old, edit.new) for edit in edits(old, new) if edit.op is not Op.KEPT]


FIRST, SECOND = C[: C.index("。") + 1], C[C.index("。") + 1 :]
CASES = {
    "nothing": ([A, B, C], [A, B, C], []),
    "blanks and widths": ([A, B], [A.replace("，", ", "), " " + B.replace("13", "１３")], []),
    "a figure": ([A, B, C], [A, B.replace("13个", "15个"), C], [("changed", (1,), (1,))]),
    "an addition": ([A, B], [A, E, B], [("added", (), (1,))]),
    "a removal": ([A, E, B], [A, B], [("removed", (1,), ())]),
    "a replacement": ([A, E, B], [A, D, B], [("removed", (1,), ()), ("added", (), (1,))]),
    "a move": ([A, B, C, D], [B, C, D, A], [("moved", (0,), (3,))]),
    "an insertion above is no move": ([A, B, C], [E, A, B, C], [("added", (), (0,))]),
    "a split": ([A, C, D], [A, FIRST, SECOND, D], [("split", (1,), (1, 2))]),
    "a merge": ([A, FIRST, SECOND, D], [A, C, D], [("merged", (1, 2), (1,))]),
    "a split with an edit": ([A, C], [A, FIRST.replace("1.5", "2.5"), SECOND], [("split", (1,), (1, 2))]),
    "a text extended to twice its length": ([A, B], [A, B + D], [("changed", (1,), (1,))]),
    "a text moved and changed": ([A, B, C, D], [B.replace("13", "15"), A, C, D], [("changed", (1,), (0,))]),
    "repeated headings": (["一、", A, "一、", B], ["一、", A, "一、", E, "一、", B], [("added", (), (2,)), ("added", (), (3,))]),
    "from nothing": ([], [A], [("added", (), (0,))]),
    "to nothing": ([A], [], [("removed", (0,), ())]),
}


@pytest.mark.parametrize("name", CASES)
def test_an_edit_is_named_for_what_happened(name: str) -> None:
    old, new, expected = CASES[name]
    if name == "repeated headings":
        assert [op for op, _, _ in ops(old, new)] == ["added", "added"]
    else:
        assert ops(old, new) == expected


@given(versions())
def test_every_paragraph_stands_in_exactly_one_edit(pair: tuple[list[str], list[str]]) -> None:
    old, new = pair
    found = edits(old, new)
    assert sorted(i for edit in found for i in edit.old) == list(range(len(old)))
    assert sorted(j for edit in found for j in edit.new) == list(range(len(new)))


@given(versions())
def test_kept_and_moved_paragraphs_are_equal_and_others_carry_their_tokens(pair: tuple[list[str], list[str]]) -> None:
    old, new = pair
    for edit in edits(old, new):
        before, after = "\n".join(old[i] for i in edit.old), "\n".join(new[j] for j in edit.new)
        if edit.op in (Op.KEPT, Op.MOVED):
            assert canonical(before) == canonical(after) and not edit.tokens
        elif edit.op in (Op.CHANGED, Op.SPLIT, Op.MERGED):
            assert "".join(text for sign, text in edit.tokens if sign != "+") == before
            assert "".join(text for sign, text in edit.tokens if sign != "-") == after


@given(versions())
def test_a_paragraph_kept_in_order_is_never_called_moved(pair: tuple[list[str], list[str]]) -> None:
    old, new = pair
    places = [(edit.old[0], edit.new[0]) for edit in edits(old, new) if edit.op is Op.KEPT]
    assert sorted(places) == sorted(places, key=lambda place: place[1])


def mirror(edit: Edit) -> tuple[str, tuple[int, ...], tuple[int, ...]]:
    names = {"added": "removed", "removed": "added", "split": "merged", "merged": "split"}
    return names.get(edit.op.value, edit.op.value), edit.new, edit.old


@given(versions())
def test_the_way_back_is_the_mirror(pair: tuple[list[str], list[str]]) -> None:
    old, new = pair
    assert sorted(map(mirror, edits(new, old))) == sorted((edit.op.value, edit.old, edit.new) for edit in edits(old, new))


@given(versions())
def test_the_same_pair_always_gives_the_same_edits(pair: tuple[list[str], list[str]]) -> None:
    assert edits(*pair) == edits(*pair)


LARGE = {
    "identical": (["甲"] * 20_000, ["甲"] * 19_990),
    "identical with one more in front": (["甲"] * 20_000, ["乙", *["甲"] * 20_000]),
    "alternating": (["甲", "乙"] * 10_000, ["乙", "甲"] * 10_000),
    "reversed": ([str(k) for k in range(20_000)], [str(k) for k in range(19_999, -1, -1)]),
    "no two alike": ([f"甲{k}" for k in range(20_000)], [f"乙{k}" for k in range(20_000)]),
    "one megabyte, every third paragraph edited": (
        [f"第{k}园区已引进企业{k}家，{B}{A}" for k in range(3_500)],
        [f"第{k}园区已引进企业{k + (k % 3 == 0)}家，{B}{A}" for k in range(3_500)],
    ),
    "one endless paragraph": (["园区引进项目13个，" * 35_000], ["园区引进项目15个，" * 35_000]),
}


@pytest.mark.parametrize("name", LARGE)
def test_large_and_hostile_pairs_are_done_in_time(name: str) -> None:
    begun = time.process_time()
    found = edits(*LARGE[name])
    assert time.process_time() - begun < (2 if "identical" in name else 4)
    assert sum(len(edit.old) for edit in found) == len(LARGE[name][0])
