"""Find what a quantity counts or measures, and the verb that says so, by looking left and right in its clause."""

from __future__ import annotations

import re

from pipeline.claims.behind import narrows, right_verb
from pipeline.claims.body import Clause
from pipeline.claims.interim import interim
from pipeline.claims.lexicon_files import lexicon
from pipeline.claims.nouns import PLACE as _PLACE
from pipeline.claims.nouns import noun_phrase, right_noun_phrase
from pipeline.claims.quantities import Quantity
from pipeline.claims.rows import within
from pipeline.claims.scene import Block, Scene, Verb

_ABSTRACT = re.compile(
    r"^(?:基础上|基础|情况|速度|增速|势头|目标|方式|规模|水平|背景|优势|作用|比例|标准|同时|成绩|好成绩|总量|能力|价格|高(?!新|校|端|层|技|等|速)|形式|增幅|资金到位率|占比"
    r"|年?产能|(?:年|日)?(?:生产|加工|处理|制造)能力)"
)
_PACE = re.compile(r"(?<![一-鿿\d])(?P<pace>增速|增幅|涨幅)(?=[比较高低快慢回提收扩缩上下])")
_RANKING = re.compile(r"在(?P<what>[^,。;:在]{2,24}?(?:排名|评价|考核|评估|考评|榜单|排行榜|评比))(?:结果)?中(?=[前跃上晋位名列排居下])")
_PLAN = re.compile(
    r"(?:完成|实现|达到|为|达|超|占)了?(?P<what>[^,。;:、的]{1,8}(?:任务|目标|计划|预算|计划产量|工程量))(?:[\d.]+[百千万亿]*元)?的?(?:近|约|逾|超过?)?$"
)
_MONEY_OBJECT = re.compile(
    r"[一-鿿“”]{0,10}?(?:资金|贷款|基金|补助|补贴|奖励|订单|授信|税收|产值|融资|奖金|债券|红包|消费券|资助|支持|大单|产业|集群|企业)$"
)
_COSTING_ITEM = re.compile(
    r".*(?:、|和|及|包括|包含|涵盖|[其当]中|有|签约|引进|签署|启动|,|^)了?(?=(?:计划|协议|合同|预计|估算)?总?投资(?:额|总额)?[约近超过逾达]*$)"
)
"""包括总投资90亿元的甲项目、总投资60亿元的乙项目: each amount is what the project behind it costs, whatever is told of them."""
_AWARD = re.compile(r"[一-鿿“”]{0,12}?(?:奖励|补贴|补助|资助|支持|贴息|奖补|扶持|奖金|红包|专项资金)(?=[,。;、:]|$)")
_BARE_HEADS = frozenset(("总额", "总量", "总数", "金额", "数量", "面积", "规模", "总规模", "总面积"))
_TRANSPARENT = ("adverb", "time", "baseline")
MEASURED = frozenset(("money", "size", "share", "output"))
NOUN_UNITS = frozenset(("大类", "类", "人", "人次", "批次", "架次", "列", "场次", "班次", "户次", "家次", "连跳", "连升", "单"))
_Two = tuple[tuple[int, int] | None, tuple[int, int] | None]
GROWING = frozenset(("增长", "占比", "突破"))


@interim
class Phrase:
    """What was found around one quantity."""

    verb: Verb | None
    """The governing verb; None when the clause has none."""

    metric: tuple[int, int] | None
    """Span of the noun phrase; None when the clause leaves it out."""

    before: str
    """Kind of the block that bounds the phrase on the left; empty at the clause's edge."""

    right: bool
    """True when the noun phrase follows the quantity."""

    verb_right: bool
    """True when the verb follows the quantity."""

    other: tuple[int, int] | None = None
    """Span of a governing verb that the lexicon does not know; None when there is none."""

    scope: bool = False
    """True when the noun phrase only says among whom something is ranked (位居全省第二)."""


@interim
class _Left:
    """What stands before a quantity."""

    verb: Verb | None = None
    metric: tuple[int, int] | None = None
    other: tuple[int, int] | None = None
    before: str = ""


def phrase(scene: Scene, clause: Clause, quantity: Quantity, around: tuple[Block, ...]) -> Phrase:
    """The verb and the noun phrase of a quantity within its clause, `around` being the clause's blocks."""
    edge, left, right = _parted(scene, clause, quantity, around)
    if edge > clause.start and _begins_anew(scene, quantity, left, right):
        edge, left = quantity.start, []
    found = _left(scene, (edge, min(quantity.start, clause.end)), left)
    if edge > clause.start and not left and not found.metric and scene.text[edge : quantity.start].strip(" 、") == "":
        found = _Left(before="quantity")
    found = _outside(scene, quantity, left, right, found)
    hedging = [verb for verb in within(scene.verbs, quantity.start, quantity.core) if verb.name in ("突破", "达到")]
    verb = found.verb or (hedging[0] if hedging else None)
    following = _following(scene, clause, quantity, right, verb)
    later = right_verb(scene, quantity, right, verb, named=found.metric is not None)
    use_right = following is not None and _prefers_right(scene, quantity, found.metric, following)
    narrowed = quantity.kind in MEASURED and quantity.comparator != "order" and scene.text[quantity.end : quantity.end + 1] == "的"
    if narrowed and verb is not None and not verb.light and not (following and _names_amount(scene, following)):
        following = None
    metric = _of_plan(scene, clause, quantity) or (following if use_right or found.metric is None else found.metric)
    metric, other = _done_or_named(scene, clause, (quantity, later), right, (metric, found.other))
    scope = quantity.kind == "rank" and metric == found.metric and _among(scene, verb, metric)
    if scope and verb is not None:
        named = _ranked(scene, verb, left, edge)
        metric, scope = named or metric, named is None
    if metric is None and verb is not None and (verb.light or verb.name == "排名"):
        metric = _measure_before(scene, verb, left, edge)
    unknown = other if verb is None or (verb.light and verb.name not in GROWING and verb.name != "拥有") else None
    right_of = metric is not None and metric == following
    return Phrase(later or verb, metric, found.before, right_of, later is not None, unknown, scope)


def _measure_before(scene: Scene, verb: Verb, left: list[Block], edge: int) -> tuple[int, int] | None:
    """出口占六成, 投资占比均居第一: a word that may be a noun is what the light verb behind it measures."""
    adverbs = [block.start for block in left if block.kind == "adverb" and block.end == verb.start]
    stop = adverbs[0] if adverbs else verb.start
    nouns = [block for block in left if block.end == stop and block.verb is not None and _measures(scene, block)]
    if not nouns:
        return None
    begins = max((block.end for block in left if block.end <= nouns[-1].start), default=edge)
    return _name_start(scene, nouns[-1], begins) if adverbs else nouns[-1].start, nouns[-1].end


def _of_plan(scene: Scene, clause: Clause, quantity: Quantity) -> tuple[int, int] | None:
    """What a share of a plan, the change of a pace or a rank is said of: 完成计划产量的18%, 在综合排名中前进5位."""
    if quantity.kind == "rank":
        listed = _RANKING.search(scene.text, clause.start, quantity.start)
        return listed.span("what") if listed else None
    if quantity.kind != "share":
        return None
    if quantity.unit == "pp":
        pace = _PACE.search(scene.text, clause.start, quantity.start)
        return pace.span("pace") if pace else None
    plan = _PLAN.search(scene.text, clause.start, quantity.start)
    return plan.span("what") if plan and scene.text[plan.start()] != "占" else None


def _done_or_named(scene: Scene, clause: Clause, at: tuple[Quantity, Verb | None], right: list[Block], found: _Two) -> _Two:
    """Metric and unknown verb, where the verb behind names the one (9个已签约项目未能供地) or the other is part of it.

    企业开办最快1小时办结: what takes the time is the doing.
    """
    (quantity, later), (metric, other) = at, found
    if later is not None and (metric is None or _counts_staged(scene, quantity, right)):
        named = next((block.end for block in right if narrows(scene, block)), later.end)
        return right_noun_phrase(scene, clause, named, [block for block in right if block.start >= named]), other
    if quantity.kind == "span" and metric is not None and other is not None and other[0] == metric[1]:
        return (metric[0], other[1]), None
    return metric, other


def _counts_staged(scene: Scene, quantity: Quantity, right: list[Block]) -> bool:
    """重点调度73家已投产企业: how far the counted ones are stands between their number and their name, so no other words name them."""
    named = next((block for block in right if narrows(scene, block)), None)
    return quantity.kind == "classifier" and named is not None and scene.text[quantity.end : named.start] in ("", "已", "在")


def _parted(scene: Scene, clause: Clause, quantity: Quantity, around: tuple[Block, ...]) -> tuple[int, list[Block], list[Block]]:
    """Where the quantity before ends (or the clause begins), the blocks from there to the quantity, and those behind it."""
    edge, left, right = clause.start, list[Block](), list[Block]()
    item = _COSTING_ITEM.search(scene.text, clause.start, quantity.start) if quantity.kind == "money" else None
    if item and scene.text[quantity.end : quantity.end + 1] == "的":
        edge = item.end()
    for block in around:
        if block.start < edge and block.end <= quantity.core:
            continue
        if block.start >= quantity.end:
            right.append(block)
        elif block.end <= quantity.core and block.kind != "quantity":
            left.append(block)
        elif block.end <= quantity.start:
            edge, left = block.end, []
    return edge, left, right


def _begins_anew(scene: Scene, quantity: Quantity, left: list[Block], right: list[Block]) -> bool:
    """4个项目达成意向、11家企业完成注册: behind the stroke each count has a verb of its own."""
    if quantity.kind != "classifier" or scene.text[quantity.start - 1] != "、":
        return False
    own = next((block for block in right if block.kind in ("quantity", "verb")), None)
    return own is not None and own.kind == "verb" and any(block.kind == "verb" for block in left)


def _following(scene: Scene, clause: Clause, quantity: Quantity, right: list[Block], verb: Verb | None) -> tuple[int, int] | None:
    """The noun phrase behind the quantity; of money that is granted the whole name of the grant (2000万元落户奖励)."""
    own = scene.text[quantity.end : quantity.end + 1] == "的"
    if quantity.kind == "money" and verb is not None and verb.name in ("兑现", "提供"):
        award = _AWARD.match(scene.text, quantity.end + own, clause.end)
        if award:
            return award.span()
    counted = quantity.kind == "classifier" or own or quantity.comparator == "order"
    return right_noun_phrase(scene, clause, quantity.end, right, counted=counted)


def _measures(scene: Scene, block: Block) -> bool:
    """Whether a verb is also the name of a figure: 出口, 实际使用外资."""
    return block.verb is not None and (block.verb.nominal or scene.text[block.start : block.end] in lexicon("heads").surfaces)


def _is_measure(scene: Scene, block: Block) -> bool:
    """Whether a verb that names a figure has its own doer before it: 高新技术产业实际利用外资同比增长, not 完成投资增长."""
    return _measures(scene, block) and scene.text[block.start : block.end] in lexicon("heads").surfaces


def _among(scene: Scene, verb: Verb | None, metric: tuple[int, int] | None) -> bool:
    """Whether the noun phrase behind the verb says among whom (位居全省), not what is entered (进入全国百强)."""
    if verb is None or metric is None or metric[0] < verb.end:
        return False
    return verb.name == "排名" and scene.text[verb.start : verb.end].endswith(("居", "列", "排名", "排", "排在", "排位"))


def _ranked(scene: Scene, verb: Verb, left: list[Block], edge: int) -> tuple[int, int] | None:
    """What is ranked stands before the verb; behind it stands only among whom (总数位居全省第二)."""
    bounds = [block.end for block in left if block.end <= verb.start and block.kind != "adverb"]
    measured = [block for block in left if block.end == verb.start and block.verb is not None and block.verb.name == "到位"]
    if verb.nominal:
        return verb.start, verb.end
    if measured:
        return measured[0].start, measured[0].end
    return noun_phrase(scene, max(bounds, default=edge), verb.start, governed=True)[0]


def _outside(scene: Scene, quantity: Quantity, left: list[Block], right: list[Block], found: _Left) -> _Left:
    """在打造平台等8个领域开展合作: a verb inside the side phrase of a count does not govern it when another follows."""
    opened = [block for block in left if block.kind == "preposition" and scene.text[block.start] in "在围就针"]
    later = [block for block in right if block.verb is not None and not block.verb.light]
    inner = found.verb is not None and bool(opened) and opened[0].start < found.verb.start
    return _Left(metric=found.metric, before="preposition") if quantity.kind == "classifier" and inner and later else found


def _prefers_right(scene: Scene, quantity: Quantity, left: tuple[int, int] | None, right: tuple[int, int]) -> bool:
    """Counted nouns follow their classifier; money and shares follow what they measure."""
    text = scene.text[right[0] : right[1]]
    of_quantity = scene.text[quantity.end : quantity.end + 1] == "的"
    if quantity.kind == "classifier" or quantity.comparator == "order":
        return not (left is not None and ((of_quantity and _ABSTRACT.match(text)) or text in ("能力", "产能", "生产能力")))
    if quantity.kind == "money" and of_quantity:
        return left is not None and _names_amount(scene, right) and not _names_amount(scene, left)
    if quantity.kind == "money":
        return bool(_MONEY_OBJECT.match(text))
    if quantity.kind == "share" and of_quantity and quantity.unit == "pct" and not _ABSTRACT.match(text):
        return True
    return (left is None and not _ABSTRACT.match(text)) or (quantity.kind == "size" and not of_quantity and not _ABSTRACT.match(text))


def _names_amount(scene: Scene, span: tuple[int, int]) -> bool:
    """Whether a noun phrase names what an amount may be of: 4亿元的年产值, 2000亿元的增量."""
    words = scene.text[slice(*span)]
    return words.endswith("增量") or any(hit.end == len(words) for hit in lexicon("heads").hits(words))


def _left(scene: Scene, bounds: tuple[int, int], left: list[Block]) -> _Left:
    """Walk left from the quantity: over light verbs, adverbs and baselines, then through the noun phrase to its verb."""
    start, position = bounds
    verb: Verb | None = None
    rest = list(left)
    if rest and rest[-1].kind == "zone" and rest[-1].end == position and scene.text[rest[-1].start - 1] in "、和及与":
        # 辖东川工业园、甘河工业园和南川工业园四个园区: names of what is counted.
        rest = [block for block in rest if block.kind != "zone"]
    while rest:
        block = rest[-1]
        gap = scene.text[block.end : position].strip(" 、,在")
        if gap == "的" and position == bounds[1] and block.verb is not None and block.verb.stage:
            # 集中开工的24个项目: how far what is counted has come.
            gap = ""
        if gap or (verb is not None and not verb.light and block.kind == "verb"):
            break
        rest.pop()
        if block.kind in _TRANSPARENT:
            position = block.start
        elif block.verb is not None:
            if verb is not None and verb.name in ("占比", "增长") and verb.light and _is_measure(scene, block):
                break
            if _noun_here(scene, start, block, rest) and verb is None:
                rest = [other for other in rest if other.end <= block.start]
                break
            verb, position = _stronger(verb, block.verb), block.start
        else:
            return _Left(verb=verb, before=block.kind)
    return _through(scene, (start, position), rest, verb)


def _through(scene: Scene, bounds: tuple[int, int], rest: list[Block], verb: Verb | None) -> _Left:
    bound = rest[-1] if rest else None
    governed = bound is not None and bound.verb is not None and not bound.verb.light
    if bound is not None and scene.text[bound.start : bound.end] == "了" and len(rest) > 1 and rest[-2].end == bound.start:
        governed = rest[-2].verb is not None and not rest[-2].verb.light
    metric, other = noun_phrase(scene, bound.end if bound else bounds[0], bounds[1], governed=governed)
    while rest and metric is None and rest[-1].kind in _TRANSPARENT:
        edge, rest = rest[-1].start, rest[:-1]
        bound = rest[-1] if rest else None
        metric, more = noun_phrase(scene, bound.end if bound else bounds[0], edge)
        other = other or more
    listed = bound is not None and "等" in scene.text[bound.end : bounds[1]]
    governing = _governing(rest, listed=listed) if metric and other is None else None
    if (
        metric
        and bound is not None
        and governing is not None
        and scene.text[metric[1] - 2 : metric[1]] == "能力"
        and bound.end == metric[0]
    ):
        # 日处理污水能力 is one noun, its verb governs nothing.
        lead = 1 if scene.text[bound.start - 1 : bound.start] in ("日", "年") else 0
        metric, governing = (bound.start - lead, metric[1]), None
    if metric and bound is not None and bound.verb is not None and bound.end == metric[0] and not bound.verb.light:
        words = scene.text[slice(*metric)]
        if words.endswith(("率", "时间", "周期", "用时", "时限", "时长")) and not words.startswith(("平均", "整体")):
            # 签约项目开工率, 审批用时: a verb before such a noun is part of its name.
            metric, governing = (_name_start(scene, bound, bounds[0]), metric[1]), None
        elif words in _BARE_HEADS:
            metric = (bound.start, metric[1])
    if metric and verb is not None and _PLACE.fullmatch(scene.text, *metric):
        # 昆明片区贡献115项: the place before the verb is who does it, not what is counted.
        metric = None
    if governing is not None and (verb is None or (verb.light and verb.name not in GROWING and not governing.light)):
        verb = governing
    return _Left(verb, metric, other, bound.kind if bound else "")


def _name_start(scene: Scene, bound: Block, start: int) -> int:
    """Where the name begins that a verb is part of: with the noun before it (闲置土地处置率), else with the verb."""
    before, _ = noun_phrase(scene, start, bound.start, governed=True) if start < bound.start else (None, None)
    joined = (
        before is not None
        and before[1] == bound.start
        and not any(verb.start < bound.start for verb in within(scene.verbs, start, bound.start))
    )
    return before[0] if before is not None and joined else bound.start


def _governing(rest: list[Block], *, listed: bool = False) -> Verb | None:
    """The verb before the noun phrase, perhaps with adverbs and times between; before a list closed by 等, the first verb."""
    found: Verb | None = None
    for block in reversed(rest):
        if block.verb is not None:
            found = block.verb
            if not listed:
                return found
        elif block.kind not in _TRANSPARENT and block.kind != "zone":
            return found
    return found


def _stronger(near: Verb | None, far: Verb) -> Verb:
    """Of two verbs in a row the one that says more: 增幅达 is growth, 引进达 is 引进."""
    if near is None or (near.light and (not far.light or far.name in GROWING) and near.name not in GROWING):
        return far
    return near


def _noun_here(scene: Scene, start: int, block: Block, rest: list[Block]) -> bool:
    """A word that may be a noun is one beside its quantity when plain words or another verb stand before it: 开票销售150亿元."""
    if block.verb is None or not block.verb.nominal:
        return False
    edge = rest[-1].end if rest else start
    granted = block.verb.name == "兑现" and any(other.kind == "preposition" and scene.text[other.start] in "对给为向" for other in rest)
    if granted or (rest and rest[-1].kind == "preposition"):
        return False
    plain = scene.text[edge : block.start].rpartition("、")[2].strip(" ,“”")
    verbal = bool(rest) and rest[-1].verb is not None and not plain
    return bool(plain) and not (verbal and rest[-1].verb is not None and not rest[-1].verb.light)
