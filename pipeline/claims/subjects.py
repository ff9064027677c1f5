"""Who a claim is about: a park, a firm, a project, a road or a trade that does it, else the zone.

A name is no doer for standing before a verb: it may be an example of a list, the object of another verb, a place or a means.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache

from db.claim import Subject
from pipeline.claims.body import Clause, Quote
from pipeline.claims.focus import EVERY, Focus, left_out
from pipeline.claims.quantities import Quantity
from pipeline.claims.regions import region_of
from pipeline.claims.rows import within
from pipeline.claims.scene import Scene

_PART = re.compile(
    r"(?P<park>[一-鿿]{2,10}(?:(?:产业|工业|科技|孵化|示范|创业)园区?|园区|片区))"
    r"|(?P<firm>[一-鿿()]{2,20}?(?:有限公司|股份公司|集团|公司))"
    r"|(?P<project>[一-鿿()·]{4,28}?项目(?!建设|负责|总|引))"
    r"|(?P<road>[一-鿿]{2,6}(?:大道|路|巷|大桥|隧道)(?=已|全|正|将|实|完|具|达|建|主|竣|贯|通))"
)
_ANY_PROJECT = re.compile(
    r"以上|以下|亿元|万元|亿级|重点|重大|投资项目$|本次|此次|的项目$"
    r"|^(?:产业|工业|建设|新建|在建|续建|签约|储备|技改|招商|开工|竣工|落户|优质|各类)*项目$"
)
_ANY_PARK = re.compile(
    r"(?:这些|各类?|首批|第[一二三四五六七八九十]批|全部|所有|多个|一批|本市|全市|全省|特色|重点|专业|现代|国家级?|省级|市级|产业|工业|科技|示范)+(?:园区?|片区)$"
)
"""第二批特色园区: a kind of park, and no park."""
_COSTS = re.compile(r"总投资(?:额|总额)?$")
_COSTLY = re.compile(r"的(?!\d)(?P<name>[^,。;:、的]{3,40}?(?:项目|基地|产业园|生产线|工程))(?=[,。;:、和及以等\n已将于正也]|建设|$)")
_PART_HEAD = re.compile(r"园|片区|公司|集团|项目|路|巷|大桥|隧道|大道")
_MEANS = re.compile(
    r"以(?!色列|上|下|内|外|来|及|后|前|往|便)[^,。;]{2,40}?(?:为|作为)(?=[^,。;])"
    r"|(?:依托|围绕|依靠|立足|凭借|借助|对标|紧扣|用好|发挥|借力)[^,。;]{2,40}"
)
"""What somebody does something by or for, who is no doer himself: 以白马园区为主阵地, 依托永兴园区."""
_GROUP = re.compile(
    r"(?:其中|全[区市县省]|园区|辖区|区内|我[区市]|[的,])*(?P<group>(?![一-鿿]*(?:[的和与及将由在]|园区))[一-鿿]{1,12}(?:产业|行业|企业|[发售宿饮造务筑融流输件贸储产]业))"
    r"(?:共|累计|已|预计|分别|合计|总计|共计)*(?:实现|完成|贡献|创造|缴纳|上缴)"
)
"""The firms or the trade that a sum is of: 电子信息产业实现产值142.6亿元, 规上工业企业实现利润20亿元."""
_LISTED = re.compile(r"(?:[、和及与][^,。;:]{1,40}?)?等(?!级)|(?:建设|发展|开发)(?=[,。;、\n]|$)")
"""A name in a list closed by 等 is an example, and 推动X园区建设 tells what is furthered."""
_ALL_ZONES = re.compile(
    r"[, ]?(?:全国|(?:[东中西]{1,2}|东北)部?地区)?(?P<zones>(?:我国|中国|\d+[家个]|[一二三四五六七八九十百]+[家个])?的?国家级?"
    r"(?:高新区|高新技术产业开发区|经开区|经济技术开发区|新区)"
    r"|\d+[家个](?:国家级)?自贸(?:试验)?区"
    r"|(?:(?:全|我|[一-鿿]{2,3})[省市](?:\d+[家个])?(?:国家级?|省级)?|(?:\d+[家个])?省级)"
    r"(?:高新区|经开区|高新技术产业开发区|经济技术开发区|开发区))"
)
"""All zones of the country, of a province or of a rank, behind the time that a sentence begins with."""
_BEHIND = re.compile(r"其中,?|而")
_THIS_ZONE = re.compile(r"(?:全|该|我|本|区内|园)区")
_FURTHER = re.compile(r"同时|此外|另外|其中")
"""A paragraph that begins so speaks of what the one before it speaks of."""
_GOES_ON = re.compile(r"(?:同比|环比|较|比|按可比|增[长幅速]|下降|占|增加|减少)")
FARTHEST = 8
"""Sentences in which what a paragraph is about is sought: one more would make a text of one long paragraph slow."""

_NUMBER = re.compile(r"(?:(?<![\d.])\d[\d.]*)?$")
"""1.2万吨碳纤维项目 is named with its number."""
_SHORTEST = 3
"""园区 alone names no park."""
_TYPES = {"park": "park", "firm": "enterprise", "project": "project", "road": "infrastructure"}
_LEAD = re.compile(r"^.*(?:在|走进|位于|旗下|以及|其中|来到|为|由|的|和|与|暨|对|从|到|,)(?=.{3})")


def subject_of(scene: Scene, clause: Clause, end: int, found: Focus) -> Subject:
    """Who the claim is about: a park, firm, project or road named before its verb in the sentence, else a trade, else the zone."""
    if (part := _part(scene, clause, end)) is not None:
        return part
    if (every := _every_zone(scene, clause)) is not None:
        return Subject(canon=every, type="group", link=f"{EVERY}{every}")
    if (region := region_of(scene, clause, end, found)) is not None:
        return region
    if (group := _group(scene, clause, end)) is not None:
        return Subject(canon=group, type="group", link=f"group:{group}")
    mention = found.last_before(end)
    return _zone_itself(mention.surface, mention.id) if mention is not None else _zone_itself("", None)


def costing(scene: Scene, clause: Clause, quantity: Quantity) -> Subject | None:
    """The project that an amount is the cost of, in 总投资60亿元的乙机电基地项目; None where none is named so."""
    found = _COSTS.search(scene.text, max(clause.start, quantity.start - 6), quantity.start)
    named = _COSTLY.match(scene.text, quantity.end, clause.end) if found and quantity.kind == "money" else None
    if named is None or _ANY_PROJECT.search(named["name"]):
        return None
    return Subject(canon=named["name"], type="project", link=f"ent:{named['name']}")


def _part(scene: Scene, clause: Clause, end: int) -> Subject | None:
    """The last of a zone's parts that may be the doer, in the clause or else in what of its sentence stands before."""
    opening = scene.body.clauses_of[clause.sentence][0].start
    for start in dict.fromkeys((clause.start, max(opening, clause.start - 80))):
        until = max(start, end)
        if start != clause.start and within(scene.zones, clause.start, until):
            return None  # A zone named since is nearer.
        if not _PART_HEAD.search(scene.text, start, until):
            continue
        means = [one.span() for one in _MEANS.finditer(scene.text, start, until)]
        parts = [one for one in _PART.finditer(scene.text, start, until) if _is_doer(scene, clause, one.span(), means)]
        name = _LEAD.sub("", _named(scene, *parts[-1].span())) if parts else ""
        kind = parts[-1].lastgroup if parts else None
        if (
            kind is None
            or len(name) < _SHORTEST
            or (kind == "project" and _ANY_PROJECT.search(name))
            or (kind == "park" and _ANY_PARK.match(name))
        ):
            continue
        if kind != "park" or not scene.zones or not name.endswith(("高新区", "经开区")):
            return Subject(canon=name, type=_TYPES[kind], link=f"ent:{name}")
    return None


def _is_doer(scene: Scene, clause: Clause, name: tuple[int, int], means: list[tuple[int, int]]) -> bool:
    """Whether a name is one, is nobody's means, and stands where a doer may stand."""
    return _is_name(scene, *name) and not _beside(name, means) and _acts(scene, clause, name)


def _acts(scene: Scene, clause: Clause, name: tuple[int, int]) -> bool:
    """Whether the name may be a doer by where it stands: not in a list closed by 等, behind a verb, or as the place of something else."""
    quoted = any(quote.start < name[0] - 1 and name[1] < quote.end for quote in _names_around(scene, name[0]))
    if quoted or "占" in scene.text[slice(*name)] or _LISTED.match(scene.text, name[1]):
        return False
    own = scene.body.clauses[max(0, bisect_right(scene.body.clause_starts, name[0]) - 1)]
    if any(not verb.nominal and "的" not in scene.text[verb.end : name[0]] for verb in within(scene.verbs, own.start, name[0])):
        return False
    if _open_bracket(scene.text, own.start, name[0]):
        return False
    place = scene.text.endswith(("在", "于"), own.start, name[0])
    return not (place and own.number != clause.number and name[1] < own.end - 2)


def _open_bracket(text: str, start: int, end: int) -> bool:
    """Whether a bracket opens in the stretch and is still open at its end: 进出口总额(含双流园区)."""
    opened = text.rfind("(", start, end)
    return opened >= 0 and text.find(")", opened, end) < 0


def _names_around(scene: Scene, at: int) -> list[Quote]:
    return [quote for quote in scene.body.quotes if not quote.utterance and quote.start < at < quote.end]


def _every_zone(scene: Scene, clause: Clause) -> str | None:
    """All zones of the country, when a sentence, or one before it in the paragraph, begins with them and no zone is named since."""
    paragraph = clause.paragraph
    for number in range(clause.sentence, max(-1, clause.sentence - FARTHEST), -1):
        sentence = [one for one in scene.body.clauses_of[number] if one.number <= clause.number]
        opening, stop = sentence[0], clause.end if number == clause.sentence else sentence[-1].end
        if opening.paragraph < paragraph:
            return None
        if scene.text.find("区", opening.start, stop) >= 0:
            if not all(left_out(scene.text, zone) for zone in within(scene.zones, opening.start, stop)):
                return None
            for one in (*reversed(sentence[-FARTHEST:]), opening):
                if found := _ALL_ZONES.match(scene.text, _behind_time(scene, one.start)):
                    return found["zones"]
            if _THIS_ZONE.match(scene.text, opening.start):
                return None
        if opening.opens_paragraph and _FURTHER.match(scene.text, opening.start):
            paragraph -= 1
    return None


def _behind_time(scene: Scene, start: int) -> int:
    """Where a clause goes on behind 其中 and the time it begins with."""
    if lead := _BEHIND.match(scene.text, start):
        start = lead.end()
    return max((words.end for words in within(scene.times, start, start + 3)), default=start)


def _group(scene: Scene, clause: Clause, end: int) -> str | None:
    """The trade or the firms that the sum of the clause, or the growth of the sum of the clause before, is of; None where it names none."""
    if _GOES_ON.match(scene.text, clause.start) and clause.after == "," and clause.number:
        clause = scene.body.clauses[clause.number - 1]
        end = clause.end
    begins = [zone.end for zone in within(scene.zones, clause.start, end)] + [words.end for words in within(scene.times, clause.start, end)]
    found = _GROUP.match(scene.text, max(begins, default=clause.start), max(end, clause.start))
    return found["group"] if found else None


def _named(scene: Scene, start: int, end: int) -> str:
    """The name without half a word, a verb or an opened bracket before it: 拉动园区 names no park, 开工建|设东西部产业园 begins with 东."""
    if _open_bracket(scene.text, start, end):
        return ""
    zones = within(scene.zones, start, end)
    for quantity in within(scene.quantities, start - 12, start + 1):
        if quantity.end > start and quantity.kind == "classifier":
            return ""  # 5个专项债园区 are counted, and none of them named.
        start = max(start, quantity.end)
    start = _NUMBER.search(scene.text, max(0, start - 8), start).start()  # type: ignore[union-attr]
    for word in within(scene.words, start - 8, end):
        if word.end <= start:
            continue
        if word.start < start and len(word.text) <= 4 and word.tag in ("v", "vn", "d", "p"):
            start = word.end
        elif word.start < start and word.tag[0] == "n" and len(word.text) <= 4:
            start = word.start
        elif word.tag in ("v", "p", "d") and word.end < end and (word.start == start or any(zone.end == word.start for zone in zones)):
            start = word.end
        elif word.start >= max([start, *(zone.end for zone in zones)]):
            break
    return scene.text[start:end]


def _beside(name: tuple[int, int], spans: list[tuple[int, int]]) -> bool:
    return any(start < name[1] and name[0] < end for start, end in spans)


def _is_name(scene: Scene, start: int, end: int) -> bool:
    """No verb, quantity or date inside the name, nor is it a zone's: 新成立物流发展有限公司 is an object, not a doer."""
    verbs, counted, times = within(scene.verbs, start, end), within(scene.quantities, start, end), within(scene.times, start - 8, end)
    named = any(zone.start < end <= zone.end for zone in within(scene.zones, start - 30, end))
    return not (verbs or counted or times or named)


@lru_cache(maxsize=1024)
def _zone_itself(surface: str, name: str | None) -> Subject:
    return Subject(canon=surface, type="zone", link=name)
