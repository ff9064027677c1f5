"""Which zone a claim is about, who else takes part, and who says it."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

from db.claim import Attribution, Subject, Zone
from pipeline.claims.body import Clause
from pipeline.claims.lexicon_files import Hit, lexicon
from pipeline.claims.rows import Row, row, within
from pipeline.claims.scene import Scene
from pipeline.claims.zones import ZoneMention

_PARTNER = re.compile(r"(?:与|和|跟|同|联合|牵手|携手|借力|来自|从|学习|对接|联手|向|及|、)$")
_SIDE = re.compile(r"(?:与|和|及|、)$")
_SPEECH = re.compile(r"介绍|表示|说|告诉|透露|称|指出|认为|看到|获悉|了解到|谈到|坦言|提出|显示|强调")
_PART = re.compile(
    r"(?P<park>[一-鿿]{2,10}(?:产业园|园区|工业园|科技园|孵化园|片区|示范园|创业园))"
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
    r"以上|以下|亿元|万元|亿级|重点|重大|投资项目$"
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
    if not found.mentions:
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
        if parts:
            kind = parts[-1].lastgroup or "firm"
            name = _LEAD.sub("", parts[-1].group())
            if kind == "project" and _ANY_PROJECT.search(name):
                continue
            if kind != "park" or not scene.zones or not name.endswith(("高新区", "经开区")):
                return Subject(canon=name, type=_TYPES[kind], link=f"ent:{name}")
    if not found.mentions:
        return _zone_itself("", None)
    mention = found.mentions.items[max(0, bisect_left(found.mentions.starts, end) - 1)]
    return _zone_itself(mention.surface, mention.id)


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
