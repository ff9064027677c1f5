"""Assemble event claims: what happened, holds or is aimed at without a number, by one generic frame.

A verb whose class makes events, its object (or, for 封顶 and 投产, the thing acted on), and the tests C2 to C5 of the
annotation manual: the object is named, quoted, a zone, or one of the heads that an outsider could check.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from db.claim import Claim, Predicate, Span
from pipeline.claims.blocks import blocks
from pipeline.claims.body import Clause
from pipeline.claims.canon import metric
from pipeline.claims.certainty import AHEAD, modality_of, polarity_of
from pipeline.claims.figures import MOST
from pipeline.claims.focus import counterparty_of, subject_of, zone_of
from pipeline.claims.frames import time_of
from pipeline.claims.interim import interim
from pipeline.claims.nouns import noun_phrase
from pipeline.claims.reading import Reading
from pipeline.claims.rows import inside, within
from pipeline.claims.scene import Block, Verb

_CHECKABLE = re.compile(
    r"(?:基地|中心|产业园|示范园|示范区|产业集群|产业链|走廊|桥头堡|联盟|机制|体系|圈|试点|基金|公司|机构|产品|资金|项目|道路|高新区|开发区|园区|产业园区"
    r"|自贸区|试验区|新区|孵化器|科创城|科技城|实验室|研究院|工程|大桥|大道|隧道|机场|车站|医院|学校|厂房|活动|论坛|大会|生产线|显示屏|商业综合体|条件|施工"
    r"|换填|主导产业|功能区|规划|方案|办法|条例|政策|协议|平台|技术|研究|新城|新产业|示范城市|先行区|大楼|大厦|酒店|广场|综合体|码头|泊位|航线|班列|口岸|专线|铁路|高速|高架|立交|地铁|电站|变电站|水厂|处理厂|管网|管廊|公园|小学|中学|幼儿园|大学|学院|公寓|市场|物流园|博物馆|体育馆|展览馆|工作站|装置|机组|称号|名单|白皮书|峰会|年会|博览会|大赛|推介会|研发楼|厂区|园中园|片区|保税区|海关|法院|支行|分公司|总部|集团|产线|车间|工厂|整车厂|标准|资质|认证|机场路|干线|环线|管委会|分中心|创新港|加速器|众创空间|小镇|大市场|交易所|保税仓|示范项目|集群|桥|楼宇|供地|批文|许可|[一-鿿]{2}(?:路|巷|楼|段))$|[”》]$|^“"
)
_RHETORIC = re.compile(
    r"^(?:发展|动能|活力|优势|环境|信心|局面|氛围|格局|动力|支撑|保障|力度|水平|能力|质量|效能|步伐|空间|潜力|短板|合力|共识)|(?:发展|作用|力量|高地标杆|新格局|新局面)$"
)
_TITLE = re.compile(r"首个|首家|首批|最|唯一|第一|国家级|国家高新区|省级|示范|试点|基地|综合体")
_NAMED = re.compile(r"[“《]|项目$|(?:城|园|路|大桥|中心|基地)$")
_STOPS = frozenset(("time", "preposition", "quantity"))
_PASSIVE = frozenset(
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
    )
)
_BARE = frozenset(
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
_LOW = frozenset(("形成", "建立", "实施", "布局", "主导产业", "推进", "合作", "在建", "包含"))
_AIMS = frozenset(("主导产业",))
_COMPLETED = re.compile(r"(?:施工|工程|换填|建设|铺设|改造|验收|安装|主体|封顶)$")
_PAIR = re.compile(
    r"(?P<one>[^和、“]{2,16}(?P<head>基金|公司|中心|基地|平台|学校|医院|大桥|园区))[和及与](?P<two>[^和、“]{2,16}(?P<again>基金|公司|中心|基地|平台|学校|医院|大桥|园区))"
)
_STAGED = frozenset(("封顶", "完工", "通车", "投产", "达产", "开工", "复工"))
_ANAPHOR = re.compile(r"(?:该|本|这个|此)?(?:项目|工程|企业|公司|园区|基地|道路|厂房)")
_ENTITY = re.compile(
    r"[一-鿿()·]{2,24}?(?:项目|工程|产业园|生产线|基地|大桥|大道|公司|厂房|中心)"
    r"(?=[,。;:、”]|将|已|正|计|预|的?负责|开|完|建|投)"
)
_FOR = re.compile(r"(?:对|对于|凡是?|给予|鼓励|支持)[^,。;:的]{0,6}$")
_DONE_TO = re.compile(r"(?:针对|对)(?P<what>[^,。;:]{2,20}?)(?:进行|开展|给予|实施)了?[^,。;:]{0,8}$")
_LAID_OUT = re.compile(r"(?P<what>“[^”]{2,12}”)的?(?:空间|总体|产业|发展|规划)*$")
_SEEN = re.compile(r"正在[^,。;]{0,4}$")
_CORE = re.compile(r"以(?P<who>[^,。;:]{2,16}?)为(?P<what>(?:核心|中心|主体|龙头)(?:功能|承载)?(?:区|片区|园区|板块))")
_PLANNED = re.compile(r"规划|布局|方案")
_LAST = re.compile(r"[了使用运营]*$")
_ITEM = re.compile(r"“[^”\n]{1,24}”(?=[和及与、]|$)")


@interim
class Event:
    """A verb with its object, before it becomes a claim."""

    clause: Clause
    """Its clause."""

    verb: Verb
    """The verb."""

    name: str
    """Class of the statement."""

    object: tuple[int, int]
    """Span of the object, or of the thing acted on; of what was named before when the clause leaves it out."""

    elided: bool = False
    """True when the clause leaves it out (将在年底前建成投产)."""


def events(reading: Reading, counted: frozenset[int]) -> Iterator[Event]:
    """Events of the body in order; `counted` holds the starts of verbs that govern a figure and make no event."""
    scene = reading.scene
    for clause in scene.body.clauses:
        every = inside(clause, scene.verbs)
        shared = {verb.end for verb in every if verb.start in counted}
        free = [verb for verb in every if verb.start not in counted and verb.start not in shared]
        verbs = [verb for verb in free if verb.event or verb.name in _AIMS]
        if len(verbs) > MOST:
            continue
        around = blocks(scene, clause) if verbs else ()
        for verb in verbs:
            if not _governed_by_figure(reading, clause, verb):
                yield from _events_of(reading, clause, verb, around)
        yield from _core_of(reading, clause)


def _core_of(reading: Reading, clause: Clause) -> Iterator[Event]:
    """以白马园区为核心功能区, in a sentence that names a plan, is what the plan lays out."""
    text, sentence = reading.scene.text, reading.scene.body.sentences[clause.sentence]
    found = _CORE.search(text, clause.start, clause.end)
    if found and _PLANNED.search(text, sentence.start, sentence.end):
        start = found.start("what") - 1
        verb = Verb(start=start, end=start + 1, name="布局", label="布局", light=False, event=True, stage=0, nominal=False)
        yield Event(clause=clause, verb=verb, name="布局", object=found.span("what"))


def _governed_by_figure(reading: Reading, clause: Clause, verb: Verb) -> bool:
    """Whether a quantity stands between the verb and the end of its phrase: then the figure is the claim."""
    following = within(reading.scene.quantities, verb.end, clause.end)
    return bool(following) and not reading.scene.verbs_between(verb.end, following[0].start)


def _events_of(reading: Reading, clause: Clause, verb: Verb, around: tuple[Block, ...]) -> Iterator[Event]:
    text = reading.scene.text
    found = _object(reading, clause, verb, around)
    if verb.name in _PASSIVE and not _checkable(reading, found):
        found = _thing(reading, clause, verb, around)
    if verb.name == "通车条件":
        found = (verb.end - 4, verb.end)
    finished = found is not None and verb.name == "实现" and len(text[slice(*found)]) > 4 and _COMPLETED.search(text[slice(*found)])
    found = _acted_on(reading, clause, verb) or found
    if found is not None and _presupposed(reading, clause, verb, found):
        return
    if found is None or not (finished or _checkable(reading, found) or _told(reading, clause, verb, found)):
        yield from _elliptic(reading, clause, verb, found)
        return
    name = _class(verb, text[slice(*found)])
    if name is not None:
        for part in _parts(text, found):
            yield Event(clause=clause, verb=verb, name=name, object=part)


def _presupposed(reading: Reading, clause: Clause, verb: Verb, found: tuple[int, int]) -> bool:
    """对取得注册证的产品: what narrows a beneficiary is not stated of anybody."""
    text = reading.scene.text
    return bool(_FOR.search(text, clause.start, verb.start)) and "的" in text[verb.end : found[1]]


def _told(reading: Reading, clause: Clause, verb: Verb, found: tuple[int, int]) -> bool:
    """What needs no checkable head: the object of 对…进行, a denial of a stage (技术还未突破), and work that is seen going on."""
    text = reading.scene.text
    if (verb.start, verb.end) == found:
        return True
    if _acted_on(reading, clause, verb) == found:
        return not _RHETORIC.search(text[slice(*found)])
    denied = verb.name in _PASSIVE and found[1] <= verb.start and found[1] - found[0] > 2 and text[slice(*found)] not in _BARE
    return denied and polarity_of(reading.scene, clause, verb) == "neg"


def _acted_on(reading: Reading, clause: Clause, verb: Verb) -> tuple[int, int] | None:
    """针对公司新产业进行了扶持: the noun behind 进行 says what is done, the object stands behind 对.

    “一区三园”的规划布局 has its object before it, and 正在施工 has none but itself.
    """
    text = reading.scene.text
    if _LAST.fullmatch(text[verb.end : clause.end]) and (done := _DONE_TO.search(text, clause.start, verb.start)):
        return noun_phrase(reading.scene, *done.span("what"), governed=True)[0]
    if verb.name == "布局" and (named := _LAID_OUT.search(text, clause.start, verb.start)):
        return named.span("what")
    if verb.name == "在建" and verb.end == clause.end and _SEEN.search(text, clause.start, verb.start):
        return verb.start, verb.end
    return None


def _elliptic(reading: Reading, clause: Clause, verb: Verb, found: tuple[int, int] | None) -> Iterator[Event]:
    """A stage of what was named before, or of 该项目, when the clause ends with it and says when or that it is not reached."""
    scene = reading.scene
    words = scene.text[slice(*found)] if found else ""
    if verb.name not in _STAGED or (words and not _ANAPHOR.fullmatch(words)) or not _LAST.fullmatch(scene.text[verb.end : clause.end]):
        return
    certain = reading.certainties[clause.number]
    ahead = certain is not None and certain.own and certain.modality.name in AHEAD - {"conditional"}
    dated = bool(inside(clause, scene.times))
    if not (ahead and dated) and polarity_of(scene, clause, verb) != "neg":
        return
    sentences = scene.body.sentences
    start = sentences[max(0, clause.sentence - 1)].start
    named = [item.span() for item in _ENTITY.finditer(scene.text, start, clause.start) if not within(scene.verbs, *item.span())]
    target = named[-1] if named else found
    if target is None and within(scene.quantities, clause.start, verb.start):
        return
    yield Event(clause=clause, verb=verb, name=verb.name, object=target or (verb.start, verb.end), elided=target != found or not found)


def _checkable(reading: Reading, found: tuple[int, int] | None) -> bool:
    """Tests C2 and C4: a named, quoted or countable object, no rhetoric."""
    words = reading.scene.text[slice(*found)] if found else ""
    if not found or words in _BARE or _RHETORIC.search(words):
        return False
    return bool(_CHECKABLE.search(words)) or bool(within(reading.scene.zones, *found))


def _parts(text: str, found: tuple[int, int]) -> list[tuple[int, int]]:
    """Coordinated names are events of their own: “甲”和“乙”, 引导基金和创投基金."""
    items = [item.span() for item in _ITEM.finditer(text, *found)]
    pair = _PAIR.fullmatch(text[slice(*found)])
    if len(items) > 1:
        return items
    if pair and pair["head"] == pair["again"]:
        return [(found[0] + pair.start("one"), found[0] + pair.end("one")), (found[0] + pair.start("two"), found[1])]
    return [found]


def _object(reading: Reading, clause: Clause, verb: Verb, around: tuple[Block, ...]) -> tuple[int, int] | None:
    """What follows the verb up to the next verb, time or side phrase."""
    text, start = reading.scene.text, verb.end
    start += text[start : start + 1] in ("了", "在")
    bound = next((block for block in around if block.start >= start and _ends(block, start)), None)
    end = bound.start if bound else clause.end
    if start >= end:
        return None
    last = text.rfind("的", start, clause.end)
    if bound is not None and bound.kind == "preposition" and last > bound.end and _CHECKABLE.search(text[last : clause.end]):
        end = clause.end
    closed = re.search(r"等(?=[^级候教职效待同]|$)", text[start:end])
    if closed and (text[start] == "“" or end - start - closed.end() <= 2):
        end = start + closed.start()
    stop = re.search(r"的基础上|的背景|之下|后$|时$|[(](?!产业)|的同时", text[start:end])
    found, _ = noun_phrase(reading.scene, start, start + stop.start() if stop else end, governed=True)
    return found if found and found[1] - found[0] > 1 else None


def _ends(block: Block, start: int) -> bool:
    if block.kind == "verb":
        return block.verb is not None and not (block.verb.nominal or (block.verb.light and block.start > start))
    return block.kind in _STOPS


def _thing(reading: Reading, clause: Clause, verb: Verb, around: tuple[Block, ...]) -> tuple[int, int] | None:
    """What stands before a verb without an object: 道路已通车."""
    position = verb.start
    if reading.scene.text[position - 1] == "的":
        return None
    text, left = reading.scene.text, [block for block in around if block.end <= verb.start]
    position, left = _before_side(text, left, position)
    quoted = [quote for quote in reading.scene.body.quotes if quote.end == position and quote.start >= clause.start and not quote.utterance]
    if quoted:
        return quoted[-1].start, quoted[-1].end
    if left and left[-1].kind == "zone" and left[-1].end == position:
        return left[-1].start, left[-1].end
    while left and left[-1].verb is not None and left[-1].verb.nominal and text[left[-1].end : position].strip():
        left.pop()
    narrowed = bool(left) and left[-1].kind == "quantity" and text.startswith("的", left[-1].end)
    if left and left[-1].kind in ("preposition", "verb", "quantity") and not narrowed:
        return None
    found, _ = noun_phrase(reading.scene, left[-1].end if left else clause.start, position, governed=True)
    return found


def _before_side(text: str, left: list[Block], position: int) -> tuple[int, list[Block]]:
    """Where what stands before a verb ends, adverbs, times and its place (在滨海新区正式开工) left out."""
    while left and left[-1].kind in ("adverb", "time") and not text[left[-1].end : position].strip():
        position = left.pop().start
    place = [number for number, block in enumerate(left) if block.kind == "preposition" and text[block.start] in "在于"]
    if place and all(block.kind == "zone" for block in left[place[-1] + 1 :]) and left[place[-1]].start > 0:
        position, left = left[place[-1]].start, left[: place[-1]]
    while left and left[-1].kind in ("adverb", "time") and not text[left[-1].end : position].strip():
        position = left.pop().start
    return position, left


def _class(verb: Verb, words: str) -> str | None:
    """The class of the statement; None when verb and object make no checkable one."""
    if verb.name == "是":
        return "是" if _TITLE.search(words) else None
    if verb.name == "实现":
        return "完工" if _COMPLETED.search(words) else "实现" if words.startswith("“") else None
    if verb.name in ("达到", "拥有", "增长", "占比", "排名"):
        return None
    if verb.name == "融入":
        return "融入" if words.endswith("圈") else None
    if verb.name == "主导产业":
        return "主导产业" if words.endswith("主导产业") else None
    return verb.label


def event_claim(reading: Reading, event: Event) -> Claim:
    """The claim of an event, without its number and key."""
    scene, clause, verb = reading.scene, event.clause, event.verb
    modality, condition = modality_of(reading.certainties[clause.number], verb)
    subject = subject_of(scene, clause, verb.start, reading.focus)
    text = scene.body.text
    return Claim(
        id="",
        doc=reading.doc,
        pub=reading.published,
        tier=_tier(event, modality.name, text[slice(*event.object)]),
        zone=zone_of(reading.focus, (clause.start, clause.end), subject),
        subject=subject,
        predicate=Predicate(name=event.name, surface=text[verb.start : verb.end]),
        metric=metric(text[slice(*event.object)], None if event.elided else event.object, elided=event.elided),
        aggregate="none",
        value=None,
        time=time_of(scene, clause, reading.frames[clause.number], (verb.start, verb.end), modality.name in AHEAD),
        modality=modality,
        polarity=polarity_of(scene, clause, verb),
        attribution=reading.attributions[clause.sentence],
        evidence=Span(start=clause.start, end=clause.end, text=text[clause.start : clause.end]),
        condition=condition,
        counterparty=counterparty_of(scene, clause, reading.focus),
    )


def _tier(event: Event, modality: str, words: str) -> str:
    if event.name == "推进" or event.name == "建设":
        return "E" if modality not in ("target", "commitment") and _NAMED.search(words) else "L"
    return "L" if event.name in _LOW else "E"
