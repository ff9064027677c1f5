"""What is said of the province, the city or the county around a zone, which is said of no zone.

Rule C1 of the annotation manual: the parent city of a zone is not what its claims are about. Where a text begins with
its province and comes to a zone only later, the figures in between are the province's.
"""

from __future__ import annotations

import re

from db.claim import Subject
from pipeline.claims.body import Clause
from pipeline.claims.focus import EVERY, Focus
from pipeline.claims.rows import within
from pipeline.claims.scene import Scene
from pipeline.claims.zones import gazetteer

FARTHEST = 8
"""Sentences, and clauses of a sentence, in which what is spoken of is sought: one more would make a text of one long sentence slow."""

REGION = f"{EVERY}region:"
"""How the link of a subject begins that is a region."""

_REGION = re.compile(
    r"(?P<whole>[全我][省市州县国])|(?P<named>[一-鿿]{2,8}?(?:省|自治区|市|县))|(?P<bare>[一-鿿]{2,4}?)(?=作为|是|每年|实现|完成|的?GDP)"
)
_NO_DOER = re.compile(
    r"的?(?:第|首|前[\d一二三四五六七八九十]|唯|最|场|值|民|委|人民|政府|领导|有关|相关|各|上下|范围|排|位|同类|平均|[一-鿿]{0,6}[区园局厅办])"
)
_BEHIND = re.compile(r"其中,?|而|截至|截止")
_OTHER = re.compile(r"全区|该区|我区|区内|园区|高新区|经开区|开发区|新区|片区|综保区|保税区|自贸")


def region_of(scene: Scene, clause: Clause, end: int, found: Focus) -> Subject | None:
    """The region a claim is of that ends at the offset; None where it is a zone's or its part's, and in an article that names no zone."""
    if not found.mentions or within(scene.zones, clause.start, max(end, clause.end)):
        return None
    name = _in_sentence(scene, clause) or _in_paragraph(scene, clause) or _before_any_zone(scene, clause, found)
    return Subject(canon=name, type="group", link=f"{REGION}{name}") if name else None


def _in_sentence(scene: Scene, clause: Clause) -> str | None:
    """The region that the clause begins with, or one before it in the sentence since which no zone was named."""
    before = [one for one in scene.body.clauses_of[clause.sentence] if one.number <= clause.number]
    for one in reversed(before[-FARTHEST:]):
        if within(scene.zones, one.start, one.end):
            return None
        if name := _begins_with(scene, one):
            return name
        if _OTHER.search(scene.text, one.start, one.end):
            return None
    return None


def _in_paragraph(scene: Scene, clause: Clause) -> str | None:
    """The region that a sentence before in the paragraph begins with, where neither names anything that is a zone."""
    own = scene.body.clauses_of[clause.sentence]
    if _OTHER.search(scene.text, own[0].start, clause.end):
        return None
    for number in range(clause.sentence - 1, max(-1, clause.sentence - FARTHEST), -1):
        sentence = scene.body.clauses_of[number]
        if sentence[0].paragraph != clause.paragraph or within(scene.zones, sentence[0].start, sentence[-1].end):
            return None
        if name := next((name for one in sentence[:FARTHEST] if (name := _begins_with(scene, one))), None):
            return name
        if _OTHER.search(scene.text, sentence[0].start, sentence[-1].end):
            return None
    return None


def _before_any_zone(scene: Scene, clause: Clause, found: Focus) -> str | None:
    """The region that the article begins with, as long as it has named no zone."""
    if not scene.zones or clause.start > scene.zones.starts[0]:
        return None
    first = (one for number in range(min(clause.sentence, 2) + 1) for one in scene.body.clauses_of[number][:FARTHEST])
    return next((name for one in first if one.number <= clause.number and (name := _begins_with(scene, one))), None)


def _begins_with(scene: Scene, clause: Clause) -> str | None:
    """The region that a clause begins with, behind its time, as what the clause is about."""
    start = clause.start
    if lead := _BEHIND.match(scene.text, start):
        start = lead.end()
    start = max((words.end for words in within(scene.times, start, start + 3)), default=start)
    match = _REGION.match(scene.text, start, clause.end)
    if match is None or _NO_DOER.match(scene.text, match.end(), clause.end):
        return None
    places = gazetteer().places
    name = match.group()
    known = match["whole"] or name in places or name[:-1] in places or (match["named"] and name.endswith("自治区"))
    return name if known else None
