"""Assemble quantity claims: one for each value, with the verb, the metric and the time that belong to it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from db.claim import Claim, Metric, Span, Time, Value
from pipeline.claims.blocks import blocks
from pipeline.claims.body import Clause
from pipeline.claims.canon import metric
from pipeline.claims.certainty import AHEAD, aggregate_of, between, modality_of, polarity_of
from pipeline.claims.focus import counterparty_of, zone_of
from pipeline.claims.frames import goes_on_at, time_of
from pipeline.claims.interim import interim
from pipeline.claims.lexicon_files import lexicon
from pipeline.claims.lists import part as _part
from pipeline.claims.naming import Figure, is_part, measured_class, predicate
from pipeline.claims.nouns import noun_phrase
from pipeline.claims.phrases import MEASURED, NOUN_UNITS, Phrase, phrase
from pipeline.claims.quantities import Quantity
from pipeline.claims.reading import Reading
from pipeline.claims.rows import inside
from pipeline.claims.scene import Scene, Verb
from pipeline.claims.subjects import costing, subject_of
from pipeline.claims.values import is_value

MOST = 24
"""A clause with more figures (or verbs) than this is a table run together or an attack, no statement: `unread` names it."""
SPARE, DENSEST = 400, 8
"""A text may hold this many figures, and one more for so many code points; figures beyond are no prose and are not read.

The densest article of the genre has one for seventeen code points. The bound keeps hostile text (13个。 over and over) quick.
"""
NAMING = frozenset(("投资", "就业", "外贸", "面积", "到位", "授信", "交易", "生产", "兑现"))
_SPEED = re.compile(r"的?(?:年均)?(?:增速|增幅|速度(?:增长|递增)|增长(?!点|极))")
_WHOSE = re.compile(r"(?:园区?|片区|区块|[县市镇区]|街道|公司|集团|厂|组团|板块)$")
_FIRST = re.compile(r"[由从](?:最初|起初|原来|原先|过去|刚成立时|建园之初|成立之初|初期)的?$")
"""Where something began has no day of its own, and none of what it came to."""
_FROM = re.compile(r"[由从](?:最初|起初|目前|现在|现有|原来|过去|原先|当前|去年|上年|20\d\d年)的?$")
"""What a plan starts from (由目前的38%提高到50%) is the case."""
_CONSISTS = frozenset(("辖", "下辖", "包含", "包括", "设", "共设", "分为", "划分为"))
"""What holds as long as the zone does, and takes no time from the sentence that tells of its founding."""
_ALL_FOR = re.compile(r"累计(?:已|共)?(?:为|向|给|帮助|支持|助力)")
_SUMMED_UP = re.compile(r"(?:累计|总计|共计|合计)(?:共|达|已|为)?$")
"""累计4户 says how many there are by now, whatever the clause before tells of."""
_HAVING = re.compile(r"(?:现有|共有|尚有|另有|拥有)[^,。;:]*$")
"""现有高新技术企业52家 says what there is, whatever the clause before did."""
_RATE = re.compile(r"(?<!占有)(?<!覆盖)率$")
"""入驻率超过九成 is a rate, not a share of its own."""
_IDLE = re.compile(r"[ 的等()”]")
_LIST = re.compile(r"(?:[一-鿿A-Za-z·]{2,16}、)++[一-鿿A-Za-z·]{2,16}(?=等)")
_AND = re.compile(r"[、和及与]")


def figures(reading: Reading) -> Iterator[Figure]:
    """Values of the body in order, each with verb and metric; what a clause elides comes from the figures before."""
    recent: list[Figure] = []
    scene = reading.scene
    for clause in scene.body.clauses:
        counted = inside(clause, scene.quantities)
        if not counted or crowded(scene, clause):
            continue
        since = clause.start
        opened = goes_on_at(scene.text, scene.body.clauses_of[clause.sentence][0].start)
        recent = [figure for figure in recent[-8:] if clause.sentence - figure.clause.sentence <= 2]
        around = blocks(scene, clause)
        for quantity in counted:
            found = phrase(scene, clause, quantity, around)
            if quantity.end <= clause.end and is_value(scene, clause, quantity, found):
                recent.append(_figure(reading, clause, quantity, found, Before(tuple(recent), since, opened)))
                yield recent[-1]
            since = quantity.end


def crowded(scene: Scene, clause: Clause) -> bool:
    """Whether the clause, or the text up to it, holds more figures than are read."""
    before = bisect_left(scene.quantities.starts, clause.start)
    return len(inside(clause, scene.quantities)) > MOST or before > SPARE + clause.start // DENSEST


@interim
class Before:
    """The figures before one, from which it takes what it elides."""

    figures: tuple[Figure, ...]
    """Those of this sentence and the two before it, in order."""

    since: int
    """Where the words that belong to the figure begin."""

    opened: bool
    """True when the sentence opens with 其中 and so goes on with the one before."""

    def last(self, clause: Clause, kind: str | None, reach: int = 0) -> Figure | None:
        """The latest figure (of a kind of unit, when given) in the same sentence, or up to `reach` sentences back."""
        first = clause.sentence - max(reach, 1 if self.opened else 0)
        for figure in reversed(self.figures):
            if figure.clause.sentence < first:
                break
            if kind is None or figure.quantity.kind == kind:
                return figure
        return None

    def shared(self, scene: Scene, clause: Clause, quantity: Quantity) -> Figure | None:
        """The figure that a share of several belongs to: of 41% in 分别增长41%和63% the first of the two before."""
        shares = [item for item in inside(clause, scene.quantities) if item.kind == "share"]
        before = [figure for figure in self.figures if figure.clause.sentence == clause.sentence and figure.quantity.kind != "share"]
        if quantity not in shares or not 1 < len(shares) <= len(before) or "分别" not in scene.text[clause.start : shares[0].core]:
            return None
        return before[shares.index(quantity) - len(shares)]


def _figure(reading: Reading, clause: Clause, quantity: Quantity, found: Phrase, before: Before) -> Figure:
    verb = found.verb
    if verb is None and found.other is None and not _SUMMED_UP.search(reading.scene.text[clause.start : quantity.start]):
        last = before.last(clause, quantity.kind)
        if found.before == "quantity" or _coordinate(reading.scene.text, before):
            last = before.last(clause, None) or last
        near = last is not None and clause.number - last.clause.number <= 3 and _elliptic(reading, clause, quantity, found)
        near = near and not (
            last is not None and last.found.verb_right and found.metric is not None and last.clause.number != clause.number
        )
        verb = last.verb if near and last is not None and not _compares(last, clause) else None
    if found.verb is not None and found.verb.name == "达到" and quantity.kind == "share" and _coordinate(reading.scene.text, before):
        # 占比超过九成、达91.28%: said more exactly, it is the same share.
        last = before.last(clause, "share")
        verb = last.verb if last is not None and last.verb is not None and last.verb.name == "占比" else verb
    coordinated = found.verb is None and (last := before.last(clause, "share")) is not None and last.clause.number == clause.number
    speed = quantity.kind == "share" and _SPEED.match(reading.scene.text, quantity.end) is not None
    measured = _metric(reading, quantity, found, before, clause)
    return Figure(clause, quantity, verb, found, measured, before.since, coordinated, speed)


def _compares(figure: Figure, clause: Clause) -> bool:
    """Whether a figure says by how much something grew (较上年净增43家): what follows a semicolon does not go on with that."""
    behind = clause.after == ";" and figure.clause.number != clause.number
    return behind and figure.verb is not None and figure.verb.name in ("新增", "增长")


def _coordinate(text: str, before: Before) -> bool:
    """标准厂房30万平方米、人才公寓1200套, 20亿元母基金和4支子基金: what follows the figure before under the same verb."""
    if not before.figures or before.figures[-1].quantity.end != before.since:
        return False
    last = before.figures[-1].found
    behind = last.metric[1] if last.right and last.metric is not None else before.since
    return text[behind : behind + 1] in ("、", "和", "及")


def _elliptic(reading: Reading, clause: Clause, quantity: Quantity, found: Phrase) -> bool:
    """Whether nothing more is said of the figure in its clause, so that its verb is the one before."""
    end = max(quantity.end, found.metric[1] if found.metric else 0)
    if found.metric and reading.scene.text[slice(*found.metric)].endswith(("总数", "总量", "总额")):
        return False
    if _HAVING.search(reading.scene.text, clause.start, quantity.start):
        return False
    rest = _AND.split(reading.scene.text[end : clause.end])[0]
    return len(_IDLE.sub("", rest)) <= 1


def _metric(reading: Reading, quantity: Quantity, found: Phrase, before: Before, clause: Clause) -> Metric:
    """What is counted: the noun phrase, else what the verb names, else the metric of a figure before."""
    text, verb = reading.scene.body.text, found.verb
    names = verb is not None and quantity.kind in ("money", "size") and verb.name in NAMING and not found.right
    lists = (figure.found.metric for figure in before.figures if figure.clause.number == clause.number and figure.found.metric)
    if (part := _part(reading, clause, quantity, found.metric or next(lists, None))) is not None:
        return metric(text[slice(*part)], part if found.metric else None, elided=found.metric is None)
    names = names and verb is not None and (found.metric is None or found.metric[1] <= verb.start)
    names = names and verb is not None and (verb.nominal or verb.name != "兑现")
    closed = quantity.unit_surface in NOUN_UNITS and not found.right and text[quantity.start - 1 : quantity.start] == "等"
    scope = found.scope and before.last(clause, None) is not None
    whose = _whose(text, quantity, found, before, clause)
    if whose is not None:
        return metric(whose, None, elided=True)
    if found.metric is not None and not names and not closed and not scope:
        return metric(text[slice(*found.metric)], found.metric, elided=False)
    if verb is not None and quantity.kind != "share" and (verb.name in NAMING or (quantity.kind == "size" and text[verb.end - 1] == "地")):
        return _named_by(text, verb)
    same = before.last(clause, quantity.kind, reach=2)
    if quantity.unit_surface in NOUN_UNITS and (same is None or same.quantity.unit_surface != quantity.unit_surface):
        return metric(quantity.unit_surface, (quantity.unit_end - len(quantity.unit_surface), quantity.unit_end), elided=False)
    listed = _topic(reading, clause) if clause.after == ":" and _is_list_item(reading, clause) else None
    if listed is not None:
        return metric(text[slice(*listed)], None, elided=True)
    last = before.last(clause, None if quantity.kind in MEASURED or quantity.kind == "span" else quantity.kind)
    last = _that_grew(text, quantity, verb, last, before)
    last = before.shared(reading.scene, clause, quantity) or last or same or before.last(clause, None)
    if last is not None:
        return metric(last.metric.surface, None, elided=True)
    named = _topic(reading, clause) if verb is None or verb.light else None
    if named is not None:
        return metric(text[slice(*named)], None, elided=True)
    if verb is not None:
        return metric(text[verb.start : verb.end], (verb.start, verb.end), elided=False)
    words = text[clause.start : quantity.start].strip()
    return metric(words[-12:] or quantity.unit_surface, None, elided=not words)


def _that_grew(text: str, quantity: Quantity, verb: Verb | None, last: Figure | None, before: Before) -> Figure | None:
    """The figure that a growth is of: not how much of a plan or of a whole it was (完成率为27%,同比增长17.6%), but the sum before it."""
    growing = last is not None and quantity.unit == "pct" and verb is not None and verb.name == "增长"
    growing = growing and not text.endswith(("到", "至"), 0, verb.end if verb is not None else 0)
    if not growing or last is None or not last.metric.surface.endswith(("完成率", "任务", "目标", "计划", "比重", "占比")):
        return last
    return next(
        (one for one in reversed(before.figures) if one.clause.sentence == last.clause.sentence and one.quantity.kind != "share"), last
    )


def _whose(text: str, quantity: Quantity, found: Phrase, before: Before, clause: Clause) -> str | None:
    """What the figure before measures, when only whose part it is stands here: 其中白马园区12亿元."""
    last = before.last(clause, quantity.kind)
    if (
        last is None
        or found.metric is None
        or found.verb is not None
        or found.other is not None
        or quantity.kind not in ("money", "output")
    ):
        return None
    return last.metric.surface if _WHOSE.search(text[slice(*found.metric)]) and not found.right else None


def _is_list_item(reading: Reading, clause: Clause) -> bool:
    """Whether the clause before the colon is a mere name (高新技术企业:146家)."""
    before = reading.scene.body.clauses[clause.number - 1]
    return before.sentence == clause.sentence and not [verb for verb in inside(before, reading.scene.verbs) if not verb.nominal]


def _topic(reading: Reading, clause: Clause) -> tuple[int, int] | None:
    """What the clause before, in the same sentence, begins with: 用电负荷创新高,达35万千瓦."""
    scene = reading.scene
    if not clause.number or scene.body.clauses[clause.number - 1].sentence != clause.sentence:
        return None
    before = scene.body.clauses[clause.number - 1]
    if clause.after == ":":
        return noun_phrase(scene, before.start, before.end, governed=True)[0]
    verbs = inside(before, scene.verbs)
    zones = [zone.end for zone in inside(before, scene.zones)]
    return noun_phrase(scene, max(zones, default=before.start), verbs[0].start, governed=True)[0] if verbs else None


def _named_by(text: str, verb: Verb) -> Metric:
    """The measured noun at the end of the verb (完成投资, 带动就业), else the verb itself."""
    words = text[verb.start : verb.end]
    nouns = [hit for hit in lexicon("heads").hits(words) if hit.end == len(words)]
    start = verb.start + (nouns[0].start if nouns else 0)
    return metric(text[start : verb.end], (start, verb.end), elided=False)


def claim_of(reading: Reading, figure: Figure) -> Claim:
    """The claim of a figure, without its number and key."""
    scene, clause, quantity = reading.scene, figure.clause, figure.quantity
    certainty = between(scene, quantity.end, figure.verb.end) if figure.found.verb_right and figure.verb else None
    certainty = certainty or reading.certainties[clause.number]
    if figure.found.verb is not None and scene.text[figure.found.verb.end : quantity.start] == "的":
        # 此次签约的21个项目必将…: what becomes of them says nothing of their number.
        certainty = between(scene, clause.start, figure.found.verb.start)
    if _FROM.search(scene.text, max(clause.start, quantity.start - 8), quantity.start):
        certainty = None
    modality, condition = modality_of(certainty, figure.verb)
    if modality.name == "planned" and _is_estimate(reading, figure, modality.cue):
        modality = replace(modality, name="achieved")
    end = figure.verb.end if figure.verb else quantity.start
    subject = costing(scene, clause, quantity) or subject_of(scene, clause, min(end, quantity.start), reading.focus)
    evidence = Span(start=clause.start, end=clause.end, text=scene.body.text[clause.start : clause.end])
    return Claim(
        id="",
        doc=reading.doc,
        pub=reading.published,
        tier=_tier(quantity, modality.name),
        zone=zone_of(reading.focus, (clause.start, clause.end), subject),
        subject=subject,
        predicate=predicate(reading, figure),
        metric=figure.metric,
        aggregate=_aggregate(reading, figure),
        value=_value(scene.body.text, quantity),
        time=_time(reading, figure, modality.name, max(quantity.end, end)),
        modality=modality,
        polarity=polarity_of(scene, clause, figure.verb),
        attribution=reading.attributions[clause.sentence],
        evidence=evidence,
        condition=condition,
        counterparty=counterparty_of(scene, clause, reading.focus),
        examples=_examples(reading, clause, quantity),
    )


def _is_estimate(reading: Reading, figure: Figure, cue: str | None) -> bool:
    """预计全年完成100亿元, said when that year is over, reckons what was done and plans nothing."""
    frame, published = reading.frames[figure.clause.number], reading.published
    if cue is None or not cue.startswith(("预计", "预期")) or published is None:
        return False
    found = time_of(reading.scene, figure.clause, frame, (figure.quantity.start, figure.quantity.end), False)
    return found.role == "period" and found.end is not None and found.end < published


def _aggregate(reading: Reading, figure: Figure) -> str:
    if figure.speed:
        return "yoy"
    measured = measured_class(figure.metric.surface)
    share = measured == "占比" and figure.quantity.kind == "share" and figure.quantity.unit != "pp"
    if share or is_part(reading.scene.text, figure):
        return "share"
    since = figure.clause.start if figure.coordinated and figure.quantity.kind == "share" else figure.since
    name = aggregate_of(reading.scene, figure.clause, figure.quantity, figure.verb, since)
    if name == "none" and figure.found.verb is None and reading.scene.text[figure.since : figure.since + 1] == "、":
        # 新增A21家、B68家: what is new of the one is new of the other.
        whole = aggregate_of(reading.scene, figure.clause, figure.quantity, figure.verb, figure.clause.start)
        name = whole if whole == "increment" else name
    if name == "none" and figure.quantity.kind == "share" and figure.verb is not None and figure.verb is not figure.found.verb:
        name = "share" if figure.verb.name == "占比" else name
    if (
        name == "none"
        and figure.quantity.kind == "money"
        and _ALL_FOR.search(reading.scene.text, figure.clause.start, figure.quantity.core)
    ):
        return "cumulative"
    return "none" if name == "share" and _RATE.search(figure.metric.surface) else name


def _time(reading: Reading, figure: Figure, modality: str, end: int) -> Time:
    """The time of the claim; what hangs on a condition and what a plan lays out in space take none from their sentence."""
    frame = reading.frames[figure.clause.number]
    if _FIRST.search(reading.scene.text, max(figure.clause.start, figure.quantity.start - 8), figure.quantity.start):
        return Time(role="none")
    spread = figure.verb is None or figure.verb.light or figure.verb.name == "面积"
    spread = spread and figure.quantity.kind == "size" and measured_class(figure.metric.surface) == "面积"
    consists = figure.verb is not None and reading.scene.text[figure.verb.start : figure.verb.end] in _CONSISTS
    if modality == "conditional" or spread or consists:
        frame = frame.without_framing()
    found = time_of(reading.scene, figure.clause, frame, (figure.quantity.start, end), modality in AHEAD)
    return _year_of(reading, figure, found)


def _year_of(reading: Reading, figure: Figure, whole: Time) -> Time:
    """2016年至2018年,分别完成236亿元、314亿元、365亿元: each figure is of its own year, when there are as many years as figures."""
    first, last = whole.start, whole.end
    alike = [item for item in inside(figure.clause, reading.scene.quantities) if item.kind == figure.quantity.kind]
    if first is None or last is None or not 1 < last.year - first.year + 1 == len(alike):
        return whole
    if "分别" not in reading.scene.text[figure.clause.start : alike[0].core] or (first.month, last.month) != (1, 12):
        return whole
    year = first.year + alike.index(figure.quantity)
    return replace(whole, start=date(year, 1, 1), end=date(year, 12, 31))


def _tier(quantity: Quantity, modality: str) -> str:
    if modality in ("target", "commitment"):
        return "T"
    return "L" if quantity.unit_surface in ("大", "大类", "类") else "Q"


def _value(text: str, quantity: Quantity) -> Value:
    return Value(
        surface=text[quantity.start : quantity.end],
        num=quantity.num,
        low=quantity.low,
        high=quantity.high,
        unit=quantity.unit,
        unit_surface=quantity.unit_surface,
        comparator=quantity.comparator,
        hedge=quantity.hedge,
        start=quantity.start,
        end=quantity.end,
    )


def _examples(reading: Reading, clause: Clause, quantity: Quantity) -> tuple[str, ...]:
    if reading.scene.text.find("等", clause.start, quantity.start) < 0:
        return ()
    lists = list(_LIST.finditer(reading.scene.text, clause.start, quantity.start))
    names = lists[-1] if lists else None
    if names is None or quantity.start - names.end() > 12:
        return ()
    listed = reading.scene.body.text[names.start() : names.end()].split("、")
    verbs = [
        verb for verb in inside(clause, reading.scene.verbs) if names.start() <= verb.start and verb.end <= names.start() + len(listed[0])
    ]
    if verbs:
        listed[0] = listed[0][verbs[-1].end - names.start() :].lstrip("了")
    return tuple(name for name in listed if name)
