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
from pipeline.claims.focus import counterparty_of, zone_of
from pipeline.claims.frames import time_of
from pipeline.claims.interim import interim
from pipeline.claims.lexicon_files import lexicon
from pipeline.claims.nouns import noun_phrase
from pipeline.claims.objects import (
    BARE,
    LAST,
    MAKER,
    PASSIVE,
    RHETORIC,
    TITLE,
    checkable,
    closes,
    going_on,
    listed,
    object_of,
    parts,
    thing,
)
from pipeline.claims.reading import Reading
from pipeline.claims.rows import inside, within
from pipeline.claims.scene import Block, Scene, Verb
from pipeline.claims.subjects import subject_of

_NAMED = re.compile(r"[“《]|项目$|(?:城|园|路|大桥|中心|基地)$")
_LOW = frozenset(("形成", "建立", "实施", "布局", "主导产业", "推进", "合作", "在建", "包含"))
_AIMS = frozenset(("主导产业",))
_COMPLETED = re.compile(r"(?:施工|工程|换填|建设|铺设|改造|验收|安装|主体|封顶)$")
_STAGED = frozenset(("封顶", "完工", "通车", "投产", "达产", "开工", "复工"))
_DATED = _STAGED | {"成立", "运行"}
"""What is a claim of whatever was named before, once a date stands beside it."""
_ANAPHOR = re.compile(r"(?:该|本|这个|此)?(?:项目|工程|企业|公司|园区|基地|道路|厂房|集团|开发区|工厂)")
_MAKES = ("主要生产", "专业生产", "主营", "专业从事", "主要从事")
_PASSED = re.compile(
    r"(?<![未能])通过了?(?P<what>[^,。;:、\d]{2,18}?(?:验收|评审|认证|鉴定|测试|审查|评估|考核|审核|论证|复核|考评))(?=[,。;:、]|$)"
)
_SINCE = re.compile(r"自[^,。;:]{2,12}?(?P<verb>获批|成立|设立|挂牌|封关|开园|投产)(?:运行|运营|建设)?以来")
_ENTITY = re.compile(
    r"[一-鿿()·]{1,24}?(?:项目|工程|产业园|生产线|基地|大桥|大道|公司|厂房|中心|厂区|工厂|大楼|车间|校区|院区|港区)"
    r"(?=[,。;:、”]|将|已|正|计|预|的?负责|开|完|建|投)"
)
_FOR = re.compile(r"(?:对|对于|凡是?|给予|鼓励|支持)[^,。;:的]{0,6}$")
_DONE_TO = re.compile(r"(?:针对|对)(?P<what>[^,。;:]{2,20}?)(?:进行|开展|给予|实施)了?[^,。;:]{0,8}$")
_FIELD = re.compile(r"在(?P<what>[^,。;:\d]{2,24}?(?:领域|方面))(?:进行|开展|深化|加强|展开|深度|全面)*$")
_LAID_OUT = re.compile(r"(?P<what>“[^”]{2,12}”)的?(?:空间|总体|产业|发展|规划)*$")
_SEEN = re.compile(r"正在[^,。;]{0,4}$")
_CORE = re.compile(r"以(?P<who>[^,。;:]{2,16}?)为(?P<what>(?:核心|中心|主体|龙头)(?:功能|承载)?(?:区|片区|园区|板块))")
_PLANNED = re.compile(r"规划|布局|方案")


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
        founding = {verb.start for verb in verbs if verb.name == "成立"}
        for verb in verbs:
            granted = verb.name == "获批" and verb.end in founding  # 获国务院批复设立 is one event
            if not granted and not _governed_by_figure(reading, clause, verb):
                yield from _events_of(reading, clause, verb, around)
        yield from _core_of(reading, clause)
        yield from _passed_of(reading, clause)


def _core_of(reading: Reading, clause: Clause) -> Iterator[Event]:
    """以白马园区为核心功能区, in a sentence that names a plan, is what the plan lays out."""
    text, sentence = reading.scene.text, reading.scene.body.sentences[clause.sentence]
    found = _CORE.search(text, clause.start, clause.end)
    if found and _PLANNED.search(text, sentence.start, sentence.end):
        start = found.start("what") - 1
        verb = Verb(start=start, end=start + 1, name="布局", label="布局", light=False, event=True, stage=0, nominal=False)
        yield Event(clause=clause, verb=verb, name="布局", object=found.span("what"))


def _passed_of(reading: Reading, clause: Clause) -> Iterator[Event]:
    """通过国家验收 says what was passed; 自2019年底获批以来 presupposes the event, which counts with its date."""
    text = reading.scene.text
    found = _PASSED.search(text, clause.start, clause.end)
    if found and not any(verb.end > found.start() + 2 for verb in within(reading.scene.verbs, found.start(), found.start() + 1)):
        verb = _made("其他:通过", found.start(), found.start() + 2)
        yield Event(clause=clause, verb=verb, name=verb.name, object=found.span("what"))
    since = _SINCE.search(text, clause.start, clause.end)
    whose = _named_before(reading, clause, since.start()) if since and inside(clause, reading.scene.times) else None
    if since and whose is not None:
        names = {entry.name: entry for entry in lexicon("predicates").surfaces[since["verb"]]}
        entry = next(iter(names.values()))
        verb = _made(f"其他:{since['verb']}" if entry.data.get("open") else entry.name, *since.span("verb"))
        yield Event(clause=clause, verb=verb, name=verb.name, object=whose)


def _made(name: str, start: int, end: int) -> Verb:
    return Verb(start, end, name, name, False, True, 0, False)


def _named_before(reading: Reading, clause: Clause, end: int) -> tuple[int, int] | None:
    """What the sentence is about before the offset: the entity named last in it, else its first zone."""
    scene, start = reading.scene, reading.scene.body.sentences[clause.sentence].start
    named = [item.span() for item in _ENTITY.finditer(scene.text, start, end) if not within(scene.verbs, *item.span())]
    zones = within(scene.zones, start, end)
    return named[-1] if named else (zones[0].start, zones[0].end) if zones else None


def _governed_by_figure(reading: Reading, clause: Clause, verb: Verb) -> bool:
    """Whether a quantity stands between the verb and the end of its phrase: then the figure is the claim."""
    following = within(reading.scene.quantities, verb.end, clause.end)
    return bool(following) and not reading.scene.verbs_between(verb.end, following[0].start)


def _events_of(reading: Reading, clause: Clause, verb: Verb, around: tuple[Block, ...]) -> Iterator[Event]:
    text = reading.scene.text
    found = object_of(reading, clause, verb, around)
    makes = found is not None and text.startswith(_MAKES, verb.start)
    alone = found is None or verb.name == "落户" or text.startswith(("在", "于"), verb.end) or text[slice(*found)] in BARE
    if (
        verb.name in PASSIVE
        and alone
        and not makes
        and not checkable(reading, found)
        and (verb.name != "建设" or going_on(text, clause, verb))
    ):
        found = listed(reading, clause, verb) or thing(reading, clause, verb, around)
    if verb.name == "通车条件":
        found = (verb.end - 4, verb.end)
    finished = found is not None and verb.name == "实现" and len(text[slice(*found)]) > 4 and _COMPLETED.search(text[slice(*found)])
    found = _acted_on(reading, clause, verb) or found
    if found is not None and _presupposed(reading, clause, verb, found):
        return
    if found is None or not (finished or checkable(reading, found) or _told(reading, clause, verb, found)):
        yield from _elliptic(reading, clause, verb, found)
        return
    name = _class(verb, text[slice(*found)])
    if name is not None:
        for part in parts(text, found):
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
    if text.startswith(_MAKES, verb.start) and found[1] - found[0] > 2:
        return True
    if verb.name == "是" and found[1] == clause.end and MAKER.search(text[slice(*found)]):
        return True
    if listed(reading, clause, verb) == found:
        return True
    if _acted_on(reading, clause, verb) == found:
        return not RHETORIC.search(text[slice(*found)])
    if verb.name in _DATED and found[0] + 4 <= found[1] <= verb.start and any(words.year for words in inside(clause, reading.scene.times)):
        return not RHETORIC.search(text[slice(*found)])
    denied = verb.name in PASSIVE and found[1] <= verb.start and found[1] - found[0] > 2 and text[slice(*found)] not in BARE
    return denied and polarity_of(reading.scene, clause, verb) == "neg"


def _acted_on(reading: Reading, clause: Clause, verb: Verb) -> tuple[int, int] | None:
    """针对公司新产业进行了扶持: the noun behind 进行 says what is done, the object stands behind 对.

    “一区三园”的规划布局 has its object before it, and 正在施工 has none but itself.
    """
    text = reading.scene.text
    if LAST.fullmatch(text[verb.end : clause.end]) and (done := _DONE_TO.search(text, clause.start, verb.start)):
        return noun_phrase(reading.scene, *done.span("what"), governed=True)[0]
    if verb.name == "合作" and verb.end == clause.end and (field := _FIELD.search(text, clause.start, verb.start)):
        return field.span("what")
    if verb.name == "布局" and (named := _LAID_OUT.search(text, clause.start, verb.start)):
        return named.span("what")
    if verb.name == "在建" and verb.end == clause.end and _SEEN.search(text, clause.start, verb.start):
        return verb.start, verb.end
    return None


def _elliptic(reading: Reading, clause: Clause, verb: Verb, found: tuple[int, int] | None) -> Iterator[Event]:
    """A stage of what was named before, or of 该项目, when the clause ends with it and says when or that it is not reached."""
    scene = reading.scene
    found = None if found and scene.text[slice(*found)] in lexicon("modality").surfaces else found
    words = scene.text[slice(*found)] if found else ""
    if verb.name not in _DATED or (words and not _ANAPHOR.fullmatch(words)) or not closes(reading, clause, verb):
        return
    certain = reading.certainties[clause.number]
    ahead = certain is not None and certain.own and certain.modality.name in AHEAD - {"conditional"}
    dated = any(words.form != "recent" and words.form != "now" for words in inside(clause, scene.times))
    if not dated and polarity_of(scene, clause, verb) != "neg":
        return
    if not ahead and polarity_of(scene, clause, verb) != "neg":
        whose = found if found is not None else _named_before(reading, clause, clause.start)
        if whose is not None and not within(scene.quantities, clause.start, clause.end):
            yield Event(clause=clause, verb=verb, name=verb.label, object=whose, elided=found is None)
        return
    if verb.name not in _STAGED:
        return
    sentences = scene.body.sentences
    start = sentences[max(0, clause.sentence - 1)].start
    named = [item.span() for item in _ENTITY.finditer(scene.text, start, clause.start) if not within(scene.verbs, *item.span())]
    target = named[-1] if named else found
    if target is None and within(scene.quantities, clause.start, verb.start):
        return
    yield Event(clause=clause, verb=verb, name=verb.name, object=target or (verb.start, verb.end), elided=target != found or not found)


def _class(verb: Verb, words: str) -> str | None:
    """The class of the statement; None when verb and object make no checkable one."""
    if verb.name == "是":
        return "是" if TITLE.search(words) else None
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
        time=time_of(scene, clause, reading.frames[clause.number], _reach(scene, clause, verb), modality.name in AHEAD),
        modality=modality,
        polarity=polarity_of(scene, clause, verb),
        attribution=reading.attributions[clause.sentence],
        evidence=Span(start=clause.start, end=clause.end, text=text[clause.start : clause.end]),
        condition=condition,
        counterparty=counterparty_of(scene, clause, reading.focus),
    )


def _reach(scene: Scene, clause: Clause, verb: Verb) -> tuple[int, int]:
    """The verb with the date that stands directly behind it (成立于2006年7月)."""
    behind = within(scene.times, verb.end, min(clause.end, verb.end + 2))
    return verb.start, behind[0].end if behind else verb.end


def _tier(event: Event, modality: str, words: str) -> str:
    if event.name == "推进" or event.name == "建设":
        return "E" if modality not in ("target", "commitment") and _NAMED.search(words) else "L"
    return "L" if event.name in _LOW else "E"
