"""Name what a figure states: the class of its predicate, from the verb, the unit or what is measured."""

from __future__ import annotations

import re
from functools import lru_cache

from db.claim import Metric, Predicate
from pipeline.claims.body import Clause
from pipeline.claims.certainty import MORE
from pipeline.claims.interim import interim
from pipeline.claims.lexicon_files import lexicon
from pipeline.claims.phrases import Phrase
from pipeline.claims.quantities import Quantity
from pipeline.claims.reading import Reading
from pipeline.claims.scene import Verb

COUNTED = frozenset(("就业", "订单", "产能", "外贸"))
"""Classes whose metric may also be counted in pieces: 产量6万辆, 出口4900万台."""
OPEN = {"成交": "其他:成交"}
"""Measures without a class of their own in the annotation manual."""
_TIMES_OF = re.compile(r"(?:是|为|相当于)[^,。;:、]{1,16}的(?:近|约|逾|超过?)?$")
_PLANS = ("任务", "目标", "计划", "预算", "计划产量", "目标任务", "工程量")
"""What is done of a plan is no measure of its own: 完成年度目标的106%."""
_AMOUNT = re.compile(r"[一-鿿]{2}(?:(?<!数)量|额|人次)$")
_RATE_NAME = re.compile(r"^.{2,7}率$|[一-鿿]{2}率$")
"""A rate without a verb is its own class: 复工率100%."""
_ABLE = re.compile(r"(?:、[^,。;:]{1,24})?的?(?:年|日|月)?(?:生产|加工|处理|制造|设计)?(?:产能|能力)(?=[,。;、]|$)")
"""What is formed or had is a capacity: 形成多晶硅2万吨、硅片3GW的生产能力."""


@interim
class Figure:
    """A value with what belongs to it, before it becomes a claim."""

    clause: Clause
    """Its clause."""

    quantity: Quantity
    """The value."""

    verb: Verb | None
    """The governing verb, perhaps shared with the figure before."""

    found: Phrase
    """What stands around it."""

    metric: Metric
    """What is counted or measured."""

    since: int
    """Where the words that belong to this figure begin."""

    coordinated: bool = False
    """True when it is one of several shares that a verb governs together."""

    speed: bool = False
    """True when the figure is a rate of growth by what follows it (40%以上的增速)."""


def predicate(reading: Reading, figure: Figure) -> Predicate:
    """The class of the verb; a light verb takes it from what is measured, and so does a figure without a verb."""
    text, verb, quantity = reading.scene.body.text, figure.verb, figure.quantity
    surface = text[verb.start : verb.end] if verb else ""
    if (kind := _by_unit(text, figure, surface)) is not None:
        return Predicate(name=kind, surface=surface or ("翻" if text[quantity.core] == "翻" else ""))
    measured = measured_class(figure.metric.surface) if quantity.kind != "span" else None
    shared = figure.found.verb is None and measured is not None and quantity.kind != "share"
    if is_part(text, figure):
        return Predicate(name="占比", surface=surface)
    if verb is not None and not verb.light and not (shared and (quantity.kind != "classifier" or measured in COUNTED)):
        return Predicate(name=verb.label, surface=surface)
    if quantity.kind == "share" and measured == "占比":
        return Predicate(name=measured, surface=surface)
    level = surface.endswith(("至", "到")) and measured is not None and (quantity.kind != "classifier" or measured == "产能")
    if verb is not None and ((verb.name == "增长" and not level) or (verb.name == "占比" and quantity.kind == "share")):
        return Predicate(name=verb.label, surface=surface)
    if measured and (quantity.kind != "classifier" or measured in COUNTED) and surface not in ("新增",):
        return Predicate(name=OPEN.get(measured, measured), surface=surface)
    rate = _RATE_NAME.search(figure.metric.surface) if verb is None and quantity.kind == "share" else None
    if figure.found.other is not None or rate:
        words = text[slice(*figure.found.other)] if figure.found.other is not None else rate.group() if rate else ""
        return Predicate(name=f"其他:{words}", surface=words)
    if verb is None and quantity.kind == "size" and figure.metric.surface.endswith("规模"):
        return Predicate(name="面积", surface=surface)
    if verb is None or verb.name in ("达到", "拥有", "实现", "突破"):
        having = (
            quantity.kind == "classifier"
            and not (verb is not None and verb.name != "拥有" and surface != "为" and _AMOUNT.search(figure.metric.surface))
        ) or verb is None
        return Predicate(name="拥有" if having else f"其他:{surface}", surface=surface)
    return Predicate(name=verb.label, surface=surface)


def is_part(text: str, figure: Figure) -> bool:
    """全区三分之一的税收, 其中近四成销往海外: a share of a whole, by its place alone."""
    quantity, verb = figure.quantity, figure.found.verb
    if quantity.unit != "pct" or figure.speed or (verb is not None and (not verb.light or verb.name in ("增长", "占比"))):
        return False
    whole = figure.found.right and text[quantity.end : quantity.end + 1] == "的"
    return whole or (verb is None and text.endswith(("其中", "其中,", "其中,"), 0, quantity.start))


def _by_unit(text: str, figure: Figure, surface: str) -> str | None:
    """The class that the unit alone decides: ranks, doublings, percentage points, rates of growth."""
    quantity, verb = figure.quantity, figure.verb
    able = quantity.kind in ("classifier", "output", "size") and _ABLE.match(text, quantity.end)
    if able and (verb is None or verb.light or verb.name in ("形成", "建设", "完工", "生产")):
        return "产能"
    if figure.speed or text[quantity.core] == "翻":
        return "增长"
    if quantity.unit == "times" and _TIMES_OF.search(text, max(figure.clause.start, quantity.core - 22), quantity.core):
        return "是"
    if verb is None and MORE.search(text, max(figure.clause.start, quantity.core - 22), quantity.core):
        return "增长"
    if quantity.kind == "span" and verb is not None and verb.name == "增长":
        return "办结"
    if quantity.unit == "pp" and (verb is None or verb.name in ("达到", "拥有")):
        return "增长"
    if quantity.kind == "share" and figure.metric.surface.endswith(_PLANS) and (figure.found.verb is None or figure.found.verb.light):
        return f"其他:{surface if figure.found.verb else '完成'}"
    return _by_object(text, figure, surface)


def _by_object(text: str, figure: Figure, surface: str) -> str | None:
    """The class that the verb has with this object: 建立合作, 兑现贷款; entered lists keep their verb."""
    quantity, verb = figure.quantity, figure.verb
    if verb is not None and verb.name == "建立" and text[: figure.clause.end].endswith(("合作", "合作关系")):
        return "合作"
    if verb is not None and verb.name == "兑现" and figure.metric.surface.endswith(("贷款", "授信")):
        return "授信"
    if quantity.kind == "rank" or quantity.entry == "leaps":
        return "排名"
    entered = quantity.kind == "classifier" and surface in ("进入", "列", "排", "居")
    return f"其他:{surface}" if entered else None


@lru_cache(maxsize=4096)
def measured_class(surface: str) -> str | None:
    """The class of the measure a noun phrase ends with (固定资产投资 is 投资); None when it ends with none."""
    best = None
    rate = surface.endswith(("率", "指数", "系数", "强度", "满意度", "面")) and not surface.endswith("投资强度")
    for hit in lexicon("heads").hits(surface):
        if rate and hit.end < len(surface):
            continue
        best = hit.entry.name if hit.end >= len(surface) - 2 or best is None else best
    return best
