"""Drop quantities that only narrow what another counts: thresholds and capacities in names.

The tables "Numbers that are not values" of the annotation manual: 年产值亿元以上企业48家, 总投资超1亿元的项目17个,
3万吨氯化法钛白粉生产线. They stay part of the noun phrase.
"""

from __future__ import annotations

import re

from pipeline.claims.quantities import Quantity

_THRESHOLD_NOUN = re.compile(
    r"(?:以上|级)?(?:的)?[^,。;:、\d\n]{0,12}?(?:企业|项目|园区|集团|公司|产业集群)|(?:以上)?的(?:有|共|达|就有)?(?=(?:[近约逾超]|超过)?\d)"
)
_BARE_NOUN = re.compile(
    r"(?:以上|级)?(?:的)?(?:重点|重大|工业|龙头|优质|产业)*(?:企业|项目|园区|工程|GDP|生产总值|产值|地区|增加值|俱乐部)"
)
_NAMED_CAPACITY = re.compile(r"[^,。;:、\n]{1,30}?(?:项目|生产线|工程|装置|机组|电站|基地|起重机|锅炉|级|产线)")
_NAMED_SPAN = re.compile(r"(?!以内|之内|左右|办结|完成|内)[一-鿿]{1,8}(?:圈|服务|在线|值班|制|热线|营业|运转|供应)")
_FOR = re.compile(r"(?:,|最高)?(?:一次性)?(?:给予|奖励|补助|补贴|资助)")
"""对投入超过1000万元的企业给予…: what a grant hangs on."""
_SCALE_NAME = re.compile(r"(?:级)?重点|[一-鿿]{0,6}(?:园区|企业|项目|工程)")
_PRODUCING = re.compile(
    r"(?:产量|处理|供应|年产|产能|发电|用电|节约|运量|吞吐|生产|能力|规模|装机|节电|节水|消耗|排放|供气|供热|达|减排|降低|运送|发运)[^,。;\n]{0,6}$"
)
_TOLD = ("将", "已", "于", "计划", "预计", "正式", "全部", "建成", "投产", "开工", "并网", "达产")
"""一期10吉瓦将于9月投产: a verb behind the capacity says something of it."""
_ORIGIN = re.compile(r"[^,。;:、\n\d]{1,10}的")
_COSTING = re.compile(r"(?:总投资|投资总额|总投资额)(?:额)?$")
_YEARLY = re.compile(r"年(?:产|生产|加工|处理|组装)$")
_NAMED_PLANT = re.compile(r"[^,。;:、\n]{1,24}?(?:项目|生产线|基地|工程)")
"""年产40万件精密零部件项目: what a project is to make is part of its name."""
_DEFINES = re.compile(r"\([^(),。;]{2,14}\)(?=[\d完实达为共约近超逾突])")
"""工业总产值(2000万元以上)65亿元: of whom the figure behind the bracket is."""
_NAME = re.compile(r"[一-鿿]{2,8}")
"""百亿级创新药企1—2家: the scale of what is counted."""
_CUT = re.compile(r"[,。;:\n]")


def asserted(text: str, counted: tuple[Quantity, ...]) -> tuple[Quantity, ...]:
    """The quantities of the folded text without thresholds and named capacities."""
    kept = []
    for number, quantity in enumerate(counted):
        before = counted[number - 1] if number else None
        after = counted[number + 1] if number + 1 < len(counted) else None
        nominal = quantity.bare and quantity.comparator == "eq"
        nominal = nominal or (
            quantity.kind == "classifier"
            and _YEARLY.search(text, max(0, quantity.start - 4), quantity.start) is not None
            and _NAMED_PLANT.match(text, quantity.end) is not None
        )
        nominal = nominal or (quantity.comparator in ("ge", "gt") and _DEFINES.match(text, quantity.start - 1) is not None)
        nominal = nominal or (quantity.kind == "span" and _NAMED_SPAN.match(text, quantity.end) is not None)
        nominal = nominal or (text.startswith("来自", max(0, quantity.start - 2)) and _ORIGIN.match(text, quantity.end) is not None)
        least = quantity.kind in ("size", "output") and quantity.comparator == "ge"
        narrowing = nominal or ((quantity.kind == "money" or least) and _is_threshold(text, quantity, before, after))
        if not narrowing and not (quantity.kind == "output" and _is_capacity(text, quantity)):
            kept.append(quantity)
    return tuple(kept)


def _is_threshold(text: str, quantity: Quantity, before: Quantity | None, after: Quantity | None) -> bool:
    if quantity.comparator == "order" and before is not None and before.kind == "classifier" and before.end == quantity.start:
        return False
    if quantity.bare and _BARE_NOUN.match(text, quantity.unit_end) and quantity.comparator != "order":
        return True
    if text.endswith("一批", 0, quantity.start) and quantity.comparator in ("gt", "ge"):
        return True
    if quantity.bare and text.startswith("重点", quantity.end):
        return True
    cost = is_cost(text, quantity)
    costing = cost and text.startswith("的", quantity.end)
    if "元" not in quantity.unit_surface and quantity.comparator == "eq" and not costing and _SCALE_NAME.match(text, quantity.end):
        return True
    if (
        quantity.comparator == "order"
        and after is not None
        and after.kind == "classifier"
        and _NAME.fullmatch(text, quantity.end, after.start)
    ):
        return True
    noun = _THRESHOLD_NOUN.match(text, quantity.unit_end)
    if not noun:
        return False
    if quantity.comparator in ("gt", "ge") and _FOR.match(text, noun.end()) and quantity.kind == "money":
        return True
    if quantity.comparator == "eq" and costing:
        # 总投资273亿元的31个项目: what they cost together.
        return after is not None and after.kind == "share"
    following = (
        after is not None and after.kind in ("classifier", "share") and noun.end() <= after.start and _near(text, noun.end(), after.start)
    )
    counting = (
        before is not None
        and before.kind == "classifier"
        and quantity.comparator not in ("eq", "order")
        and not cost
        and _near(text, before.end, quantity.start)
    )
    return following or counting or (quantity.comparator == "ge" and text.startswith("以上", quantity.unit_end))


def is_cost(text: str, quantity: Quantity, since: int = 0) -> bool:
    """Whether 总投资 or the like stands right before an amount, no further back than `since`."""
    return _COSTING.search(text, max(since, quantity.start - 6), quantity.start) is not None


def _near(text: str, start: int, end: int) -> bool:
    return 0 <= end - start < 10 and not _CUT.search(text, start, end)


def _is_capacity(text: str, quantity: Quantity) -> bool:
    after = text[quantity.end : quantity.end + 1]
    if not "一" <= after <= "鿿" or after == "的" or text.startswith(_TOLD, quantity.end):
        return False
    if _NAMED_CAPACITY.match(text, quantity.end):
        return True
    return not _PRODUCING.search(text, max(0, quantity.start - 14), quantity.start)
