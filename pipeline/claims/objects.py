"""Find what an event is about: the object behind its verb or the thing acted on before it, and whether it can be checked.

Tests C2 to C4 of the annotation manual: the object is named, quoted, a zone, or one of the heads that an outsider could check.
"""

from __future__ import annotations

import re

from pipeline.claims.body import Clause
from pipeline.claims.nouns import noun_phrase
from pipeline.claims.reading import Reading
from pipeline.claims.rows import inside, within
from pipeline.claims.scene import Block, Verb

_CHECKABLE = re.compile(
    r"(?:基地|中心|产业园|示范园|示范区|产业集群|产业链|走廊|桥头堡|联盟|机制|体系|圈|试点|基金|公司|机构|产品|资金|项目|道路|高新区|开发区|园区|产业园区"
    r"|自贸区|试验区|新区|孵化器|科创城|科技城|实验室|研究院|工程|大桥|大道|隧道|机场|车站|医院|学校|厂房|活动|论坛|大会|生产线|显示屏|商业综合体|条件|施工"
    r"|换填|主导产业|功能区|规划|方案|办法|条例|政策|协议|平台|技术|研究|新城|新产业|示范城市|先行区|大楼|大厦|酒店|广场|综合体|码头|泊位|航线|班列|口岸|专线|铁路|高速|高架|立交|地铁|电站|变电站|水厂|处理厂|管网|管廊|公园|小学|中学|幼儿园|大学|学院|公寓|市场|物流园|博物馆|体育馆|展览馆|工作站|装置|机组|称号|等次|名单|白皮书|峰会|年会|博览会|大赛|推介会|研发楼|厂区|园中园|片区|保税区|海关|法院|支行|分公司|总部|集团|产线|车间|工厂|整车厂|标准|资质|认证|机场路|干线|环线|管委会|分中心|创新港|加速器|众创空间|小镇|大市场|交易所|保税仓|示范项目|集群|桥|楼宇|供地|批文|许可|设备|主体结构|集聚区|先导区|协同区|合作区|核心区|绿色工厂|示范企业|示范县|百强县|冠军企业|冠军|小巨人|\d号(?:楼|厂房|地块|馆|线)|[一二三四五六七八九十]期|[一-鿿]{2}(?:路|巷|楼|段))$|[”》]$|^“"
    r"|^[一-鿿]{0,4}(?:首|第一)[批台辆架条座套笔家列班单艘款期柜片炉](?!次)"
)
RHETORIC = re.compile(
    r"^(?:发展|动能|活力|优势|环境|信心|局面|氛围|格局|动力|支撑|保障|力度|水平|能力|质量|效能|步伐|空间|潜力|短板|合力|共识)|(?:发展|作用|力量|高地标杆|新格局|新局面)$"
)
TITLE = re.compile(r"首个|首家|首批|最|唯一|第一|国家级|国家高新区|省级|示范|试点|基地|综合体")
_STOPS = frozenset(("time", "preposition", "quantity"))
PASSIVE = frozenset(
    (
        "成立",
        "推进",
        "封顶",
        "投产",
        "达产",
        "完工",
        "通车",
        "开工",
        "在建",
        "复工",
        "通车条件",
        "突破",
        "落户",
        "实施",
        "出台",
        "停止",
        "运行",
        "生产",
        "建设",
        "获批",
        "推出",
        "上市",
    )
)
BARE = frozenset(
    (
        "项目",
        "企业",
        "工程",
        "公司",
        "产品",
        "资金",
        "机构",
        "技术",
        "平台",
        "道路",
        "该项目",
        "园区",
        "基地",
        "中心",
        "活动",
        "新产品",
        "规划",
        "体系",
        "机制",
    )
)
_PAIR = re.compile(
    r"(?P<one>[^和、“]{2,16}(?P<head>基金|公司|中心|基地|平台|学校|医院|大桥|园区))[和及与](?P<two>[^和、“]{2,16}(?P<again>基金|公司|中心|基地|平台|学校|医院|大桥|园区))"
)
_BY = re.compile(r"(?:(?<!自)由|经(?![开济贸营])|被|获|获得|报经)[^,。;:]{2,24}$")
_ITEMS = re.compile(
    r"(?P<names>[^,。;:的等]{2,60})等(?:龙头|重点|重大|优质|知名|头部|大型|骨干|一批|[一-鿿]{2,4}类)*(?:项目|企业|工程|公司|机构|品牌)$"
)
MAKER = re.compile(r"(?:最|首家|唯一|第一|第\d+[家个]).*(?:企业|供应商|制造商|生产商|厂商|运营商|城市|省份|园区|商|厂)$")
_UNDER_WAY = re.compile(r"正[^,。;]{0,6}$")
LAST = re.compile(r"[了使用运营于在]*$")
_ITEM = re.compile(r"“[^”\n]{1,24}”(?=[和及与、“]|$)")
_ADVERBS = re.compile(r"(?:已经|已|相继|先后|陆续|成功|正式|顺利|全部|均|也|将|即将|纷纷|接连|同步|集中|正在|正)+$")
_CLOSED = re.compile(r"等(?=[^级候教职效待同次]|$)")
_BEHIND = re.compile(r"的基础上|的背景|之下|后$|时$|[(](?!产业)|的同时")


def going_on(text: str, clause: Clause, verb: Verb) -> bool:
    """五期正抓紧建设: what is under way stands before the verb that ends its clause."""
    return verb.end == clause.end and (text.startswith("正", verb.start) or bool(_UNDER_WAY.search(text, clause.start, verb.start)))


def closes(reading: Reading, clause: Clause, verb: Verb) -> bool:
    """Whether nothing follows the verb in its clause but a date (公司成立于2006年7月)."""
    times = [words for words in inside(clause, reading.scene.times) if words.start >= verb.end]
    end = clause.end if not times else times[0].start if times[-1].end == clause.end else verb.end - 1
    return end >= verb.end and LAST.fullmatch(reading.scene.text[verb.end : end]) is not None


def listed(reading: Reading, clause: Clause, verb: Verb) -> tuple[int, int] | None:
    """The names in 甲、乙等项目 before a verb without an object; None when a number counts them or no list stands there."""
    scene = reading.scene
    if verb.name not in PASSIVE or not LAST.fullmatch(scene.text[verb.end : clause.end]):
        return None
    edge = max((words.end for words in within(scene.times, clause.start, verb.start)), default=clause.start)
    before = _ADVERBS.sub("", scene.text[edge : verb.start])
    found = _ITEMS.fullmatch(before)
    counted = within(scene.quantities, edge, verb.start)
    if not found or counted or inside(clause, scene.verbs)[0].start < edge + found.end("names"):
        return None
    return edge, edge + found.end("names")


def checkable(reading: Reading, found: tuple[int, int] | None) -> bool:
    """Tests C2 and C4: a named, quoted or countable object, no rhetoric."""
    words = reading.scene.text[slice(*found)] if found else ""
    if not found or words in BARE or RHETORIC.search(words):
        return False
    return bool(_CHECKABLE.search(words)) or bool(within(reading.scene.zones, *found))


def parts(text: str, found: tuple[int, int]) -> list[tuple[int, int]]:
    """Coordinated names are events of their own: “甲”和“乙”, 引导基金和创投基金."""
    items = [item.span() for item in _ITEM.finditer(text, *found)]
    pair = _PAIR.fullmatch(text[slice(*found)])
    if len(items) > 1:
        return items
    if pair and pair["head"] == pair["again"]:
        return [(found[0] + pair.start("one"), found[0] + pair.end("one")), (found[0] + pair.start("two"), found[1])]
    return [found]


def object_of(reading: Reading, clause: Clause, verb: Verb, around: tuple[Block, ...]) -> tuple[int, int] | None:
    """What follows the verb up to the next verb, time or side phrase."""
    text, start = reading.scene.text, verb.end
    whole = text[start : clause.end].removesuffix("之一")
    if verb.name == "是" and (MAKER.search(whole) or (_CHECKABLE.search(whole) and TITLE.search(whole))):
        times = [words.end for words in within(reading.scene.times, start, start + 1)]
        return (times or [start])[0], clause.end
    start += text[start : start + 1] in ("了", "在")
    if text[start : start + 1] == "《" and (closing := text.find("》", start, clause.end)) > 0:
        return start, closing + 1
    bound = next((block for block in around if block.start >= start and _ends(block, start)), None)
    end = bound.start if bound else clause.end
    if start >= end:
        return None
    last = text.rfind("的", start, clause.end)
    if bound is not None and bound.kind == "preposition" and last > bound.end and _CHECKABLE.search(text[last : clause.end]):
        end = clause.end
    closed = _CLOSED.search(text[start:end])
    if closed and (text[start] == "“" or end - start - closed.end() <= 2):
        end = start + closed.start()
    stop = _BEHIND.search(text[start:end])
    found, _ = noun_phrase(reading.scene, start, start + stop.start() if stop else end, governed=True)
    if found and verb.name == "推进" and text[found[0] : found[1]].endswith(("建设", "发展")) and found[1] - found[0] > 4:
        found = (found[0], found[1] - 2)
    return found if found and found[1] - found[0] > 1 else None


def _ends(block: Block, start: int) -> bool:
    if block.kind == "verb":
        return block.verb is not None and not (block.verb.nominal or (block.verb.light and block.start > start))
    return block.kind in _STOPS


def thing(reading: Reading, clause: Clause, verb: Verb, around: tuple[Block, ...]) -> tuple[int, int] | None:
    """What stands before a verb without an object: 道路已通车."""
    position = verb.start
    if reading.scene.text[position - 1] == "的":
        return None
    text, left = reading.scene.text, [block for block in around if block.end <= verb.start]
    if verb.name in ("成立", "获批") and (by := _BY.search(text, clause.start, verb.start)):
        position, left = by.start(), [block for block in left if block.end <= by.start()]
    position, left = _before_side(text, left, position)
    quoted = [quote for quote in reading.scene.body.quotes if quote.end == position and quote.start >= clause.start and not quote.utterance]
    if quoted:
        return quoted[-1].start, quoted[-1].end
    if left and left[-1].kind == "zone" and left[-1].end == position:
        return left[-1].start, left[-1].end
    while left and left[-1].verb is not None and left[-1].verb.nominal and text[left[-1].end : position].strip():
        left.pop()
    narrowed = bool(left) and left[-1].kind == "quantity" and text.startswith("的", left[-1].end)
    narrowed = narrowed or (bool(left) and left[-1].kind == "verb" and text.startswith("的", left[-1].end))
    if left and left[-1].kind in ("preposition", "verb", "quantity") and not narrowed:
        return None
    found, _ = noun_phrase(reading.scene, left[-1].end if left else clause.start, position, governed=True)
    return found


def _before_side(text: str, left: list[Block], position: int) -> tuple[int, list[Block]]:
    """Where what stands before a verb ends, adverbs, times and its place (在滨海新区正式开工) left out."""
    while left and left[-1].kind in ("adverb", "time") and not text[left[-1].end : position].strip():
        position = left.pop().start
    place = [number for number, block in enumerate(left) if block.kind == "preposition" and text[block.start] in "在于"]
    near = bool(place) and left[place[-1]].start > 0 and position - left[place[-1]].start <= 8
    if place and left[place[-1]].start > 0 and (near or all(block.kind == "zone" for block in left[place[-1] + 1 :])):
        position, left = left[place[-1]].start, left[: place[-1]]
    while left and left[-1].kind in ("adverb", "time") and not text[left[-1].end : position].strip():
        position = left.pop().start
    return position, left
