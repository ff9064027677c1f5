"""Cut a noun phrase out of plain text: without a list closed by 等, verb-headed modifiers and stray words at the edges."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.claims.body import Clause
from pipeline.claims.lexicon_files import alternation, lexicon
from pipeline.claims.rows import within
from pipeline.claims.scene import Block, Scene

_AMOUNT = re.compile(r"(?:总?投资额?)?[超过近约逾突破]*[\d.,一二三四五六七八九十百千万亿]++(?:元|美元)?(?:以上)?(?:的有?)?")
_AMONG = re.compile(r"(?P<whole>[^中]{2,14})中,?[^超过]{0,6}[超过](?:[\d.一二三四五六七八九十百千万亿])+元(?:以上)?的?$")
_BARE_HEADS = frozenset(
    ("面积", "时间", "总额", "金额", "数量", "费用", "成本", "规模", "收入", "强度", "周期", "比例", "人数", "里程", "用时", "价值")
)
_PER = re.compile(r"(?<=.)每[一-鿿]{1,4}$")
_WEIGHT = re.compile(r"占.{1,16}(?:比重|比例|份额)$")
_STRAY_BEFORE = re.compile(
    r"(?:将?使(?!用|命|馆|者|节)得?|但(?!是)|而(?!且)|[\s、()—\-·”’\"的了等在和及与为:]|达(?!产|标)|后(?!备|勤|续)|时(?!装|尚|代|间|长|限))+"
)
_STRAY_BEHIND = re.compile(r"[\s、()(—\-·‘“\"了等约近在:]")
_STRAY_LAST = "已将拟必"
_SUBJECT = re.compile(
    r"^(?:项目)?(?:全部|全面|完全)?(?:达产(?:达效)?|投产|建成(?:投产)?|满产|运营)(?:之?后|以后)?(?=年|产值|销售|营|税|利)|^.*(?<=.)中(?=(?:综合)?(?:排名|排位|位次|名次)$)|^.*(?:有限公司|股份公司|公司|集团(?!军))(?=.{2})"
    r"|^(?:全区|全市|全省|全县|园区|该区|辖区|区内|新区|高新区|经开区|开发区|自贸试验区|自贸区|我区|我市|我省|本市|该市|该县|该公司|该项目|该企业|项目(?=估算|概算|总投资|投资|占地|建筑|用地|达产|年产)|园内|区域|目前|当前|片区|综保区|该园|[一-鿿]{2,6}(?:合作区|生态城|科学城|火炬区|先行区|航空港区|(?<!高)新区))(?=.{2})"
)
_OWNER = re.compile(
    r"^[一-鿿A-Za-z0-9·“”()]{1,22}?(?:基地|中心|产业园|工业园|物流园|项目|工程|广场|大厦|园区|车间|工厂|厂区|[一二三四五六]期)"
    r"(?=(?:计划|规划|预计|累计|估算|概算)?总?(?:投资|占地|建筑面积|用地|规划面积)|年产能|注册资本|总产能)"
)
"""Whose investment or area it is: 四川基地总投资, 项目一期建筑面积."""
PLACE = re.compile(r"[一-鿿]{1,8}(?:片区|新区|高新区|经开区|开发区|综保区|保税区|园区|自贸区|自贸试验区)")
"""A place that is who does it where a verb follows."""
_ABSTRACT = re.compile(
    r"(?:基础上|基础|情况|速度|势头|目标|方式|背景|背景之下|背景下|优势|作用|同时|成绩|好成绩|总量|价格|形式|增速|团队|蓝图|前提下)$"
)
_ATTRIBUTE = re.compile(
    r"(?:通用|专用|民用|军用|商用|家用|车用|医用|数控|集成|限上|规上|四上|配套|上市|注册|示范|孵化|留学|返乡|返岗|从业|重点|在校|合作|创新|创业|落户|进出口|储备|签约|竣工|开工|授权|发明|销售|用电|建设|投资|参保"
    r"|登记|技改|融资|引导|研发|服务|制造|生产|培训|招商|智能|应用|落地|就业|参展|入驻|入园|出口|进口|保障|安置|供热|供水|供气|交易|营业|存储|运输|投入)"
)
_TAIL_NOUN = re.compile(
    r"(?:额|量|率|值|数|手续|事项|业务|能力|水平|规模|支出|费用|经费|成本|缺口|能耗|负荷|里程|长度|金额|余额|强度|面积|收入|投资|企业|项目|产业|资金|人员|岗位|公司|机构|平台|基地|中心|人才|专家|排名|位次|名次|举措|政策|线|房|楼|园|所|站|库|带|链|群)$"
)


COSTING = re.compile(
    r"(?:计划|协议|合同|预计|估算)?总?投资(?:额|总额)?(?:约|近|超过?|逾|达)?[\d.]+[十百千万亿]*(?:美|欧)?元(?:以上)?的?(?=[一-鿿])"
)
"""11个总投资20亿元项目: what all of them cost stands between their number and their name."""
_MOVING = frozenset("赴获入在向与将已均到被因由受经")
"""Words of one character that end a noun phrase in which they are words of their own."""

_SEASONS = frozenset(("今春", "今夏", "今秋", "今冬", "去冬", "去秋", "明春"))
Found = tuple[tuple[int, int] | None, tuple[int, int] | None]
_ASIDE = re.compile(r"\((?:不?含|不?包括)[^)]{1,30}\)")
_BOUND = re.compile(r"\((?:含)?(?:\d+|[一二三四五六七八九十百千])[百千万亿]*元(?:以上|以下)?\)?$")
"""工业总产值(2000万元以上): of whom the sum is taken."""
_STOP = re.compile(r"[()]|、(?=\s?$)|(?<=厂房|宿舍|公寓|仓库|车间)、|(?<=楼)、")


def noun_phrase(scene: Scene, start: int, end: int, *, governed: bool = False) -> Found:
    """The noun phrase that ends at `end`, and the span of an unknown verb beside it (撬动社会资本, 出租率稳定在).

    None for the phrase when nothing is left, None for the verb when there is none. `governed` says that a verb of the
    lexicon stands before: then none is looked for.
    """
    text = scene.text[start:end]
    listed = text.rfind("等")
    if 0 <= listed < len(text) - 1 and text[listed + 1] not in "级额候教职效待同次":
        start, text = start + listed + 1, text[listed + 1 :]
    if "中" in text and (among := _AMONG.match(text)):
        text = among["whole"]
        end = start + len(text)
    text = _BOUND.sub("", text)
    if aside := _ASIDE.match(text):
        start, text = start + aside.end(), text[aside.end() :]
    start, text = _without_modifier(scene, start, text)
    start, text = _stripped(start, text)
    text = _PER.sub("", text) if "每" in text else text
    if found := _cues().match(text):
        start, text = start + found.end(), text[found.end() :]
    if found := _SUBJECT.match(text):
        start, text = start + found.end(), text[found.end() :]
    if found := _OWNER.match(text):
        start, text = start + found.end(), text[found.end() :]
    start, finish = _trimmed(scene, start, start + len(text))
    verb, start, finish = (None, start, finish) if governed else _unknown_verb(scene, start, finish)
    start, text = _stripped(start, scene.text[start:finish])
    return ((start, start + len(text)) if text not in ("", "新", "至", "到") and not _AMOUNT.fullmatch(text) else None), verb


def right_noun_phrase(scene: Scene, clause: Clause, position: int, right: list[Block], *, counted: bool = True) -> tuple[int, int] | None:
    """The noun phrase that follows a quantity (its 的 skipped); None when none does.

    `counted` says that the quantity counts things: behind an amount (50亿元建设产业园) a verb is a verb.
    """
    start = position + (scene.text[position : position + 1] == "的")
    if counted and (cost := COSTING.match(scene.text, start, clause.end)):
        start = cost.end()
        right = [block for block in right if block.start >= start]
    bound = next((block for block in right if not _attributive(scene, block, start, counted) and not _scaled(scene, block, start)), None)
    end = bound.start if bound else clause.end
    if counted and bound is not None and bound.kind in ("adverb", "verb") and (told := _relative(scene, clause, start, bound)):
        start, end = told
    if start >= end or scene.text[start] in "、和及与(,或:—":
        return None
    text = scene.text[start:end]
    if "的" in text:
        last = text.rpartition("的")[2]
        if not last.strip() or _ABSTRACT.search(last):
            end = start + text.index("的")
        else:
            start = end - len(last)
    stop = _STOP.search(scene.text[start:end])
    start, text = _stripped(start, scene.text[start : start + stop.start() if stop else end])
    start, finish = _trimmed(scene, start, start + len(text))
    finish = _before_verb(scene, start, finish)
    if scene.text.startswith("总投资", finish - 1):
        finish -= 1
    return (start, finish) if finish > start else None


def _relative(scene: Scene, clause: Clause, start: int, bound: Block) -> tuple[int, int] | None:
    """What a clause of its own narrows: 园区 in 3个长期未开发的省级园区; None when a noun stands before the verb."""
    before = [word for word in within(scene.words, start, bound.start) if word.tag[0] in "njl" or word.tag in ("vn", "eng")]
    following = within(scene.quantities, bound.start, clause.end)
    stop = following[0].start if following else clause.end
    at = scene.text.rfind("的", bound.end, stop)
    if before or at < 0 or at + 2 >= stop or within(scene.verbs, at + 1, stop):
        return None
    return at + 1, stop


def _attributive(scene: Scene, block: Block, start: int, counted: bool) -> bool:
    """研发 in 3栋研发大楼: a verb that directly follows the classifier and is followed by more words is part of the name.

    Behind an amount it is one only where nothing follows (500万元支持).
    """
    after = scene.text[block.end : block.end + 1]
    if not counted and after.isalpha():
        return False
    if block.verb is None or block.start != start:
        return False
    noun = block.verb.nominal or scene.text[start : block.end] in lexicon("heads").surfaces
    return noun and (after.isalpha() or after in ",。;、\n)")


def _scaled(scene: Scene, block: Block, start: int) -> bool:
    """百亿级 in 多个千亿级产业集群 narrows what is counted and is part of its name."""
    return block.start == start and block.kind == "quantity" and within(scene.quantities, start, start + 1)[0].comparator == "order"


def _stripped(start: int, text: str) -> tuple[int, str]:
    """Without stray signs before and behind it, taken off in at most four turns."""
    for _ in range(4):
        if stray := _STRAY_BEFORE.match(text):
            start, text = start + stray.end(), text[stray.end() :]
            continue
        end = len(text)
        while end and _STRAY_BEHIND.match(text, end - 1):
            end -= 1
        if end == len(text):
            if end < 3 or text[-1] not in _STRAY_LAST:
                break
            end -= 1
        start, text = (start + len(text), "") if not end else (start, text[:end])
    return start, text


def _without_modifier(scene: Scene, start: int, text: str) -> tuple[int, str]:
    """What follows 的, unless a mere attribute (全省园区的排名) stands before it."""
    at = text.rstrip().rfind("的")
    if at < 0 or at >= len(text.rstrip()) - 1:
        return start, text
    if _WEIGHT.search(text):
        return start, text
    verbal = text[0].isdigit() or any(word.tag == "v" for word in within(scene.words, start, start + at))
    return (start + at + 1, text[at + 1 :]) if verbal or len(text) - at > 5 else (start, text)


def _trimmed(scene: Scene, start: int, end: int) -> tuple[int, int]:
    """Without leading words that cannot open a noun phrase and trailing ones that cannot close it."""
    inner = [word for word in within(scene.words, start, end) if word.end <= end]
    for word in inner[:-1]:
        if word.start != start or word.tag[0] not in "dpcury" or word.text in ("和", "新", "本科", "大专") or word.text.endswith("均"):
            break
        start = word.end
    for word in reversed(inner):
        if word.end != end or word.start <= start or word.tag[0] not in "dpcuyf" or word.text in ("们", "地"):
            break
        end = word.start
    return start, end


def _unknown_verb(scene: Scene, start: int, end: int) -> tuple[tuple[int, int] | None, int, int]:
    """Part a verb the lexicon does not know from the phrase: at its right edge (稳定), else at its left (撬动)."""
    inner = [word for word in within(scene.words, start, end) if word.end <= end]
    if not inner or inner[0].start != start or scene.text[start:end] in lexicon("heads").surfaces:
        return None, start, end
    last, first = inner[-1], inner[0]
    if last.tag in ("v", "a", "ad") and len(inner) > 1 and scene.text[end : end + 1] in ("在", "到", "至"):
        return (last.start, last.end), start, last.start
    if last.tag == "v" and last.end == end and len(last.text) > 1 and not _noun_like(last.text):
        return (last.start, last.end), start, last.start
    if (
        len(inner) > 1
        and scene.text[first.end : end] not in _BARE_HEADS
        and end - first.end > 1
        and len(first.text) > 1
        and first.tag == "v"
        and not _noun_like(first.text)
        and not _ATTRIBUTE.match(first.text)
    ):
        return (first.start, first.end), first.end, end
    return None, start, end


@lru_cache
def _cues() -> re.Pattern[str]:
    """Cues of plans and promises that say nothing of what is counted: 确保税收, 计划新增."""
    ahead = [entry for entry in lexicon("modality").entries if entry.name in ("commitment", "target", "planned")]
    verbs = lexicon("predicates").surfaces
    words = (word for entry in ahead for word in entry.surfaces if len(word) > 1 and word not in verbs and not word.startswith("规划"))
    return re.compile(f"(?:{alternation(tuple(words))})(?!项目|书|制)(?=..)")


@lru_cache
def _nominal() -> frozenset[str]:
    return frozenset(word for entry in lexicon("predicates").entries for word in entry.data.get("nominal", ()))


def _noun_like(word: str) -> bool:
    return word in _nominal() or bool(_TAIL_NOUN.search(word)) or bool(_ATTRIBUTE.fullmatch(word)) or word in lexicon("heads").surfaces


def _before_verb(scene: Scene, start: int, end: int) -> int:
    """Where the noun phrase ends, when unknown verbs follow the noun (20多辆叉车来回穿梭)."""
    inner = [word for word in within(scene.words, start, end) if word.end <= end]
    for index, word in enumerate(inner):
        if index and word.text in _MOVING:
            return word.start
        verbal = word.tag == "v" and len(word.text) > 1 and not _ATTRIBUTE.match(word.text) and not _noun_like(word.text)
        if index and (verbal or word.tag in ("d", "i", "t") or word.text in _SEASONS) and inner[index - 1].tag[0] in "nlj":
            return word.start
    return end
