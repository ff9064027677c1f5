"""Tell the quantities that are values of a claim from those nobody asserts.

Durations that only time an event, subject-internal counts (三大主导产业产值增长31.9%), 多个 in passing: the tables
"Numbers that are not values" of the annotation manual. Thresholds were dropped before, in `thresholds`.
"""

from __future__ import annotations

import re

from pipeline.claims.body import Clause
from pipeline.claims.nouns import COSTING
from pipeline.claims.phrases import Phrase
from pipeline.claims.quantities import Quantity
from pipeline.claims.rows import within
from pipeline.claims.scene import Scene, Verb

_PARTITIVE = re.compile(r"其中[,、]?\s?$")
_OPENED = re.compile(r"在[^,。;]{0,8}$")
_AMONG = re.compile(r"[^,。;:、\d]{1,14}中(?!心|国|小|药|试|高|央|介)")
_RATE_OF = re.compile(r"[一-鿿]{0,8}?(?:项目|企业|园区|单位)[一-鿿]{2,6}率")
"""46个重点项目投资完成率超序时进度: the rate is what is told."""
_SPENT = re.compile(r"(?:用|花|经过|历时)了?[^,。;]{0,8}\Z")
"""用3年到5年的时间: what it takes to do something else."""
_SMALL = "一二三四五六七八九十两"
_PLAIN_COUNT = frozenset("个家项条名位所座款支户只件部")
_TIMED = re.compile(r"时限|时间|工期|周期|期限|时长|年限|寿命|用时|审批|办理|压缩|缩短|缩减|办结|受理|提速|通关|天数")
_ON_TIME = re.compile(r"(?:平均|仅需|只需|最快|压缩至|压缩到|缩短至|缩短到|不超过|控制在)\s?$")


def is_value(scene: Scene, clause: Clause, quantity: Quantity, found: Phrase) -> bool:
    """Whether the quantity is the value of a claim."""
    if quantity.kind == "span":
        if _SPENT.search(scene.text, clause.start, quantity.start) and scene.text.startswith(("的时间", "时间"), quantity.end):
            return False
        timed = bool(_TIMED.search(scene.text, clause.start, clause.end)) or bool(
            _ON_TIME.search(scene.text[clause.start : quantity.start])
        )
        return timed or (found.verb is not None and found.verb.name == "办结")
    if quantity.unit_surface in ("次", "轮") and scene.text.endswith(("经过", "历经", "经"), clause.start, quantity.start):
        return False
    if quantity.comparator == "vague":
        return _asserted_vaguely(quantity, found)
    if quantity.unit_surface == "大" or _small(scene, quantity):
        follows = found.metric is not None and not found.right
        return (follows or _governed(found)) and not _subject_internal(scene, clause, quantity, found)
    if quantity.kind == "size" and found.verb is None and scene.text.startswith("的", quantity.end):
        return "面积" in scene.text[clause.start : quantity.start]
    return quantity.kind != "classifier" or not _subject_internal(scene, clause, quantity, found)


def _small(scene: Scene, quantity: Quantity) -> bool:
    core = scene.text[quantity.core : quantity.unit_end]
    return quantity.kind == "classifier" and core[0] in _SMALL and len(core) == 2


def _governed(found: Phrase) -> bool:
    return found.verb is not None and (not found.verb.light or found.verb.name in ("拥有", "占比") or not found.verb_right)


def _asserted_vaguely(quantity: Quantity, found: Phrase) -> bool:
    plain = bool(quantity.unit_surface) and quantity.unit_surface[0] in _PLAIN_COUNT
    return (
        plain and found.right and found.verb is not None and not found.verb_right and not found.verb.light and found.before != "preposition"
    )


def _tells_of_sum(scene: Scene, clause: Clause, quantity: Quantity, verb: Verb) -> bool:
    """15个项目已完成投资140亿元, 31个项目包含新建项目16个: what the verb says is another figure."""
    behind = within(scene.quantities, verb.end, clause.end)
    return bool(behind) and (behind[0].kind in ("money", "share") if verb.name in ("投资", "到位", "兑现") else verb.name == "包含")


def _subject_internal(scene: Scene, clause: Clause, quantity: Quantity, found: Phrase) -> bool:
    """A count inside the subject of another figure, itself not asserted."""
    if found.right and found.metric is not None and _RATE_OF.match(scene.text, *found.metric):
        return True
    among = _AMONG.match(scene.text, quantity.end, clause.end)
    if among and (among.end() == clause.end or _OPENED.search(scene.text[clause.start : quantity.start])):
        return True
    inner = found.verb is not None and found.verb_right and (found.verb.light or _tells_of_sum(scene, clause, quantity, found.verb))
    if found.other is not None or (found.verb is not None and not inner):
        return False
    if (
        not found.right
        or _PARTITIVE.search(scene.text, max(0, quantity.start - 5), quantity.start)
        or found.before in ("preposition", "quantity")
    ):
        return False
    cost = COSTING.match(scene.text, quantity.end, clause.end)  # 11个总投资20亿元项目: what they cost says nothing of who they are.
    others = within(scene.quantities, cost.end() if cost else quantity.end, clause.end)
    lights = [verb for verb in within(scene.verbs, quantity.end, clause.end) if verb.light]
    return bool(lights and others) or any(
        item.kind in ("money", "share", "size", "output", "rank") and item.comparator != "order" for item in others
    )
