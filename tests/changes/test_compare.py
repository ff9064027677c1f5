"""Two texts and two hand-made lists of claims give the changes that a person would name, and no others."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from db.claim import Attribution, Claim, Time
from pipeline.changes.compare import compare
from pipeline.claims.read import claims as read
from tests.changes.build import MORNING, article, claim, compared, deadline, told, value

OPENING = "云岭高新区地处青川江北岸。"
CLOSING = "园区道路两侧种满了香樟。"


def text(*middle: str) -> tuple[str, ...]:
    return (OPENING, *middle, CLOSING)


def one(sentence: str, **fields: object) -> tuple[tuple[str, ...], list[Claim]]:
    body = text(sentence)
    return body, [claim(body, sentence.rstrip("。"), **fields)]


PAIRS = {
    "a higher figure": (
        one("云岭高新区已引进项目13个。", figure=value("13个", 13)),
        one("云岭高新区已引进项目15个。", figure=value("15个", 15)),
        [("value_changed:raised",)],
    ),
    "a plan that became fact": (
        one("云岭高新区将实现产值35亿元。", figure=value("35亿元", 3500000000, unit="CNY"), modality="planned"),
        one("云岭高新区已实现产值35亿元。", figure=value("35亿元", 3500000000, unit="CNY")),
        [("modality_changed:upgraded",)],
    ),
    "a conditional value that became fact with its deadline gone": (
        one(
            "全面达产后云岭高新区到2025年将实现产值35亿元。",
            figure=value("35亿元", 35, unit="CNY"),
            modality="conditional",
            condition="全面达产后",
            time=deadline("到2025年", date(2025, 12, 31)),
        ),
        one("云岭高新区已实现产值35亿元。", figure=value("35亿元", 35, unit="CNY")),
        [("modality_changed:upgraded",)],
    ),
    "a hedge dropped": (
        one("云岭高新区已引进企业10余家。", figure=value("10余家", 10, comparator="gt", low=10, high=20)),
        one("云岭高新区已引进企业10家。", figure=value("10家", 10)),
        [("hedge_changed:strengthened",)],
    ),
    "a later deadline": (
        one("到2025年云岭高新区建成基地。", modality="target", time=deadline("到2025年", date(2025, 12, 31))),
        one("到2027年云岭高新区建成基地。", modality="target", time=deadline("到2027年", date(2027, 12, 31))),
        [("deadline_moved:later",)],
    ),
    "a deadline left out": (
        one("到2025年云岭高新区建成基地。", modality="target", time=deadline("到2025年", date(2025, 12, 31))),
        one("云岭高新区力争建成基地。", modality="target"),
        [("deadline_moved:dropped",)],
    ),
    "a denial": (one("核心技术已突破。"), one("核心技术尚未突破。", polarity="neg"), [("polarity_changed",)]),
    "another speaker": (
        one("管委会张某说，已引进项目13个。", figure=value("13个", 13), attribution=Attribution(type="official", surface="管委会张某")),
        one("管委会李某说，已引进项目13个。", figure=value("13个", 13), attribution=Attribution(type="official", surface="管委会李某")),
        [("attribution_changed",)],
    ),
    "a narrower scope": (
        one("云岭高新区已引进项目13个。", figure=value("13个", 13)),
        one("云岭高新区已引进电子项目13个。", figure=value("13个", 13), qualifiers=("电子",)),
        [("scope_changed",)],
    ),
    "another as-of day": (
        one(
            "截至3月，云岭高新区已引进项目13个。",
            figure=value("13个", 13),
            time=Time(role="asof", surface="截至3月", end=date(2022, 3, 31), basis="explicit"),
        ),
        one(
            "截至5月，云岭高新区已引进项目13个。",
            figure=value("13个", 13),
            time=Time(role="asof", surface="截至5月", end=date(2022, 5, 31), basis="explicit"),
        ),
        [("time_changed:later",)],
    ),
    "an implicit time that follows the day of publication": (
        one("云岭高新区已引进项目13个。", figure=value("13个", 13), time=Time(role="asof", end=date(2022, 5, 1), basis="implicit_pub")),
        one("云岭高新区已经引进项目13个。", figure=value("13个", 13), time=Time(role="asof", end=date(2022, 6, 1), basis="implicit_pub")),
        [("reworded",)],
    ),
    "a state told as an achievement": (
        one("云岭高新区现有项目13个。", figure=value("13个", 13), modality="state"),
        one("云岭高新区已有项目13个。", figure=value("13个", 13)),
        [("reworded",)],
    ),
    "a statement gone": (one("云岭高新区已引进项目13个。", figure=value("13个", 13)), (text(), []), [("withdrawn",)]),
    "another predicate is another statement": (
        one("云岭高新区已引进项目13个。", figure=value("13个", 13)),
        one("云岭高新区已投产项目13个。", figure=value("13个", 13), predicate="投产"),
        [("withdrawn",), ("appeared",)],
    ),
    "the same amount in another unit": (
        one("云岭高新区占地3000亩。", figure=value("3000亩", 3000, unit="mu")),
        one("云岭高新区占地200万平方米。", figure=value("200万平方米", 2000000, unit="m2")),
        [("reworded",)],
    ),
    "a vague number made precise": (
        one("云岭高新区已引进多个项目。", figure=value("多个", None, comparator="vague", low=2, high=None)),
        one("云岭高新区已引进5个项目。", figure=value("5个", 5)),
        [("value_changed:raised",)],
    ),
    "punctuation and blanks only": (
        one("云岭高新区已引进项目13个，落地快。", figure=value("13个", 13)),
        one("云岭高新区 已引进项目13个、落地快。", figure=value("13个", 13)),
        [("text_changed",)],
    ),
}


@pytest.mark.parametrize("name", PAIRS)
def test_an_edit_of_one_statement_gives_its_kind_and_nothing_else(name: str) -> None:
    (old, old_claims), (new, new_claims), expected = PAIRS[name]
    assert told(compared(old, old_claims, new, new_claims)) == expected


@pytest.mark.parametrize("name", PAIRS)
def test_a_text_compared_with_itself_has_not_changed(name: str) -> None:
    for body, claims in PAIRS[name][:2]:
        assert compared(body, claims, body, claims).changes == ()


MIRRORED = {
    "raised": "lowered",
    "later": "earlier",
    "added": "dropped",
    "upgraded": "downgraded",
    "strengthened": "weakened",
}
MIRRORED |= {after: before for before, after in MIRRORED.items()}
SWAPPED = {"appeared": "withdrawn", "withdrawn": "appeared"}


def mirrored(kind: str) -> str:
    name, _, direction = kind.partition(":")
    return SWAPPED.get(name, name) + (f":{MIRRORED[direction]}" if direction else "")


@pytest.mark.parametrize("name", PAIRS)
def test_the_way_back_gives_the_mirrored_changes(name: str) -> None:
    (old, old_claims), (new, new_claims), expected = PAIRS[name]
    back = told(compared(new, new_claims, old, old_claims))
    assert sorted(back) == sorted(tuple(map(mirrored, found)) for found in expected)


def test_claims_of_one_clause_do_not_disturb_each_other() -> None:
    old, new = text("云岭高新区已为15家企业兑付资金2亿元。"), text("云岭高新区已为18家企业兑付资金2亿元。")
    claims = [
        [
            claim(body, body[1].rstrip("。"), figure=value(number, int(number[:-1])), metric="企业"),
            claim(body, body[1].rstrip("。"), figure=value("2亿元", 200000000, unit="CNY"), metric="资金"),
        ]
        for body, number in ((old, "15家"), (new, "18家"))
    ]
    result = compared(old, claims[0], new, claims[1])
    assert told(result) == [("value_changed:raised",)]
    assert result.changes[0].before == claims[0][0] and result.changes[0].after == claims[1][0]


def test_a_claim_of_an_unchanged_sentence_cannot_change_however_it_is_read() -> None:
    kept = "云岭高新区已引进项目13个。"
    old, new = text(kept, "道路通了车。"), text(kept, "道路昨天通了车。")
    before = [claim(old, kept.rstrip("。"), figure=value("13个", 13))]
    after = [claim(new, kept.rstrip("。"), figure=value("13个", 13), predicate="落户", modality="planned")]
    assert told(compared(old, before, new, after)) == [("text_changed",)]


def test_a_repeated_statement_may_lose_one_of_its_places() -> None:
    said, again = "云岭高新区已引进项目13个。", "也就是说，项目已引进13个。"
    old, new = text(said, "天气晴好。", again), text(said, "天气晴好。")
    before = [claim(old, "项目已引进13个", figure=value("13个", 13))]
    after = [claim(new, said.rstrip("。"), figure=value("13个", 13))]
    assert told(compared(old, before, new, after)) == [("text_changed",)]


def test_a_figure_changed_in_a_mention_is_a_change_of_the_claim() -> None:
    said = "云岭高新区已引进项目13个。"
    old, new = (
        text(said, "天气晴好。", "已引进的项目达13个之多，令人振奋。"),
        text(said, "天气晴好。", "已引进的项目达15个之多，令人振奋。"),
    )
    first = claim(old, said.rstrip("。"), figure=value("13个", 13))
    mention = claim(old, "已引进的项目达13个之多")
    before = [replace(first, mentions=(mention.evidence,))]
    after = [claim(new, said.rstrip("。"), figure=value("13个", 13)), claim(new, "已引进的项目达15个之多", figure=value("15个", 15))]
    assert told(compared(old, before, new, after)) == [("value_changed:raised",)]


def test_a_moved_paragraph_moves_its_claims_and_an_insertion_does_not() -> None:
    said, fillers = "云岭高新区已引进项目13个。", ("天气晴好。", "道路宽阔。", "湖水很清。")
    old = text(said, *fillers)
    for new, expected in ((text(*fillers, said), [("moved",)]), (("新来的一段话。", *old), [("text_changed",)])):
        claims = [[claim(body, said.rstrip("。"), figure=value("13个", 13))] for body in (old, new)]
        assert told(compared(old, claims[0], new, claims[1])) == expected


def test_a_number_where_no_claim_was_read_is_noticed() -> None:
    old, new = text("工地上有吊车7台，工人忙碌。"), text("工地上有吊车9台，工人忙碌。")
    assert told(compared(old, [], new, [])) == [("number_changed:raised",)]


def test_the_same_number_written_otherwise_is_no_changed_number() -> None:
    old, new = text("工地上有吊车12台，工人忙碌。"), text("工地上有吊车十二台，工人忙碌。")
    assert told(compared(old, [], new, [])) == [("text_changed",)]


def test_statements_missing_from_a_text_that_is_mostly_gone_are_not_called_withdrawn() -> None:
    lines = [f"云岭高新区第{number}片区已引进企业{number}家。" for number in range(3, 23)]
    old, new = tuple(lines), tuple(lines[:9])
    before = [claim(old, line.rstrip("。"), subject=line[:9], figure=value(f"{n}家", n)) for n, line in enumerate(lines, 3)]
    result = compared(old, before, new, before[:9])
    assert [change.kind for change in result.changes] == ["text_changed"]
    assert "11 statements" in result.changes[0].reasons[0]


def test_the_header_is_compared_leniently() -> None:
    full = article(OPENING, title="云岭高新区发展很快，项目纷纷落地", source_line="云岭日报", published_at=MORNING)
    cut = article(OPENING, title="云岭高新区发展很快…", source_line="云岭日报；云岭发布", published_at=MORNING + timedelta(seconds=20))
    none = article(OPENING)
    for other in (cut, none):
        assert compare(full, other, old_claims=[], new_claims=[]).changes == ()
        assert compare(other, full, old_claims=[], new_claims=[]).changes == ()


def test_title_date_and_origin_are_changes_of_the_page() -> None:
    old = article(OPENING, title="云岭高新区引进3个项目", source_line="云岭日报", published_at=MORNING)
    new = article(OPENING, title="云岭高新区引进4个项目", source_line="青川晚报", published_at=MORNING + timedelta(days=1))
    result = compare(old, new, old_claims=[], new_claims=[])
    assert [change.kind for change in result.changes] == ["title_changed", "date_changed", "source_changed"]
    assert result.same_text


def test_other_line_breaks_are_told_as_edits_and_are_no_change() -> None:
    old, new = (f"{OPENING}道路很宽。", CLOSING), (OPENING, "道路很宽。", CLOSING)
    result = compared(old, [], new, [])
    assert told(result) == [] and result.same_text
    assert [edit.op.value for edit in result.edits] == ["split", "kept"]


def test_other_signs_are_the_least_of_all_changes() -> None:
    result = compared((OPENING, "道路很宽，绿树成荫。"), [], (OPENING, "道路很宽、绿树成荫！"), [])
    assert told(result) == [("text_changed",)] and result.changes[0].severity < 0.05


def test_a_notice_that_comes_or_goes_edits_no_article() -> None:
    assert compared((OPENING, CLOSING), [], (OPENING, CLOSING, "（文章来源：云岭日报）"), []).changes == ()


def test_a_low_value_statement_never_ranks_high() -> None:
    old, old_claims = one("云岭高新区打造产业新城。", tier="L", modality="target")
    result = compared(old, old_claims, text(), [])
    assert told(result) == [("withdrawn",)] and result.changes[0].severity <= 0.2


def test_a_figure_of_the_title_weighs_more() -> None:
    (old, old_claims), (new, new_claims), _ = PAIRS["a higher figure"]
    weights = [
        compare(article(*old, title=title), article(*new, title=title), old_claims=old_claims, new_claims=new_claims).changes[0].severity
        for title in ("云岭高新区一季度见闻", "云岭高新区引进项目13个")
    ]
    assert weights[0] < weights[1]


def test_a_figure_that_still_stands_is_not_called_withdrawn_because_it_is_not_read_any_more() -> None:
    (old, old_claims) = one("云岭高新区已引进项目13个。", figure=value("13个", 13))
    new = text("云岭高新区先后揽得项目13个。")
    assert told(compared(old, old_claims, new, [])) == [("reworded",)]
    assert told(compared(new, [], old, old_claims)) == [("reworded",)]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("生产总值同比增长8.9%。", "生产总值同比增长8.6%。", "8.9% became 8.6% (-0.3 points)"),
        ("综合排名全国第27位。", "综合排名全国第25位。", "第27位 became 第25位 (2 places up)"),
        ("引进项目40个。", "引进项目50个。", "40个 became 50个 (+25 %)"),
    ],
)
def test_a_step_is_told_in_what_its_figure_is_counted_in(before: str, after: str, told: str) -> None:
    old, new = text(f"云岭高新区{before}"), text(f"云岭高新区{after}")
    result = compared(old, list(read(old, doc="case", published=None)), new, list(read(new, doc="case", published=None)))
    assert told in result.changes[0].reasons


def test_a_sentence_taken_out_with_the_only_name_of_the_zone_changes_nothing_but_its_own_claims() -> None:
    before = ("内江高新区引进项目13个。", "园区实现产值35亿元，同比增长12%。", "全年完成投资8亿元。")
    sides = [(article(*body), read(body, doc="t", published=date(2024, 7, 1))) for body in (before, before[1:])]
    found = compare(sides[0][0], sides[1][0], old_claims=sides[0][1], new_claims=sides[1][1]).changes
    assert [change.kind for change in found] == ["withdrawn"]
