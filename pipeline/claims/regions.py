"""What is said of more than a zone: of all zones of a province or of the country, or of the province, city or county around one.

Rule C1 of the annotation manual: neither is what the claims of a zone are about. Where a text begins with its province and
comes to a zone only later, the figures in between are the province's.
"""

from __future__ import annotations

import re
from operator import attrgetter

from db.claim import Subject
from pipeline.claims.body import Clause
from pipeline.claims.focus import EVERY, Focus, left_out
from pipeline.claims.rows import within
from pipeline.claims.scene import Scene
from pipeline.claims.zones import gazetteer

FARTHEST = 8
"""Sentences, and clauses of a sentence, in which what is spoken of is sought: one more would make a text of one long sentence slow."""

BACK = 400
"""Code points of a sentence in which another zone is looked for, for the same reason."""

REGION = f"{EVERY}region:"
"""How the link of a subject begins that is a region."""

_ALL_ZONES = re.compile(
    r"[, ]?(?:全国|(?:[东中西]{1,2}|东北)部?地区)?(?P<zones>(?:我国|中国|\d+[家个]|[一二三四五六七八九十百]+[家个])?的?国家级?"
    r"(?:高新区|高新技术产业开发区|经开区|经济技术开发区|新区)"
    r"|\d+[家个](?:国家级)?自贸(?:试验)?区"
    r"|(?:(?:全|我|[一-鿿]{2,3})[省市](?:\d+[家个])?(?:国家级?|省级)?|(?:\d+[家个])?省级)"
    r"(?:高新区|经开区|高新技术产业开发区|经济技术开发区|开发区))"
)
"""All zones of the country, of a province or of a rank, behind the time that a sentence begins with."""
_BEHIND = re.compile(r"其中,?|而|截至|截止")
_THIS_ZONE = re.compile(r"(?:全|该|我|本|区内|园)区")
_FURTHER = re.compile(r"同时|此外|另外|其中")
"""A paragraph that begins so speaks of what the one before it speaks of."""
_REGION = re.compile(
    r"(?P<whole>[全我][省市州县]|[全我]国(?=规上|规模以上|工业|实现|完成|固定资产|GDP|实际|进出口|外贸|社会|财政))|(?P<named>[一-鿿]{2,8}?(?:省|自治区|市|县))|(?P<bare>[一-鿿]{2,4}?)(?=作为|是|每年|实现|完成|的?GDP)"
)
_NO_DOER = re.compile(
    r"的?(?:第|首|前[\d一二三四五六七八九十]|唯|最|场|值|民|委|人民|政府|领导|有关|相关|各|上下|范围|排|位|同类|平均|级|[内外](?!贸|资)|重点|示范|[著知]名|名牌|专|认定|批|授|命名|支持|出台|印发|发布"
    r"|[一-鿿]{0,6}[区园局厅办])"
)
"""四川省重点项目, 全市首个, 成都市民营企业: there the region only tells what kind something is."""
_COUNT = re.compile(r"\d+[家个]的?")
"""全省10个国家级经开区 are the same when they are eleven."""
_number = attrgetter("number")
_OTHER = re.compile(r"全区|该区|我区|区内|园区|高新区|经开区|开发区|新区|片区|综保区|保税区|自贸")


def every_zone(scene: Scene, clause: Clause) -> Subject | None:
    """All zones of the country, when a sentence, or one before it in the paragraph, begins with them and no zone is named since."""
    name = _COUNT.sub("", _every(scene, clause) or "")
    return Subject(canon=name, type="group", link=f"{EVERY}{name}") if name else None


def _every(scene: Scene, clause: Clause) -> str | None:
    paragraph = clause.paragraph
    for number in range(clause.sentence, max(-1, clause.sentence - FARTHEST), -1):
        sentence = scene.body.clauses_of[number]
        opening, stop = sentence[0], clause.end if number == clause.sentence else sentence[-1].end
        if opening.paragraph < paragraph:
            return None
        if scene.text.find("区", opening.start, stop) >= 0:
            if not all(left_out(scene.text, zone) for zone in within(scene.zones, opening.start, stop)):
                return None
            for one in (*scene.body.back_from(min(clause, sentence[-1], key=_number), FARTHEST), opening):
                if (name := _begins_with(scene, one)[0]) is not None:
                    return name
            if _THIS_ZONE.match(scene.text, opening.start):
                return None
        if opening.opens_paragraph and _FURTHER.match(scene.text, opening.start):
            paragraph -= 1
    return None


def region_of(scene: Scene, clause: Clause, end: int, found: Focus) -> Subject | None:
    """The region a claim is of that ends at the offset; None where it is a zone's or its part's, and in an article that names no zone."""
    if not (found.mentions or found.titled) or within(scene.zones, clause.start, max(end, clause.end)):
        return None
    name = _in_sentence(scene, clause) or _in_paragraph(scene, clause) or _before_any_zone(scene, clause, found)
    return Subject(canon=name, type="group", link=f"{REGION}{name}") if name else None


def _in_sentence(scene: Scene, clause: Clause) -> str | None:
    """The region that the clause begins with, or one before it in the sentence since which no zone was named."""
    for one in scene.body.back_from(clause, FARTHEST):
        if within(scene.zones, one.start, one.end):
            return None
        if name := _begins_with(scene, one)[1]:
            return name
        if _OTHER.search(scene.text, one.start, one.end):
            return None
    return None


def _in_paragraph(scene: Scene, clause: Clause) -> str | None:
    """The region that a sentence before in the paragraph begins with, where neither names anything that is a zone."""
    own = scene.body.clauses_of[clause.sentence]
    if _OTHER.search(scene.text, max(own[0].start, clause.start - BACK), clause.end):
        return None
    for number in range(clause.sentence - 1, max(-1, clause.sentence - FARTHEST), -1):
        sentence = scene.body.clauses_of[number]
        if sentence[0].paragraph != clause.paragraph or within(scene.zones, sentence[0].start, sentence[-1].end):
            return None
        if name := next((name for one in sentence[:FARTHEST] if (name := _begins_with(scene, one)[1])), None):
            return name
        if _OTHER.search(scene.text, sentence[0].start, min(sentence[-1].end, sentence[0].start + BACK)):
            return None
    return None


def _before_any_zone(scene: Scene, clause: Clause, found: Focus) -> str | None:
    """The region that the article begins with, as long as it has named no zone."""
    if not scene.zones or clause.start > scene.zones.starts[0]:
        return None
    first = (one for number in range(min(clause.sentence, 2) + 1) for one in scene.body.clauses_of[number][:FARTHEST])
    return next((name for one in first if one.number <= clause.number and (name := _begins_with(scene, one)[1])), None)


def _begins_with(scene: Scene, clause: Clause) -> tuple[str | None, str | None]:
    """All zones, and the region, that a clause begins with behind its time; kept, for it is asked for every claim near it."""
    found = scene.wholes.get(clause.number)
    if found is None:
        start = _behind_time(scene, clause.start)
        zones = _ALL_ZONES.match(scene.text, start)
        found = scene.wholes[clause.number] = zones["zones"] if zones else None, _region_at(scene.text, start, clause.end)
    return found


def _region_at(text: str, start: int, end: int) -> str | None:
    match = _REGION.match(text, start, end)
    if match is None or _NO_DOER.match(text, match.end(), end):
        return None
    places = gazetteer().places
    name = match.group()
    known = match["whole"] or name in places or name[:-1] in places or (match["named"] and name.endswith("自治区"))
    return name if known else None


def _behind_time(scene: Scene, start: int) -> int:
    """Where a clause goes on behind 其中 and the time it begins with."""
    if lead := _BEHIND.match(scene.text, start):
        start = lead.end()
    return max((words.end for words in within(scene.times, start, start + 3)), default=start)
