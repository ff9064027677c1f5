"""Who a claim is about: a park, a firm, a project, a road or a trade that does it, else the zone.

A name is no doer for standing before a verb: it may be an example of a list, the object of another verb, a place or a means.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache

from db.claim import Subject
from pipeline.claims.body import Clause, Quote
from pipeline.claims.focus import Focus
from pipeline.claims.parts import ANY_PROJECT, HEADS, NAMES, is_name, meant, open_bracket, part
from pipeline.claims.quantities import Quantity
from pipeline.claims.regions import every_zone, region_of
from pipeline.claims.rows import within
from pipeline.claims.scene import Scene
from pipeline.claims.thresholds import is_cost

_COSTLY = re.compile(r"的(?!\d)(?P<name>[^,。;:、的]{3,40}?(?:项目|基地|产业园|生产线|工程))(?=[,。;:、和及以等\n已将于正也]|建设|$)")
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
_GOES_ON = re.compile(r"(?:同比|环比|较|比|按可比|增[长幅速]|下降|占|增加|减少)")


def subject_of(scene: Scene, clause: Clause, end: int, found: Focus) -> Subject:
    """Who the claim is about: a park, firm, project or road named before its verb in the sentence, else a trade, else the zone."""
    named = _part(scene, clause, end) or every_zone(scene, clause) or region_of(scene, clause, end, found)
    if named is not None:
        return named
    if (group := _group(scene, clause, end)) is not None:
        return Subject(canon=group, type="group", link=f"group:{group}")
    mention = found.last_before(end)
    return _zone_itself(mention.surface, mention.id) if mention is not None else _zone_itself("", None)


def costing(scene: Scene, clause: Clause, quantity: Quantity) -> Subject | None:
    """The project that an amount is the cost of, in 总投资60亿元的乙机电基地项目; None where none is named so."""
    found = quantity.kind == "money" and is_cost(scene.text, quantity, clause.start)
    named = _COSTLY.match(scene.text, quantity.end, clause.end) if found else None
    if named is None or ANY_PROJECT.search(named["name"]):
        return None
    return Subject(canon=named["name"], type="project", link=f"ent:{named['name']}")


def _part(scene: Scene, clause: Clause, end: int) -> Subject | None:
    """The last of a zone's parts that may be the doer, in the clause or else in what of its sentence stands before."""
    opening = scene.body.clauses_of[clause.sentence][0].start
    for start in dict.fromkeys((clause.start, max(opening, clause.start - 80))):
        until = max(start, end)
        if start != clause.start and within(scene.zones, clause.start, until):
            return None  # A zone named since is nearer.
        if not HEADS.search(scene.text, start, until):
            continue
        means = [one.span() for one in _MEANS.finditer(scene.text, start, until)]
        parts = [one for one in NAMES.finditer(scene.text, start, until) if _is_doer(scene, clause, one.span(), means)]
        if parts and (found := part(scene, parts[-1])) is not None:
            return found
    return meant(scene, clause)


def _is_doer(scene: Scene, clause: Clause, name: tuple[int, int], means: list[tuple[int, int]]) -> bool:
    """Whether a name is one, is nobody's means, and stands where a doer may stand."""
    return is_name(scene, *name) and not _beside(name, means) and _acts(scene, clause, name)


def _acts(scene: Scene, clause: Clause, name: tuple[int, int]) -> bool:
    """Whether the name may be a doer by where it stands: not in a list closed by 等, behind a verb, or as the place of something else."""
    quoted = any(quote.start < name[0] - 1 and name[1] < quote.end for quote in _names_around(scene, name[0]))
    if quoted or "占" in scene.text[slice(*name)] or _LISTED.match(scene.text, name[1]):
        return False
    own = scene.body.clauses[max(0, bisect_right(scene.body.clause_starts, name[0]) - 1)]
    if any(not verb.nominal and "的" not in scene.text[verb.end : name[0]] for verb in within(scene.verbs, own.start, name[0])):
        return False
    if open_bracket(scene.text, own.start, name[0]):
        return False
    place = scene.text.endswith(("在", "于"), own.start, name[0])
    return not (place and own.number != clause.number and name[1] < own.end - 2)


def _names_around(scene: Scene, at: int) -> list[Quote]:
    return [quote for quote in scene.body.quotes if not quote.utterance and quote.start < at < quote.end]


def _group(scene: Scene, clause: Clause, end: int) -> str | None:
    """The trade or the firms that the sum of the clause, or the growth of the sum of the clause before, is of; None where it names none."""
    if _GOES_ON.match(scene.text, clause.start) and clause.after == "," and clause.number:
        clause = scene.body.clauses[clause.number - 1]
        end = clause.end
    begins = [zone.end for zone in within(scene.zones, clause.start, end)] + [words.end for words in within(scene.times, clause.start, end)]
    found = _GROUP.match(scene.text, max(begins, default=clause.start), max(end, clause.start))
    return found["group"] if found else None


def _beside(name: tuple[int, int], spans: list[tuple[int, int]]) -> bool:
    return any(start < name[1] and name[0] < end for start, end in spans)


@lru_cache(maxsize=1024)
def _zone_itself(surface: str, name: str | None) -> Subject:
    return Subject(canon=surface, type="zone", link=name)
