"""What must hold for any two versions, with claims read by a toy reader that is the same for both."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from db.claim import Claim
from pipeline.changes.alignment import align
from pipeline.changes.compare import FOUND_AGAIN, LOST_AT_MOST, Comparison, compare
from pipeline.changes.kinds import ORDER, PAGE_KINDS, primary
from pipeline.diff.paragraphs import edits
from tests.changes.build import article, claim, value
from tests.changes.test_compare import mirrored

STATED = re.compile(r"(云岭高新区|白沙园区)?(已|将)(引进|投产)(电子|装备)?(项目|企业)(\d+)(余?)(个|家)")

sentence = st.builds(
    "{}{}{}{}{}{}{}。".format,
    st.sampled_from(("云岭高新区", "白沙园区", "")),
    st.sampled_from(("已", "将")),
    st.sampled_from(("引进", "投产")),
    st.sampled_from(("电子", "装备", "")),
    st.sampled_from(("项目", "企业")),
    st.integers(3, 20),
    st.sampled_from(("个", "余个")),
) | st.sampled_from(("湖水很清。", "道路宽阔，绿树成荫。", "工地上有吊车7台。", "工地上有吊车9台。"))
body = st.lists(st.lists(sentence, min_size=1, max_size=3).map("".join), max_size=5)


@st.composite
def versions(draw: st.DrawFn) -> tuple[list[str], list[str]]:
    """A body and what a few edits of its sentences made of it."""
    old = draw(body)
    new = [re.findall("[^。]+。", paragraph) for paragraph in old]
    for _ in range(draw(st.integers(0, 3))):
        if new and draw(st.booleans()):
            paragraph = new[draw(st.integers(0, len(new) - 1))]
            at = draw(st.integers(0, len(paragraph)))
            paragraph[at : at + draw(st.integers(0, 1))] = [draw(sentence)] if draw(st.booleans()) else []
        elif new:
            new.insert(draw(st.integers(0, len(new) - 1)), new.pop(draw(st.integers(0, len(new) - 1))))
    return old, ["".join(paragraph) for paragraph in new if paragraph]


def read(paragraphs: Sequence[str]) -> list[Claim]:
    """Every sentence of the form above as one claim."""
    whole = "\n".join(paragraphs)
    return [
        claim(
            paragraphs,
            found.group(),
            after=found.start(),
            subject=found.group(1) or "云岭高新区",
            modality="achieved" if found.group(2) == "已" else "planned",
            predicate=found.group(3),
            qualifiers=(found.group(4),) if found.group(4) else (),
            metric=found.group(5),
            figure=value(
                "".join(found.group(6, 7, 8)),
                int(found.group(6)),
                comparator="gt" if found.group(7) else "eq",
                high=int(found.group(6)) + (10 if found.group(7) else 0),
            ),
        )
        for found in STATED.finditer(whole)
    ]


def compared(old: Sequence[str], new: Sequence[str]) -> Comparison:
    return compare(article(*old), article(*new), old_claims=read(old), new_claims=read(new))


@given(body)
def test_nothing_changes_between_a_text_and_itself(paragraphs: list[str]) -> None:
    result = compared(paragraphs, paragraphs)
    assert result.changes == () and result.same_text


@given(versions())
@settings(max_examples=200)
def test_the_way_back_is_the_mirror(pair: tuple[list[str], list[str]]) -> None:
    old, new = pair
    there, back = align(old, new, edits(old, new)), align(new, old, edits(new, old))
    if not all(one.old_share >= FOUND_AGAIN or one.old_lost <= LOST_AT_MOST for one in (there, back)):
        return
    forth = [(tuple(map(mirrored, change.kinds)), change.after, change.before) for change in compared(old, new).changes]
    home = [(change.kinds, change.before, change.after) for change in compared(new, old).changes]
    assert sorted(map(repr, forth)) == sorted(map(repr, home))


@given(versions())
def test_changes_are_ranked_and_of_known_kinds(pair: tuple[list[str], list[str]]) -> None:
    changes = compared(*pair).changes
    assert [change.severity for change in changes] == sorted((change.severity for change in changes), reverse=True)
    for change in changes:
        assert change.kind in (*ORDER, *PAGE_KINDS, "number_changed") and change.kind == primary(change.kinds[0])
        assert 0 <= change.severity <= 1 and change.reasons
        ranks = [ORDER.index(primary(kind)) for kind in change.kinds if primary(kind) in ORDER]
        assert ranks == sorted(ranks)


@given(versions())
def test_a_changed_text_is_never_passed_over(pair: tuple[list[str], list[str]]) -> None:
    result = compared(*pair)
    assert result.same_text or result.changes


@given(versions())
def test_a_claim_stands_in_at_most_one_change_of_either_side(pair: tuple[list[str], list[str]]) -> None:
    changes = compared(*pair).changes
    for side in ([change.before for change in changes], [change.after for change in changes]):
        ids = [one.id for one in side if one]
        assert len(ids) == len(set(ids))
