"""Which zone a claim is about, who else takes part, and who says it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache

from db.claim import Attribution, Subject, Zone
from pipeline.claims.body import Clause, Quote
from pipeline.claims.lexicon_files import Hit, lexicon
from pipeline.claims.rows import Row, row, within
from pipeline.claims.scene import Scene
from pipeline.claims.zones import ZoneMention

_PARTNER = re.compile(r"(?:与|和|跟|同|联合|牵手|携手|借力|来自|从|学习|对接|联手|向|及|、)$")
_SIDE = re.compile(r"(?:与|和|及|、)$")
_SPEECH = re.compile(r"介绍|表示|说|告诉|透露|称|指出|认为|看到|获悉|了解到|谈到|坦言|提出|显示|强调")
_PART = re.compile(
    r"(?P<park>[一-鿿]{2,10}(?:(?:产业|工业|科技|孵化|示范|创业)园区?|园区|片区))"
    r"|(?P<firm>[一-鿿()]{2,20}?(?:有限公司|股份公司|集团|公司))"
    r"|(?P<project>[一-鿿()·]{4,28}?项目(?!建设|负责|总|引))"
    r"|(?P<road>[一-鿿]{2,6}(?:大道|路|巷|大桥|隧道)(?=已|全|正|将|实|完|具|达|建|主|竣|贯|通))"
)
_BESIDE = re.compile(
    r"(?:与|和|联合|携手|牵手|联手|会同|同)(?P<who>[一-鿿A-Za-z()·“”]{2,20}?)(?:等)?(?:正式|成功|共同|联合|合作|现场|举行|再次)*"
    r"(?=签约|签署|签订|签下|达成|共建|合作|共同|联合|携手|打造|建立|成立|组建|开展|设立)"
)
_PLURAL = re.compile(r"[的了在将已和与]|^(?:其|各|一|该|多)|(?:企业|单位|部门|方面|机构)$")
_ANY_PROJECT = re.compile(
    r"以上|以下|亿元|万元|亿级|重点|重大|投资项目$|本次|此次|的项目$"
    r"|^(?:产业|工业|建设|新建|在建|续建|签约|储备|技改|招商|开工|竣工|落户|优质|各类)*项目$"
)
_OFFICE = re.compile(r"(?:局|委|办|区|市|县|政府|厅|处|科|部|站|大厅|窗口|法院|海关|街道|镇)(?:的|有关|相关)?$")
_FIRM = re.compile(r"(?:公司|集团|企业|股份|科技|厂|银行|药业|电子|新材)[^,。]{0,6}$")
_AUTHORITY = ("管委会", "党工委", "局长", "县长", "市长", "区长")
_NAME = re.compile(r"([一-鿿·]{2,4}?)(?=介绍|表示|说[,:。\"“]|告诉|透露|指出|坦言|强调|[在向对][^,。]{1,14}(?:介绍|表示|说)|,)")
_PART_HEAD = re.compile(r"园|片区|公司|集团|项目|路|巷|大桥|隧道|大道")
_MEANS = re.compile(
    r"以(?!色列|上|下|内|外|来|及|后|前|往|便)[^,。;]{2,40}?(?:为|作为)(?=[^,。;])"
    r"|(?:依托|围绕|依靠|立足|凭借|借助|对标|紧扣|用好|发挥|借力)[^,。;]{2,40}"
)
"""What somebody does something by or for, who is no doer himself: 以白马园区为主阵地, 依托永兴园区."""

_GROUP = re.compile(
    r"(?:其中|全[区市县省]|园区|辖区|区内|我[区市]|[的,])*(?P<group>(?![一-鿿]*(?:[的和与及将由在]|园区))[一-鿿]{1,12}(?:产业|行业|制造业|服务业|企业))"
    r"(?:共|累计|已|预计|分别|合计|总计|共计)*(?:实现|完成|贡献|创造|缴纳|上缴)"
)
"""The firms or the trade that a sum is of: 电子信息产业实现产值142.6亿元, 规上工业企业实现利润20亿元."""
_LISTED = re.compile(r"(?:[、和及与][^,。;:]{1,40}?)?等(?!级)|(?:建设|发展|开发)(?=[,。;、\n]|$)")
"""A name in a list closed by 等 is an example, and 推动X园区建设 tells what is furthered."""
_WIDER = re.compile(
    r"(?:全国|我国|中国|\d+[家个]|[一二三四五六七八九十百]+[家个])?的?国家级?(?:高新区|高新技术产业开发区|经开区|经济技术开发区|新区)|\d+[家个](?:国家级)?自贸(?:试验)?区"
)
_AFTER_TIME = re.compile(r"[,的 ]?(?:全国|我国)?")
_GOES_ON = re.compile(r"(?:同比|环比|较|比|按可比|增[长幅速]|下降|占|增加|减少)")
_SHORTEST = 3
"""园区 alone names no park."""
_TYPES = {"park": "park", "firm": "enterprise", "project": "project", "road": "infrastructure"}
_NARRATOR = Attribution()
_LEAD = re.compile(r"^.*(?:在|走进|位于|以及|其中|来到|为|由|的|和|与|对|从|到|,)(?=.{3})")


@dataclass(frozen=True, kw_only=True, slots=True)
class Focus:
    """The zones of an article in the order they are named, partners set apart."""

    mentions: Row[ZoneMention]
    """Mentions that may be a claim's zone."""

    partners: Row[ZoneMention]
    """Mentions beside 与, 和, 从, 联合: partners and origins."""


def focus(scene: Scene) -> Focus:
    """Part the zones named into those the article is about and those that only take part."""
    mine: list[ZoneMention] = []
    partners: list[ZoneMention] = []
    for mention in scene.zones:
        before = scene.text[max(0, mention.start - 2) : mention.start]
        beside = bool(_PARTNER.search(before)) and (not _SIDE.search(before) or bool(mine))
        known = mine and (mention.id or mention.surface) == (mine[0].id or mine[0].surface)
        (partners if beside and not known else mine).append(mention)
    return Focus(mentions=row(mine or partners), partners=row(partners if mine else ()))


def zone_of(found: Focus, evidence: tuple[int, int], subject: Subject) -> Zone | None:
    """The zone of a claim: the last named before the evidence ends, else the first of the article; None when it names none."""
    if not found.mentions or _WIDER.fullmatch(subject.canon):
        return None
    mention = found.mentions.items[max(0, bisect_left(found.mentions.starts, evidence[1]) - 1)]
    explicit = evidence[0] <= mention.start < evidence[1]
    via = "explicit" if explicit else "discourse" if subject.type in ("zone", "group") else "part_of"
    return _zone(mention.id, mention.surface, via)


@lru_cache(maxsize=1024)
def _zone(name: str | None, surface: str, via: str) -> Zone:
    """Kept, for the claims of an article are about a few zones, and what is frozen may be shared."""
    return Zone(id=name, surface=surface, via=via)


@lru_cache(maxsize=1024)
def _zone_itself(surface: str, name: str | None) -> Subject:
    return Subject(canon=surface, type="zone", link=name)


def subject_of(scene: Scene, clause: Clause, end: int, found: Focus) -> Subject:
    """Who the claim is about: a park, firm, project or road named before its verb in the sentence, else the zone."""
    opening = scene.body.clauses_of[clause.sentence][0].start
    far = max(opening, clause.start - 80)
    for start in (clause.start,) if far == clause.start else (clause.start, far):
        if not _PART_HEAD.search(scene.text, start, max(start, end)):
            continue
        means = [one.span() for one in _MEANS.finditer(scene.text, start, max(start, end))]
        named = _PART.finditer(scene.text, start, max(start, end))
        parts = [one for one in named if _is_doer(scene, one.start(), one.end()) and not _beside(one.span(), means)]
        parts = [one for one in parts if _acts(scene, clause, one.span())]
        if parts:
            kind = parts[-1].lastgroup or "firm"
            name = _LEAD.sub("", _named(scene, *parts[-1].span()))
            if len(name) < _SHORTEST:
                continue
            if kind == "project" and _ANY_PROJECT.search(name):
                continue
            if kind != "park" or not scene.zones or not name.endswith(("高新区", "经开区")):
                return Subject(canon=name, type=_TYPES[kind], link=f"ent:{name}")
    if (wider := _wider(scene, clause)) is not None:
        return Subject(canon=wider, type="group", link=f"group:{wider}")
    if (group := _group(scene, clause, end)) is not None:
        return Subject(canon=group, type="group", link=f"group:{group}")
    if not found.mentions:
        return _zone_itself("", None)
    mention = found.mentions.items[max(0, bisect_left(found.mentions.starts, end) - 1)]
    return _zone_itself(mention.surface, mention.id)


def _acts(scene: Scene, clause: Clause, name: tuple[int, int]) -> bool:
    """Whether the name may be a doer by where it stands: not in a list closed by 等, behind a verb, or as the place of something else."""
    if _LISTED.match(scene.text, name[1]) or any(
        quote.start < name[0] - 1 and name[1] < quote.end for quote in _names_around(scene, name[0])
    ):
        return False
    if "占" in scene.text[slice(*name)]:
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


def _wider(scene: Scene, clause: Clause) -> str | None:
    """All zones of the country, when a sentence begins with them and names no zone: what it says is of none of them."""
    opening = scene.body.clauses_of[clause.sentence][0].start
    times = [words.end for words in within(scene.times, opening, opening + 3)]
    found = _WIDER.match(scene.text, _AFTER_TIME.match(scene.text, max(times, default=opening)).end())  # type: ignore[union-attr]
    return None if found is None or within(scene.zones, opening, clause.end) else found.group()


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
        start = max(start, quantity.end)
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


def _is_doer(scene: Scene, start: int, end: int) -> bool:
    """No verb, quantity or date inside the name, nor is it a zone's: 新成立物流发展有限公司 is an object, not a doer."""
    verbs, counted, times = within(scene.verbs, start, end), within(scene.quantities, start, end), within(scene.times, start - 8, end)
    named = any(zone.start < end <= zone.end for zone in within(scene.zones, start - 30, end))
    return not (verbs or counted or times or named)


def counterparty_of(scene: Scene, clause: Clause, found: Focus) -> str | None:
    """A partner named in the clause: a zone, else whoever stands between 与 and 签署, 合作 or 共建; None when there is none."""
    partners = within(found.partners, clause.start, clause.end)
    if partners:
        return partners[0].surface
    beside = _BESIDE.search(scene.text, clause.start, clause.end)
    return scene.body.text[slice(*beside.span("who"))] if beside and not _PLURAL.search(beside["who"]) else None


def attributions(scene: Scene) -> tuple[Attribution, ...]:
    """For each sentence who says it: a speaker with a verb of saying speaks to its end, and in the quotes beside it."""
    named: dict[str, Attribution] = {}
    said = [_speaker(scene, sentence.start, sentence.end, named) for sentence in scene.body.sentences]
    utterances = row(sorted((quote for quote in scene.body.quotes if quote.utterance), key=lambda quote: quote.start))
    result = []
    for sentence, own, after in zip(scene.body.sentences, said, [*said[1:], _NARRATOR], strict=False):
        spoken = within(utterances, sentence.start - 400, sentence.start + 1)
        quoted = spoken and spoken[-1].end > sentence.start and own.type == "narrator" != after.type
        result.append(Attribution(type=after.type, surface=after.surface, mode="direct") if quoted else own)
    return tuple(result)


def _speaker(scene: Scene, start: int, end: int, named: dict[str, Attribution]) -> Attribution:
    """Who speaks in [start, end); a person given with an office is remembered in `named` and known by the bare name from then on."""
    best = _NARRATOR
    for hit in lexicon("speakers").hits(scene.text, start, end):
        spoken = _SPEECH.search(scene.text, hit.end, min(end, hit.end + 24))
        if hit.entry.name == "document" or spoken:
            mode = "indirect" if hit.entry.name != "observer" else "none"
            found = Attribution(type=_kind(scene.text, hit, start), surface=scene.body.text[hit.start : hit.end], mode=mode)
            if best.type == "narrator" or found.type != "observer":
                best = found
        if found_name := _NAME.match(scene.text, hit.end, end):
            named[found_name[1]] = Attribution(type=_kind(scene.text, hit, start), surface=found_name[1], mode="indirect")
    return best if best.type != "narrator" else _known(scene.text[start:end], named)


def _kind(text: str, hit: Hit, start: int) -> str:
    """The type of a speaker: an office that firms and authorities both have is told by the words before it."""
    before = text[max(start, hit.start - 14) : hit.start]
    if hit.entry.name == "official" and _FIRM.search(before) and not text.startswith(_AUTHORITY, hit.start):
        return "enterprise"
    shared = hit.entry.name == "enterprise" and text.endswith("负责人", hit.start, hit.end)
    return "official" if shared and _OFFICE.search(before[-5:]) else hit.entry.name


def _known(sentence: str, named: dict[str, Attribution]) -> Attribution:
    for name, speaker in named.items():
        at = sentence.find(name)
        if at >= 0 and _SPEECH.search(sentence, at + len(name), at + len(name) + 12):
            return speaker
    return _NARRATOR
