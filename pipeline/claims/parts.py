"""The names of a zone's parts in a text: parks, firms, projects, roads, and which of them 该项目 or 该公司 is."""

from __future__ import annotations

import re

from db.claim import Subject
from pipeline.claims.body import Clause
from pipeline.claims.rows import within
from pipeline.claims.scene import Scene

NAMES = re.compile(
    r"(?P<park>[一-鿿]{2,10}(?:(?:产业|工业|科技|孵化|示范|创业|创新|软件|设计|物流|医药|信息|文化|科学|大学)园区?|园区|片区)(?!(?:[一二三四五六七八]期)?(?:项目|工程)))"
    r"|(?P<firm>[一-鿿()]{2,20}?(?:有限公司|股份公司|集团|公司))"
    r"|(?P<project>[一-鿿()·]{4,28}?项目(?!建设|负责|总|引))"
    r"|(?P<road>[一-鿿]{2,6}(?:大道|路|巷|大桥|隧道)(?=已|全|正|将|实|完|具|达|建|主|竣|贯|通))"
)
HEADS = re.compile(r"园|片区|公司|集团|项目|路|巷|大桥|隧道|大道")
"""What every name holds: most stretches hold none, and are spared the search."""
ANY_PROJECT = re.compile(
    r"以上|以下|亿元|万元|亿级|重点|重大|投资项目$|[类业型]项目$|本次|此次|的项目$"
    r"|^[该此本]|^(?:产业|工业|建设|新建|在建|续建|签约|储备|技改|招商|开工|竣工|落户|优质|各类)*项目$"
)
_ANY_PARK = re.compile(
    r"(?:这些|各类?|首批|第[一二三四五六七八九十]批|全部|所有|多个|一批|本市|全市|全省|特色|重点|专业|现代|国家级?|省级|市级|产业|工业|科技|示范)+(?:园区?|片区)$"
)
"""第二批特色园区: a kind of park, and no park."""
_NUMBER = re.compile(r"(?:(?<![\d.])\d[\d.]*)?\Z")
"""1.2万吨碳纤维项目 is named with its number."""
_LEAD = re.compile(r"^.*(?:在|走进|位于|旗下|以及|其中|来到|为|由|的|和|与|暨|对|从|到|,)(?=.{3})")
_SHORTEST = 3
"""园区 alone names no park."""
_TYPES = {"park": "park", "firm": "enterprise", "project": "project", "road": "infrastructure"}
_THIS_ONE = re.compile(
    r"[该此](?:(?P<project>项目)|(?P<park>产业园|工业园|科技园|物流园|园区)|(?P<firm>公司))"
    r"|(?P<works>项目)(?=总投资|计划|占地|用地|建筑|规划|全部|全面|建成|达产|投产|一期|分[两二三])"
)
CLAUSES = 8
"""Clauses of a sentence back in which 该项目 is sought."""
BACK = 300
"""Code points back in which what 该项目 means is sought."""


def part(scene: Scene, found: re.Match[str]) -> Subject | None:
    """The part that a match of NAMES names; None for a mere kind (重点项目, 产业园区) and where nothing is left of the name."""
    kind, name = found.lastgroup, _LEAD.sub("", _named(scene, *found.span()))
    if kind is None or len(name) < _SHORTEST:
        return None
    if (kind == "project" and ANY_PROJECT.search(name)) or (kind == "park" and _ANY_PARK.match(name)):
        return None
    if kind == "park" and scene.zones and name.endswith(("高新区", "经开区")):
        return None
    return Subject(canon=name, type=_TYPES[kind], link=f"ent:{name}")


def is_name(scene: Scene, start: int, end: int) -> bool:
    """No verb, quantity or date inside the name, nor is it a zone's: 新成立物流发展有限公司 is an object, not a doer."""
    verbs, counted = within(scene.verbs, start, end), within(scene.quantities, start, end)
    times = [words for words in within(scene.times, start - 8, end) if words.end > start]
    named = any(zone.start < end <= zone.end for zone in within(scene.zones, start - 30, end))
    return not (verbs or counted or times or named)


def open_bracket(text: str, start: int, end: int) -> bool:
    """Whether a bracket opens in the stretch and is still open at its end: 进出口总额(含双流园区)."""
    opened = text.rfind("(", start, end)
    return opened >= 0 and text.find(")", opened, end) < 0


def meant(scene: Scene, clause: Clause) -> Subject | None:
    """The part named last that 该项目, at the beginning of the clause or of one before it in its sentence, means."""
    for one in scene.body.back_from(clause, CLAUSES):
        if this := _THIS_ONE.match(scene.text, one.start):
            return _last(scene, this, one.start)
        if within(scene.zones, one.start, one.end):
            return None
    return None


def _last(scene: Scene, this: re.Match[str], end: int) -> Subject | None:
    """The last part of a kind that is named before the offset."""
    kind = "project" if this.lastgroup == "works" else this.lastgroup
    for found in reversed(list(NAMES.finditer(scene.text, max(0, end - BACK), end))):
        if within(scene.zones, found.end(), end):
            return None
        if found.lastgroup == kind and not within(scene.quantities, *found.span()) and (named := part(scene, found)) is not None:
            return named
    return None


def _named(scene: Scene, start: int, end: int) -> str:
    """The name without half a word, a verb or an opened bracket before it: 拉动园区 names no park, 开工建|设东西部产业园 begins with 东."""
    if open_bracket(scene.text, start, end):
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
