"""Common items are found in order on both sides, whatever repeats."""

from __future__ import annotations

import itertools
import time
from difflib import SequenceMatcher

from hypothesis import given
from hypothesis import strategies as st

from pipeline.diff import anchors as module
from pipeline.diff.anchors import anchors, gaps
from pipeline.diff.likeness import shape
from pipeline.diff.sentences import sentences
from pipeline.diff.splits import divisions

items = st.text("abcdef", max_size=30)


@given(items, items)
def test_anchors_are_equal_and_rise_on_both_sides(old: str, new: str) -> None:
    pairs = anchors(old, new)
    assert all(old[i] == new[j] for i, j in pairs)
    assert all(a < c and b < d for (a, b), (c, d) in itertools.pairwise(pairs))


@given(items, items)
def test_anchors_and_gaps_cover_both_sides(old: str, new: str) -> None:
    pairs = anchors(old, new)
    between = list(gaps(pairs, len(old), len(new)))
    assert sorted([i for i, _ in pairs] + [i for left, _ in between for i in left]) == list(range(len(old)))
    assert sorted([j for _, j in pairs] + [j for _, right in between for j in right]) == list(range(len(new)))


@given(st.permutations("abcdefgh"))
def test_of_items_that_occur_once_the_longest_chain_is_kept(new: list[str]) -> None:
    found = len(anchors("abcdefgh", new))
    assert found >= sum(block.size for block in SequenceMatcher(None, "abcdefgh", new, autojunk=False).get_matching_blocks())


def test_the_coarser_mode_still_keeps_what_is_in_order() -> None:
    old = [*"甲乙" * module.LARGEST_GAP]
    new = ["丙", *old[:1500], "丁", *old[1500:], "丙"]
    begun = time.process_time()
    assert len(anchors(old, new)) == len(old)
    assert time.process_time() - begun < 1


def test_sentences_know_where_they_stand() -> None:
    paragraphs = ("园区已引进项目13个；落地10个。“真快！”他说。", "路修好了")
    body = "\n".join(paragraphs)
    found = sentences(paragraphs)
    assert [sentence.text for sentence in found] == ["园区已引进项目13个；", "落地10个。", "“真快！”", "他说。", "路修好了"]
    assert all(body[sentence.start : sentence.end] == sentence.text for sentence in found)
    assert [sentence.paragraph for sentence in found] == [0, 0, 0, 0, 1]


def test_sentences_of_hostile_text_are_cut_in_linear_time() -> None:
    for unit in ("。", "”", "。”", "a", "…", "；"):
        begun = time.process_time()
        sentences((unit * 100_000,))
        assert time.process_time() - begun < 3  # a quadratic cut takes minutes


def test_a_text_and_its_near_copies_are_no_split() -> None:
    line = shape("已引进电子信息项目13个，落地10个，投产6个")
    assert divisions([(0, 0), (0, 1)], {0: line}, {0: line, 1: line}, lambda _whole, _part: len(line)) == []
