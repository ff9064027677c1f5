"""How certain a statement is, whether it is denied, and which statistic its figure is.

Modality follows section 3.7 of the annotation manual: the first row with a cue in the clause wins, and a clause
without a cue shares the one before it in its sentence.
"""

from __future__ import annotations

import re
from datetime import date

from db.claim import Modality
from pipeline.claims.body import Clause
from pipeline.claims.dates import TimeWords
from pipeline.claims.interim import interim
from pipeline.claims.lexicon_files import Hit, lexicon
from pipeline.claims.quantities import Quantity
from pipeline.claims.rows import inside, within
from pipeline.claims.scene import Scene, Verb
from pipeline.claims.times import BEFORE, just_past, month_end

ORDER = ("conditional", "commitment", "target", "planned", "ongoing", "state", "achieved")
AHEAD = frozenset(("conditional", "commitment", "target", "planned"))
_REALIS = re.compile(
    r"已(?!然|往|知)|(?<![由从])目前(?!的\d)|(?<![由从])现有|截至|截止|(?<![较比])去年|(?<![较比])上年|(?<!均)同比|了(?!解)|成功(?!率)|首次|先后|以来"
)
_DONE = re.compile(r"已(?!然|往|知)|建成(?!后|投用后|投产后|运营后)|成功(?!率)|超额完成|圆满完成|如期完成|提前完成")
_NAMING = re.compile(r"(?:举行|召开|举办|开展|通报|发布|公布|印发|举行了|召开了)(?:了)?$")
"""Verbs behind which a part of the year belongs to the name of an event: 举行2024年第一季度集中开工活动."""
_STEPS = frozenset(("位", "个位次", "位次", "个名次"))
_MOVED = re.compile(
    r"增收|减收|增产|增长|增加|减少|下降|提高|提升|降低|回落|上涨|增$|多|少|下滑|扩大|缩小|收窄|上升|跃升|攀升|下跌|萎缩|前进|前移|进位|晋位|后退|倒退|晋级"
)
_SHORTLY = re.compile(r"短短|仅|不到|前|过去|最近|近|用了?")
MORE = re.compile(r"[比较][^,。;:、]{1,16}(?<![提降减])[多少高低](?:出|了)?(?:约|近|超过?|逾)?(?<!多少)$")
"""比A区少约45亿元: a difference, whatever the unit."""
_SUMMED = re.compile(r"[内,]*(?:累计|总共|一共|共(?!同|建|享|创))")
"""4年内共新增6.3万户 sums up what was done."""
_REACHED = re.compile(r"(?:完成|达到|实现|超过|低于|高于|超出)[^,。;]*$")
_TOWARDS = re.compile(r"(?:围绕|按照|对照|紧扣|紧盯|朝着|向着|聚焦|根据|坚持|达成|为了?实现|服务)(?:[^,。;]*|“[^”。;]*”的?)$")
"""围绕…目标 says what something is done for; the aim is no cue for what is done."""
_DISPOSES = re.compile(
    r"将(?!使|让|令|会|于|在|有|把|再|继续|进一步|全面|全力|重点|大力|建|新|达|实现|完成|引|推|加|打|力)[^,。;:]{2,24}?"
    r"(?:压缩|缩短|压减|精简|控制在|降低|降至|降到|减至|提高到|提升到|提高至|提升至|扩大到|纳入|列入|列为|转化为|划分为|分为|用于|下放|移交|延长至|放宽)"
)
"""将审批时限压缩一半: the word takes up what something is done to, and plans nothing."""
_CALLED = re.compile(r"(?:举行|召开|举办|召集|参加|出席)[^,。;:]{0,16}$")
_MEETING = re.compile(r"[^,。;:]{0,24}?(?:大会|会议|动员会|推进会|誓师会|仪式|论坛|行动|活动)")
"""举行冲刺全年目标动员大会: what a meeting is called says nothing of what was done there."""
_GREW = re.compile(r"(?:同比|环比|比上年|较上年|增长|增幅|下降)")
_NEXT = re.compile(r"了(?!解|得|却)")
_BARE = {name: Modality(name=name) for name in ("ongoing", "state", "achieved")}
_STATES = frozenset(("拥有", "是", "包含", "面积", "占比", "实施"))
_FURTHERED = ("打造", "构建", "规划建设")
"""产业集群持续打造: at the end of a clause the word tells what goes on, and aims at nothing in the next one."""
FORTNIGHT = 15
"""Days: an end of a month nearer than that may be the one that figures told today are of."""
_PARTS = ("分之", "一半", "半数")
_LEVEL = re.compile(r"[至到](?:约|近)?$")
_SHORTENED = re.compile(r"压缩|缩短|压减|精简|节省|节约")


@interim
class Certainty:
    """The modality in force in a clause, with the condition it may hang on."""

    modality: Modality
    """Class and cue."""

    condition: str | None = None
    """Words of the condition; None when there is none."""

    own: bool = True
    """False when the clause shares it with the one before."""


def certainties(scene: Scene, published: date | None) -> tuple[Certainty | None, ...]:
    """For each clause the certainty its cues give, or that it shares; None where nothing says."""
    found: list[Certainty | None] = []
    previous: Clause | None = None
    plan: Certainty | None = None
    for clause in scene.body.clauses:
        own = _of(scene, clause)
        if previous is None or previous.sentence != clause.sentence:
            plan = plan if not clause.opens_paragraph and _begins_with_verb(scene, clause) else None
            own = own or _goes_on(scene, clause, plan)
        if own is not None and own.own and own.modality.name == "planned" and (own.modality.cue or "").startswith(("将", "拟")):
            plan = own
        before = found[-1] if found and previous is not None and previous.sentence == clause.sentence else None
        if own is None or (own.modality.name == "achieved" and not _REALIS.search(scene.text, clause.start, clause.end)):
            goes_on = before is not None and before.modality.name in ("target", "commitment")
            own = (None if goes_on else _due(scene, clause, published)) or own
        if own is None or own.modality.name in ("achieved", "state"):
            own = _shared(scene, clause, before, own, published)
        elif before is not None and before.modality.name == "conditional" and own.modality.name == "planned":
            own = Certainty(modality=Modality(name="conditional", cue=own.modality.cue), condition=before.condition)
        found.append(own)
        previous = clause
    return tuple(found)


def _begins_with_verb(scene: Scene, clause: Clause) -> bool:
    """Whether a sentence names no doer: 建成35公里长廊, 提速推进工程."""
    begins = within(scene.verbs, clause.start, clause.start + 3)
    if not begins or begins[0].light:
        return False
    return all(word.tag[0] in "vda" for word in within(scene.words, clause.start, begins[0].start))


def _goes_on(scene: Scene, clause: Clause, plan: Certainty | None) -> Certainty | None:
    """今年,X将加快建设…。建成…: a sentence without a doer of its own goes on with the plan that its paragraph tells."""
    done = _REALIS.search(scene.text, clause.start, clause.end) or within(scene.times, clause.start, clause.end)
    return Certainty(plan.modality, None, False) if plan is not None and not done else None


def between(scene: Scene, start: int, end: int) -> Certainty | None:
    """What the cues between a value and the verb after it say (8个领域开展合作); None when there are none."""
    best = _best(scene, start, max(start, end))
    return (
        None
        if best is None or best.entry.name in ("achieved", "state")
        else Certainty(modality=Modality(name=best.entry.name, cue=scene.body.text[best.start : best.end]))
    )


def _of(scene: Scene, clause: Clause) -> Certainty | None:
    best = _best(scene, clause.start, clause.end)
    if best is None:
        return None
    condition = scene.body.text[clause.start : best.end].rstrip("后") if best.entry.name == "conditional" else None
    if best.entry.name == "conditional" and re.search(r"已(?!然)|目前", scene.text[best.end : clause.end]):
        return None
    cue = scene.body.text[best.start : best.end]
    return Certainty(modality=Modality(name=best.entry.name, cue=cue), condition=condition)


def _due(scene: Scene, clause: Clause, published: date | None) -> Certainty | None:
    """A clause that says by when (年底前通车) and not that it was done speaks of a plan, unless the day has passed."""
    for words in inside(clause, scene.times):
        if _lies_ahead(scene, clause, words, published):
            return Certainty(modality=Modality(name="planned", cue=scene.body.text[words.start : words.end]))
        due = BEFORE.match(scene.text, words.end)
        if words.form == "feast" and just_past(words, published):
            continue
        past = words.year is not None and published is not None and words.year < published.year
        if due and not past and words.form in ("month", "part", "feast", "year"):
            return Certainty(modality=Modality(name="planned", cue=due.group()))
    return None


def _lies_ahead(scene: Scene, clause: Clause, words: TimeWords, published: date | None) -> bool:
    """Whether words of time by themselves say that what the clause tells is still to come."""
    text = scene.text
    if words.form == "plan" and words.entry is not None and text.startswith(("末", "期末"), words.end):
        last = date(int(words.entry.data["first"]) + 4, 12, 31)
        if published is not None and published < last:
            return True
    offset = words.entry.data.get("offset") if words.entry is not None and words.form == "year" else None
    later = words.year is not None and published is not None and words.year > published.year
    within_it = words.form == "span" and text.endswith("内", clause.start, words.end)
    return (
        later
        or (offset or 0) > 0
        or (within_it and not _SHORTLY.search(text[clause.start : words.end]) and not _SUMMED.match(text, words.end))
        or (_coming(words, published) and not _NAMING.search(text, clause.start, words.start))
        or _edge_ahead(text, words, published)
    )


def _coming(words: TimeWords, published: date | None) -> bool:
    """年内, and a half or a quarter of the year of publication that has hardly begun: what is said of it lies ahead."""
    if words.form == "year" and words.entry is not None and words.months is None:
        return words.entry.name == "this_year" and words.end - words.start == 2 and words.inner
    if (
        published is None
        or words.months is None
        or words.granularity not in ("quarter", "half")
        or words.year not in (None, published.year)
    ):
        return False
    offset = words.entry.data.get("offset", 0) if words.entry is not None else 0
    first = date(published.year, words.months[0], 1)
    return offset == 0 and (published - first).days < 28 and words.months[1] >= published.month


def _edge_ahead(text: str, words: TimeWords, published: date | None) -> bool:
    """到2025年底 said in July of that year: an end of a year or month that is weeks away; 截至 never looks ahead."""
    before = text[max(0, words.start - 2) : words.start]
    this = words.entry is None or not words.entry.data.get("offset", 0)
    if published is None or words.months is None or words.days is not None or not this or before in ("截至", "截止"):
        return False
    reached = before.endswith(("到", "至")) and not before.startswith("截")
    named = words.year is not None or (words.entry is not None and words.entry.name == "this_year")
    edge = text[words.end - 1] in "底末"
    if not (edge and named) and not (reached and (edge or published.month > 2)):
        return False
    last = month_end(words.year or published.year, words.months[1])
    return (last - published).days > FORTNIGHT


def _best(scene: Scene, start: int, end: int) -> Hit | None:
    """The cue of the first row of the table that has one in the stretch."""
    done = _DONE.search(scene.text, start, end)
    best: Hit | None = None
    for hit in within(scene.cues, start, end):
        if hit.entry.name in ("target", "ongoing") and done and done.start() <= hit.start:
            continue
        if best is None or ORDER.index(hit.entry.name) < ORDER.index(best.entry.name):
            best = best if _is_none(scene, hit, start, end) else hit
    return best


def _is_none(scene: Scene, hit: Hit, start: int, end: int) -> bool:
    """Whether the words of a cue say nothing of how certain the clause is."""
    text, name = scene.text, hit.entry.name
    if hit.end == end and text[hit.start : end] in _FURTHERED:
        return True
    if name == "planned":
        reached = text.startswith("计划", hit.start) and _REACHED.search(text[max(start, hit.start - 6) : hit.start])
        return bool(reached) or _disposes(scene, hit, end)
    if name == "ongoing":
        one = text.startswith("正", hit.start) and hit.end - hit.start == 1
        return (one and _in_name(scene, hit.start)) or _NEXT.match(text, hit.end) is not None
    return name == "target" and _aims_at_nothing(scene, hit, start, end)


def _aims_at_nothing(scene: Scene, hit: Hit, start: int, end: int) -> bool:
    """Whether a target is one reached, one that something is done for, or part of what a meeting is called."""
    text = scene.text
    if _CALLED.search(text, start, hit.start) and _MEETING.match(text, hit.end, end):
        return True
    if not text.startswith("目标", hit.end - 2):
        return False
    reached = _REACHED.search(text[max(start, hit.start - 12) : hit.start])
    towards = _TOWARDS.search(text, max(0, hit.start - 60), hit.start) and not within(scene.quantities, start, end)
    return bool(reached or towards)


def _disposes(scene: Scene, hit: Hit, end: int) -> bool:
    """Whether 将 takes up what something is done to, rather than saying that a verb is still to come (将投资25亿元用于…)."""
    return _DISPOSES.match(scene.text, hit.start, end) is not None and not within(scene.verbs, hit.end, hit.end + 1)


def _in_name(scene: Scene, at: int) -> bool:
    """Whether the character begins a noun (正太) rather than being a word that says how far something is."""
    word = next(iter(within(scene.words, at, at + 1)), None)
    return word is not None and len(word.text) > 1 and word.tag[0] == "n"


def _shared(scene: Scene, clause: Clause, before: Certainty | None, own: Certainty | None, published: date | None) -> Certainty | None:
    """A clause of a plan that goes on (实现…, 带动…) stays in the plan; 已, 目前 or a time gone by ends it, and so does a semicolon."""
    if before is None or before.modality.cue == "作为":
        return own
    if before.modality.name in ("achieved", "state"):
        return own or before
    if clause.after == "," and before.own and _GREW.match(scene.text, clause.start):
        # 预计完成57亿元,同比增长15%: the growth is as certain as the sum that grew.
        return Certainty(before.modality, before.condition, False)
    if clause.after == ";" and (before.modality.name not in AHEAD or _beside(scene, clause, before.modality)):
        return own
    if _REALIS.search(scene.text, clause.start, clause.end):
        return own
    if published is not None and any(_gone(words, published) for words in inside(clause, scene.times)):
        return own
    if before.modality.name == "ongoing":
        # 加快推进A,完成B: what goes on in one clause does not make the next one go on.
        return own
    return Certainty(before.modality, before.condition, False)


def _beside(scene: Scene, clause: Clause, modality: Modality) -> bool:
    """Whether the plan was told late in the part before the semicolon (年均增长预计24%, 达产后年产值2亿元): the next part begins anew."""
    cue = modality.cue or ""
    part = [one for one in scene.body.clauses_of[clause.sentence] if one.number < clause.number]
    first = next((one for one in reversed(part) if one.after == ";"), part[0] if part else None)
    while first is not None and first.number + 1 < clause.number and not inside(first, scene.quantities):
        first = scene.body.clauses[first.number + 1]
    return (
        (modality.name == "conditional" or cue.startswith(("预计", "预期")))
        and first is not None
        and cue not in scene.text[first.start : first.end]
    )


def _gone(words: TimeWords, published: date) -> bool:
    """Whether a stretch of months was over on the day of publication: what is said of it is no plan, whatever the clause before says."""
    if words.months is None or words.days is not None or words.form not in ("month", "part") or words.granularity == "day":
        return False
    offset = words.entry.data.get("offset", 0) if words.entry is not None else 0
    year = words.year or published.year + int(offset)
    return (words.last_year or year, words.months[1]) < (published.year, published.month)


def modality_of(found: Certainty | None, verb: Verb | None) -> tuple[Modality, str | None]:
    """Modality and condition of a claim in a clause; bare narration is achieved, 有 and 是 are states."""
    if found is not None:
        return found.modality, found.condition
    if verb is not None and verb.name == "在建":
        return _BARE["ongoing"], None
    return _BARE["state" if verb is not None and verb.name in _STATES else "achieved"], None


def polarity_of(scene: Scene, clause: Clause, verb: Verb | None) -> str:
    """neg when 未, 尚未, 没有 and the like stand directly before the verb (at most three characters between)."""
    start = clause.start if verb is None else max(clause.start, verb.start - 10)
    stop, denials = clause.end if verb is None else max(start, verb.start), lexicon("polarity")
    if denials.pattern.search(scene.text, start, stop) is None:
        return "pos"
    for hit in denials.hits(scene.text, start, stop):
        if verb is not None and 0 <= verb.start - hit.end <= 3:
            return "neg"
        if verb is None and (clause.end - hit.end <= 6 or within(scene.verbs, hit.end, hit.end + 4)):
            return "neg"
    return "pos"


def aggregate_of(scene: Scene, clause: Clause, quantity: Quantity, verb: Verb | None, since: int) -> str:
    """Which statistic the figure is: total, cumulative, increment, mean, each, yoy, delta, growth, share or none.

    `since` is where the words that belong to this figure begin (behind the figure before it).
    """
    names = {hit.entry.name for hit in within(scene.statistics, max(since, clause.start), quantity.core)}
    growing = verb is not None and verb.name == "增长"
    words = scene.text[verb.start : verb.end] if verb is not None else ""
    if quantity.unit == "pp":
        return "delta"
    if quantity.unit == "times":
        return "growth"
    if MORE.search(scene.text, max(clause.start, quantity.core - 22), quantity.core):
        return "delta"
    if quantity.unit in ("pct", "permille"):
        return _share_of(scene, names, growing, words, max(since, clause.start), quantity)
    if growing and re.search(r"[至到]$", words):
        return "none"
    for name in ("mean", "each", "cumulative", "increment", "total"):
        if name in names:
            return name
    if (growing or quantity.unit_surface in _STEPS) and _MOVED.search(words):
        return "delta"
    return "none"


def _share_of(scene: Scene, names: set[str], growing: bool, words: str, start: int, quantity: Quantity) -> str:
    text = scene.text[start : quantity.core]
    if "share" in names:
        return "share"
    if "mean" in names and not (growing and "yoy" in names and not re.search(r"年均|平均", text)):
        return "mean"
    if "each" in names and not growing:
        return "each"
    if _SHORTENED.search(words):
        return "growth"
    level = _LEVEL.search(text) is not None
    fraction = quantity.entry == "tenths" or any(word in scene.text[quantity.core : quantity.end] for word in _PARTS)
    if fraction and "yoy" not in names and not level:
        return ("growth" if re.search(r"[比较由从]", text) else "yoy") if growing else "share"
    if growing and re.search(r"[比较](?:过去|原来|以前|以往|传统|上[届次轮期月]|上季|上一[届次轮期])", text):
        return "growth"
    if level and re.search(r"占比|比重|占[^地用]", scene.text[scene.text.rfind("\n", 0, start) + 1 : start][-40:]):
        return "share"
    if growing and not level and "环比" not in text and "较年初" not in text and "比年初" not in text:
        return "yoy"
    if "yoy" in names and not level:
        return "yoy"
    return "growth" if growing and not level else "none"
