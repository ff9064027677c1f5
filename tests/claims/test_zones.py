"""The gazetteer finds zones under their many names, and nothing where a text only speaks of zones in general."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.claims.read import claims
from pipeline.claims.zones import ListedZone, gazetteer


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("内江高新区引进项目", [("内江高新区", "zone:CN-511000-gxq")]),
        ("四川内江国家高新技术产业开发区成立", [("四川内江国家高新技术产业开发区", "zone:CN-511000-gxq")]),
        ("自贡高新区和绵阳高新区合作", [("自贡高新区", "zone:CN-510300-gxq"), ("绵阳高新区", "zone:CN-510700-gxq")]),
        ("企业落户天府新区", [("天府新区", "zone:CN-510100-xq")]),
        ("上海自贸区临港新片区", [("上海自贸区", "zone:CN-310000-zmq"), ("临港新片区", "zone:CN-310115-zmq")]),
        ("遂宁经济技术开发区", [("遂宁经济技术开发区", "zone:CN-510900-jkq")]),
        ("錦州高新區", [("錦州高新區", "zone:CN-210700-gxq")]),
        ("鞍山保税区", [("鞍山保税区", "zone:CN-210300-zbq")]),
        ("中国（四川）自由贸易试验区", [("中国（四川）自由贸易试验区", "zone:CN-510000-zmq")]),
        ("绍兴滨海新区与滨海新区", [("绍兴滨海新区", "zone:CN-330600-xq"), ("滨海新区", "zone:CN-120116-xq")]),
        ("潍坊滨海新区", [("潍坊滨海新区", None)]),
        ("成都高新综保区和重庆西永综合保税区", [("成都高新综保区", "zone:CN-510100-zbq"), ("重庆西永综合保税区", "zone:CN-500106-zbq")]),
        ("中国（云南）自由贸易试验区昆明片区", [("中国（云南）自由贸易试验区昆明片区", "zone:CN-530100-zmq")]),
        ("湖南自贸试验区岳阳片区和郴州片区", [("湖南自贸试验区岳阳片区", "zone:CN-430600-zmq"), ("郴州片区", "zone:CN-431000-zmq")]),
        ("天津滨海高新区与潍坊高新区", [("天津滨海高新区", "zone:CN-120000-gxq"), ("潍坊高新区", "zone:CN-370700-gxq")]),
        ("西宁（国家级）经济技术开发区", [("西宁（国家级）经济技术开发区", "zone:CN-630100-jkq")]),
        ("深圳（哈尔滨）产业园区", [("深圳（哈尔滨）产业园区", None)]),
        ("烟台黄渤海新区与沧州渤海新区", [("烟台黄渤海新区", "zone:CN-370600-xq"), ("沧州渤海新区", "zone:CN-130900-xq")]),
        ("推动新区发展", []),
        ("国家高新区名单", []),
        ("该高新区现有企业300家", []),
    ],
)
def test_a_text_names_these_zones(text: str, wanted: list[tuple[str, str | None]]) -> None:
    found = gazetteer().mentions(text)
    assert [(mention.surface, mention.id) for mention in found] == wanted
    assert all(text[mention.start : mention.end] == mention.surface for mention in found)


def test_every_identity_has_six_digits_and_a_known_kind() -> None:
    for zone in gazetteer().zones:
        head, code, kind = zone.id.split("-")[:3]
        assert (head, len(code), code.isdigit()) == ("zone:CN", 6, True)
        assert kind == zone.kind
        assert zone.name in zone.names


def test_a_name_belongs_to_one_identity() -> None:
    owners: dict[str, set[str]] = {}
    for zone in gazetteer().zones:
        for name in zone.names:
            owners.setdefault(name, set()).add(zone.id)
    assert {name: ids for name, ids in owners.items() if len(ids) > 1} == {}


def test_a_zone_of_the_user_is_found_beside_the_listed_ones() -> None:
    own = ListedZone(id="zone:CN-511000-xq", name="内江新城", names=("内江新城",), kind="xq", code="511000", province="四川", place="内江")
    found = claims(["内江新城引进项目13个。"], doc="own", published=date(2022, 5, 25), gazetteer=gazetteer().with_zones((own,)))
    assert found[0].zone is not None
    assert found[0].zone.id == "zone:CN-511000-xq"


def test_a_partner_is_no_zone_of_the_claim() -> None:
    found = claims(["内江高新区与成都高新区合作，从成都高新区引进专家11名。"], doc="partner", published=date(2022, 5, 25))
    counted = next(claim for claim in found if claim.value)
    assert counted.zone is not None
    assert counted.zone.id == "zone:CN-511000-gxq"
    assert counted.counterparty == "成都高新区"


def test_a_bare_word_is_the_zone_in_focus_or_none() -> None:
    named = claims(["内江高新区成立于2014年。", "高新区现有企业300家。"], doc="bare", published=date(2022, 5, 25))
    assert {claim.zone and claim.zone.id for claim in named if claim.value} == {"zone:CN-511000-gxq"}
    alone = claims(["高新区现有企业300家。"], doc="bare", published=date(2022, 5, 25))
    assert [claim.zone for claim in alone] == [None]


def test_a_title_names_the_zone_of_a_text_that_names_none() -> None:
    def zones(body: str, title: str) -> set[str | None]:
        found = claims([body], doc="titled", published=date(2022, 5, 25), title=title)
        return {claim.zone and claim.zone.id for claim in found if claim.value}

    bare = "高新区现有企业300家，全市税收35亿元。"
    assert zones(bare, "内江高新区招商引资再传捷报") == {"zone:CN-511000-gxq"}
    assert zones(bare, "内江高新区与成都高新区签约") == {None}, "a title of two zones says nothing of which"
    assert zones("成都高新区现有企业300家。", "内江高新区学成都") == {"zone:CN-510100-gxq"}, "the text itself comes first"


@pytest.mark.parametrize("named", ["宜宾三江新区", "成都东部新区", "杭州钱塘新区", "合肥新站高新区"])
def test_a_city_and_a_name_of_its_own_make_a_zone_that_no_list_holds(named: str) -> None:
    assert [mention.surface for mention in gazetteer().mentions(f"记者在{named}获悉")] == [named]


@pytest.mark.parametrize("text", ["成都建设国家高新区", "四川加快高新区发展", "成都全市经开区", "两省多个经开区"])
def test_what_is_done_to_zones_is_no_name_of_one(text: str) -> None:
    assert not gazetteer().mentions(text)
