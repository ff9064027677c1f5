"""See a clause as blocks with plain text between them, so that noun phrases are what is left over."""

from __future__ import annotations

import re
from operator import attrgetter

from pipeline.claims.body import Clause
from pipeline.claims.rows import inside, within
from pipeline.claims.scene import Block, Scene, Verb
from pipeline.claims.words import stands_alone

_ADVERB = re.compile(
    r"即将|尚未|还未|仍未|暂未|并未|未能|没能|没有|未|正式|正在|正|仍|全[市省国县区州盟](?=第|前|首|[一二三四五六七八九十百\d])|已经|已|将|均(?<![亩户人地]均)|都|也|又|还|再|先后|累计|共计|合计|总计|共|约|同比|环比|分别|其中|仅|平均|年均|即|可(?!支配|比口径)|拟|预计|计划|不断|持续|大幅(?!度)|显著|稳步|迅速|明显|逐年|首次|成功|顺利|全部|直接(?!投资|融资|用工)"
    r"|间接|且|并|则|更|首批|了|力争|达到|同时|此外|另外|或|按可比价格?计算?|按可比口径|正式|需|要|应|由此|率先|一举|一次性|于|每年|每月|每日|每天|最终|总共|成为|不含"
    r"|其|该|约合|折合|日均|月均|尚|仍|最高|最多|至少|确保|争取|就|(?<![产性功智动职技潜节效])能|先|全年|刚|陆续|相继|每家|每户|每人|每个|每亩|最快|仅需|只需|同样|尽快|尽早|早日|抓紧|预估|有望|预期(?!目标)|全面(?=完成|实现|推进|启动|开工)|现|在(?=\d|[上百千])|至(?=\d)|到(?=\d)"
)
_COMPARED = re.compile(
    r"(?:比(?<![同环占对可]比)|较(?<![同环占对可]较)|高于|低于|快于|高出|优于)(?!例|重|为|高|大|强|好|拼|赛|武|亚|利|邻|量|真|劲|快|多)[^,。;:、]{1,10}?(?!高新|高校|高速|上海|下沙|前海|前湾|低空|多式|增城|上饶|高端|上合|高铁)(?=新增|净增|[增减降下扩翻高低快慢多少上回收前缩提超压跃攀猛锐骤剧激晋]|(?<!\d)\d|[一二三四五六七八九十]成)(?:[高低快慢多少](?=\d|约|近|超|逾))?"
    r"|(?:按可比价|与[^,。;]{1,8}相比)"
)
_START = attrgetter("start")
_TIME_TAIL = re.compile(r"(?:底|末|期|节|假期)?(?:后(?![备勤续期])|之前|以前|前(?!沿|景|列|海)|以来|期间|起|末|份|间)(?![一-鿿]{0,1}度)")
_SHARE_OF = re.compile(
    r"占(?!地|用)(?P<share>(?:全[市省区县国]|总|(?:(?!比重|比例|份额)[^,。;、]){1,10}?)的?(?=\d|[一二三四五六七八九十近约超]|百分))|(?:是|为|相当于)(?P<times>[^,。;、]{1,14}的)(?=(?:[近约逾超]|超过)?\d)"
)


_MAY_COMPARE = re.compile(r"[比较高低快优按与占是为相]")
"""What a comparison or a share may begin with: most clauses have none of these, and are spared the search for both."""

_Bare = tuple[int, int, str, Verb | None]


def blocks(scene: Scene, clause: Clause) -> tuple[Block, ...]:
    """Blocks of a clause in order, none overlapping."""
    made = scene.blocks.get(clause.number)
    if made is None:
        made = scene.blocks[clause.number] = _blocks(scene, clause)
    return made


def _blocks(scene: Scene, clause: Clause) -> tuple[Block, ...]:
    """What comes first in this list of kinds keeps its place."""
    text, start, end = scene.text, clause.start, clause.end
    found: list[_Bare] = [(item.start, item.end, "quantity", None) for item in inside(clause, scene.quantities)]
    if _MAY_COMPARE.search(text, start, end):
        found += [_compared(scene, item.start(), item.end()) for item in _COMPARED.finditer(text, start, end)]
        found += [(*item.span(item.lastgroup or 0), "baseline", None) for item in _SHARE_OF.finditer(text, start, end)]
    found += [_preposition(scene, item.start, item.end) for item in inside(clause, scene.prepositions) if _opens(scene, item.start)]
    found += [(item.start, _time_end(text, item.end), "time", None) for item in inside(clause, scene.times)]
    found += [(item.start, item.end, "zone", None) for item in inside(clause, scene.zones)]
    found += [(item.start, item.end, "verb", item) for item in inside(clause, scene.verbs)]
    adverbs = [item.span() for item in _ADVERB.finditer(text, start, end)]
    found += [(low, high, "adverb", None) for low, high in adverbs if high - low > 1 or _alone(scene, low)]
    return _disjoint(found, start, end)


def _alone(scene: Scene, at: int) -> bool:
    """Whether one character is a word of its own; 均 before a verb of rank or sum is, whatever it was cut with (均居)."""
    return stands_alone(scene.words, at) or (scene.text[at] == "均" and scene.text[at + 1 : at + 2] in tuple("居位列达超为"))


def _disjoint(found: list[_Bare], start: int, end: int) -> tuple[Block, ...]:
    if len(found) == 1 and start <= found[0][0] < min(found[0][1], end):
        first, last, kind, verb = found[0]
        return (Block(first, min(last, end), kind, verb),)
    taken = bytearray(end - start)
    kept = []
    for first, last, kind, verb in found:
        low, high = first - start, min(last, end) - start
        if kind == "verb":
            # A verb that is also the hedge of a quantity (突破) keeps the part that stands before it.
            while high > low and taken[high - 1]:
                high -= 1
        if high > low and 1 not in taken[low:high]:
            taken[low:high] = b"\x01" * (high - low)
            kept.append(Block(first, start + high, kind, verb))
    return tuple(sorted(kept, key=_START)) if len(kept) > 1 else tuple(kept)


def _preposition(scene: Scene, start: int, end: int) -> _Bare:
    """由 and 从 before a quantity (由184家增至930家) open no phrase beside the object but a range of change."""
    near = within(scene.quantities, end, end + 12) if scene.text[start] in "由从" else ()
    after = near[0].start if near else end
    words = scene.text[end:after]
    changed = bool(near) and (not words or words.endswith("的")) and not any(mark in words for mark in ",。;:、")
    return (start, after, "baseline", None) if changed else (start, end, "preposition", None)


def _compared(scene: Scene, start: int, end: int) -> _Bare:
    """比上年 is a mere baseline; 高于全省 also says what is the case."""
    verb = next(iter(within(scene.verbs, start, start + 1)), None)
    return start, end, "verb" if verb else "baseline", verb


def _time_end(text: str, end: int) -> int:
    found = _TIME_TAIL.match(text, end)
    return found.end() if found else end


def _opens(scene: Scene, start: int) -> bool:
    """和 and 与 inside a noun phrase (企业和机构) open nothing; at the start of a clause or after a name they do.

    A verb there (支持, 帮助) is no preposition.
    """
    text = scene.text
    if text.startswith("来自", start) and (
        text[start - 1 : start] == "了" or any(verb.end == start for verb in within(scene.verbs, start - 4, start))
    ):
        return False
    if within(scene.verbs, start, start + 1) or any(verb.end > start for verb in within(scene.verbs, start - 4, start)):
        return False
    if text[start] == "在" and within(scene.quantities, start + 1, start + 2):
        return False
    return text[start] not in "和与同" or text[start - 1 : start] in ("", ",", "\n", "。", "区", "市", "并", "还", "将", "已", "司")
