"""Which time a claim has: its own, the frame of its sentence or paragraph, or an implied as-of date.

Rules T4 and T6b of the annotation manual: a time that opens a clause scopes over what follows; a clause with
已, 累计 or 现有 is a stock at the latest 截至 and inherits no point or period from a sister clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from db.claim import Time
from pipeline.claims.body import Clause
from pipeline.claims.dates import TimeWords
from pipeline.claims.interim import interim
from pipeline.claims.rows import inside, within
from pipeline.claims.scene import Scene
from pipeline.claims.times import Moment, Setting, derived, moment

_STOCK = re.compile(r"已(?!然|往|知)|累计|(?<![公与])共(?!同|建|享|赢|产|青|识|和|创|商|性|生)|现有|目前|业已|现已|尚有|仍有|还有")
_OPENING = re.compile(
    r"^[\s“(]*(?:其中|据统计|截至|截止|截|到|至|在|从|自|自从|力争|争取|力争到|计划|计划到|预计|预计到|确保|统计显示|数据显示|早在|(?:[他她我]们?)?还?记得|而|仅|较|到了|最新数据显示|今年以来)*$"
)
_GOES_ON = re.compile(r"(?:这?其中|这?当中|[从按分][^,。;:\d]{1,8}(?:看|分|划分)(?=,))")
_DOER = re.compile(r"^[一-鿿“”()·\d]{2,24}$")
_AIMING = re.compile(r"(?:目标|提出|力争|确保|计划|规划|要求|明确|步)[^,。;:]{0,4}(?:到|至|在|于)$")
_NAMES_EVENT = re.compile(
    r"(?:度|第?[一二三四]季度|[春夏秋冬]季)?[一-鿿]{2,22}(?:会议?|活动|仪式|论坛|大赛)(?:在[^,。;:]{1,12})?(?:正式|隆重|成功|圆满|顺利)?(?:举行|召开|举办|启动|开幕)$"
)
"""A year that belongs to the name of an event: 2023年春季重大项目集中开工现场推进会举行."""
_RELATIVE = re.compile(r"[一-鿿]{1,6}的")
_FROM = re.compile(r"(?:自从|自|从)\s?$")
_INNER = re.compile(r"[在于自从为到至]$|将$|较$|比$|与$|同$")
_TELLING = re.compile(r"获悉|了解到|介绍$|统计$|显示$|通报$|透露$|发布会上$|表示$|指出$|记者")
HALF_A_YEAR = 183
"""Days: a day without a year that is nearer behind than ahead has gone by."""
_HEADING = re.compile(r"[一二三四五六七八九十]是")
_LEAD = re.compile(r"(?:截至|截止到?|到|从|自)$")
_TAIL = re.compile(r"(?:底前|前|以来|期间|起)")
_REPORTER = re.compile(r"记者|小编|笔者|获悉|走进|来到|看到|采访")


@interim
class Frame:
    """The times in force in a clause."""

    setting: Setting
    """What words of time in the clause are resolved against."""

    own: tuple[TimeWords, ...]
    """Words of time of the clause itself."""

    framing: tuple[TimeWords, ...]
    """Opening times in force: of the paragraph, then of the sentence, the latest last."""

    direct: TimeWords | None
    """An opening time that is the whole clause before this one."""

    anchor: TimeWords | None
    """The latest 截至 or 目前 of the sentence (or of the paragraph's opening)."""

    carried: TimeWords | None
    """A duration of the clause before, which its continuation shares."""

    earlier: tuple[Moment, ...]
    """Earlier times of the sentence, resolved."""

    stock: bool
    """True when the clause, or one it continues, says 已, 累计 or 现有."""

    def without_framing(self) -> Frame:
        """The frame of what takes no time from its sentence."""
        return Frame(self.setting, self.own, (), None, self.anchor, None, self.earlier, self.stock)


def frames(scene: Scene, published: date | None) -> tuple[Frame, ...]:
    """The frame of every clause, in order."""
    return tuple(_frames(scene, published))


def _frames(scene: Scene, published: date | None) -> Iterator[Frame]:
    reported, named = _reporting_days(scene, published), _review_years(scene, published)
    outer: TimeWords | None = None
    inner: tuple[TimeWords, ...] = ()
    state, before, led = _Sentence(), None, True
    setting = Setting(published)
    for clause, year in zip(scene.body.clauses, named, strict=True):
        if before is None or clause.paragraph != before.paragraph:
            outer, led = None, True
        if before is None or clause.sentence != before.sentence:
            goes_on = goes_on_at(scene.text, clause.start) and before is not None and clause.paragraph == before.paragraph
            inner, state = inner if goes_on else (), _Sentence(state.year if goes_on else None)
        if clause.after == ";":
            inner = tuple(words for words in inner if not _of_now(scene, words))
        own = inside(clause, scene.times)
        setting = _setting(setting, reported.get(clause.paragraph), state, year)
        anchor = state.anchor or (outer if outer is not None and _is_asof(scene, outer, setting) else None)
        framing = (outer, *inner) if outer is not None else inner
        says = _says_stock(scene, clause, framing, setting)
        goes_on = state.stock and clause.after in (",", "") and not own
        carried = state.duration if clause.after != ";" else None
        yield Frame(setting, own, framing, state.direct, anchor, carried, state.past, says or goes_on)
        opening = _opening(scene, clause, own, setting) if own else []
        if opening and _of_now(scene, opening[-1]):
            inner = (*inner, opening[-1])
        elif opening:
            kept = outer if outer is not None and _same_stretch(scene, outer, opening[-1], setting) else None
            inner, outer = (opening[-1],), opening[-1] if led else kept
        led = led and not opening and _leads(scene, clause)
        state, before = state.after(scene, clause, (own, says, goes_on), setting, opening), clause


def goes_on_at(text: str, start: int) -> bool:
    """Whether a sentence that begins at the offset breaks down what the one before told: 其中, 从产业类别看, 按贸易方式分."""
    return _GOES_ON.match(text, start) is not None


def _of_now(scene: Scene, words: TimeWords) -> bool:
    """Whether the words are 现有, which says what there is now and stands inside the frame of its sentence."""
    return scene.text.startswith("现有", words.start)


def _same_stretch(scene: Scene, outer: TimeWords, inner: TimeWords, setting: Setting) -> bool:
    """Whether a time says the paragraph's opening again (2020年,…全年完成…)."""
    one, other = moment(scene.text, outer, setting), moment(scene.text, inner, setting)
    return (one.first, one.last) == (other.first, other.last)


def _says_stock(scene: Scene, clause: Clause, framing: tuple[TimeWords, ...], setting: Setting) -> bool:
    """Whether the clause says 已, 累计 or 现有; 共 before a verb only sums up the stretch that frames it (6月9日至12日,…共拜访17家)."""
    if _STOCK.search(scene.text, clause.start, clause.end) is None:
        return False
    cues = list(_STOCK.finditer(scene.text, clause.start, clause.end))
    lasting = [cue for cue in cues if cue.group() != "共" or scene.text.startswith(("有", "计有"), cue.end())]
    return bool(lasting) or (bool(cues) and not any(moment(scene.text, words, setting).role == "span" for words in framing))


def _setting(before: Setting, reported: date | None, state: _Sentence, named: int | None) -> Setting:
    """What a clause's words of time are resolved against: the setting of the clause before, as long as nothing in it changes."""
    now = (reported, state.year, state.anchor_year, named)
    return before if now == (before.reported, before.year, before.anchor, before.named) else Setting(before.published, *now)


def _leads(scene: Scene, clause: Clause) -> bool:
    """Whether the clause only says who tells (记者从海关获悉), or heads the paragraph (二是…): a time behind it still opens it."""
    leading = _TELLING.search(scene.text, clause.start, clause.end) or _HEADING.match(scene.text, clause.start, clause.end)
    return bool(leading) and not inside(clause, scene.quantities)


def _opening(scene: Scene, clause: Clause, own: tuple[TimeWords, ...], setting: Setting) -> list[TimeWords]:
    """Times that open the clause and are neither a baseline nor vague."""
    opening = [words for words in own if opens(scene, clause, words) and not scene.text.startswith("连续", words.start)]
    return [words for words in opening if moment(scene.text, words, setting).role not in ("baseline", "vague")]


def _review_years(scene: Scene, published: date | None) -> Iterator[int | None]:
    """For each clause the year a review speaks of: named before it, in the same paragraph unless published early in a year."""
    named, paragraph = None, -1
    for clause in scene.body.clauses:
        if clause.paragraph != paragraph and (published is None or published.month > 3):
            named = None
        paragraph = clause.paragraph
        yield named
        if own := inside(clause, scene.times):
            named = next((words.year for words in reversed(own) if words.year and _is_review(words.year, published)), named)


@interim
class _Sentence:
    """What the clauses read so far leave to the next ones of their sentence."""

    year: int | None = None
    anchor_year: int | None = None
    direct: TimeWords | None = None
    anchor: TimeWords | None = None
    duration: TimeWords | None = None
    past: tuple[Moment, ...] = ()
    stock: bool = False

    def after(
        self, scene: Scene, clause: Clause, said: tuple[tuple[TimeWords, ...], bool, bool], setting: Setting, opening: list[TimeWords]
    ) -> _Sentence:
        """What is left to the clause behind this one; `said`: its times, whether it says 已 or the like, whether it goes on from one."""
        own, says, goes_on = said
        if not own and not self.stock and self.direct is None and not says:
            return self
        moments = [moment(scene.text, words, setting) for words in own]
        # 现有 says that something is the case now, and nothing of what follows it.
        asof = [found for found in moments if found.role == "asof" and not _of_now(scene, found.words)]
        whole = opening[-1] if opening and clause.end - opening[-1].end <= 3 else None
        durations = [words for words in own if words.form == "span" and _lasting(scene.text, words)]
        return _Sentence(
            whole.year if whole and whole.year else self.year,
            asof[-1].last.year if asof and asof[-1].last else self.anchor_year,
            whole,
            asof[-1].words if asof else self.anchor,
            durations[-1] if durations else None if opening else self.duration,
            (*self.past[-8:], *moments),
            (not own and self.direct is None and says) or goes_on,
        )


def opens(scene: Scene, clause: Clause, words: TimeWords) -> bool:
    """Whether a time opens its clause, alone or after the doer, and so scopes over what follows."""
    before = scene.text[clause.start : words.start]
    if scene.text.startswith("的", words.end) and within(scene.quantities, words.end, words.end + 2):
        return False
    if _RELATIVE.match(scene.text, words.end, clause.end) or _NAMES_EVENT.match(scene.text, words.end, clause.end):
        return False
    if "以来" in scene.text[words.end : clause.end]:
        before = _FROM.sub("", before)
    if _OPENING.match(before):
        return True
    if clause.end - words.end <= 1 and _AIMING.search(before) and not inside(clause, scene.quantities):
        return True
    verbs = within(scene.verbs, clause.start, words.start)
    counted = [item for item in within(scene.quantities, clause.start, words.start) if item.kind != "classifier"]
    plain = not verbs and not counted and bool(_DOER.match(before)) and not _INNER.search(before)
    plain = plain and not any(word.tag == "v" and word.end == words.start for word in within(scene.words, words.start - 2, words.start))
    deadline = scene.text.startswith(("前", "底前", "之前"), words.end)
    return plain and not deadline and words.form not in ("span", "recent", "day") and words.granularity != "day"


def _lasting(text: str, words: TimeWords) -> bool:
    """连续3年 and 3年来 last through the sentence, 仅三年 does not."""
    return text.startswith("连续", words.start) or text.endswith(("来", "以来"), 0, words.end)


def _is_review(year: int, published: date | None) -> bool:
    """Whether a calendar year may be the one a review speaks of: the one before publication."""
    return published is not None and year == published.year - 1


def _is_asof(scene: Scene, words: TimeWords, setting: Setting) -> bool:
    return moment(scene.text, words, setting).role == "asof"


def _reporting_days(scene: Scene, published: date | None) -> dict[int, date]:
    """By paragraph, the day its reporter was there (3月5日,记者在工地看到)."""
    days: dict[int, date] = {}
    for number, inner in scene.times.parts.items():
        clause = scene.body.clauses[number]
        for words in inner:
            reporter = _REPORTER.search(scene.text, words.end, words.end + 30)
            if words.granularity == "day" and words.form == "month" and reporter and clause.paragraph not in days:
                found = moment(scene.text, words, Setting(published))
                if found.first:
                    days[clause.paragraph] = found.first
    return days


def time_of(scene: Scene, clause: Clause, frame: Frame, at: tuple[int, int], ahead: bool) -> Time:
    """The time of a claim whose value and the verb behind it stand at the span; `ahead`: it is a plan, a target or a condition."""
    setting = frame.setting.leaning(ahead)
    own = [found for words in frame.own for found in (_moment(scene, words, setting, frame),) if found.role not in ("baseline", "vague")]
    chosen = _bound(scene, frame, own, at)
    if chosen is not None:
        return _time(scene, chosen)
    if frame.stock and not ahead:
        if frame.direct is not None and (found := moment(scene.text, frame.direct, setting)).role in ("asof", "span", "since"):
            return _time(scene, found)
        return _stock_time(scene, frame, setting)
    return _framed(scene, clause, frame, setting, ahead)


def _moment(scene: Scene, words: TimeWords, setting: Setting, frame: Frame) -> Moment:
    found = moment(scene.text, words, setting)
    days = derived(scene.text, words, frame.earlier)
    return Moment(words, "span", *days, found.granularity, "derived", found.ambiguous) if days else found


def _bound(scene: Scene, frame: Frame, own: list[Moment], at: tuple[int, int]) -> Moment | None:
    """The clause's own time nearest before the value, else the first after it, unless that belongs to another value."""
    before = [found for found in own if found.words.end <= at[0]]
    free = [found for found in before if not _taken(scene, found.words, at)]
    if free:
        return free[-1]
    after = [found for found in own if at[0] <= found.words.start < at[1] and not _taken(scene, found.words, at)]
    return after[0] if after else None


def _taken(scene: Scene, words: TimeWords, at: tuple[int, int]) -> bool:
    """Whether the time is bound to another value: 从2020年的2.6%提高到2022年的8.6%."""
    other = within(scene.quantities, words.end, words.end + 2)
    return scene.text.startswith("的", words.end) and bool(other) and other[0].start != at[0]


def _stock_time(scene: Scene, frame: Frame, setting: Setting) -> Time:
    if frame.anchor is not None:
        return _time(scene, moment(scene.text, frame.anchor, setting.leaning(False)))
    for words in reversed(frame.framing):
        found = moment(scene.text, words, setting)
        if found.role in ("asof", "since") or (words.form == "plan" and found.role == "span"):
            return _time(scene, found)
    if setting.reported:
        return Time(role="asof", end=setting.reported, granularity="day", basis="explicit")
    return Time(role="asof", end=setting.published, granularity="day" if setting.published else None, basis="implicit_pub")


def _framed(scene: Scene, clause: Clause, frame: Frame, setting: Setting, ahead: bool) -> Time:
    for words in reversed(frame.framing):
        # A part of the year that framed what was done does not move to the next year when a plan follows it.
        found = moment(
            scene.text, words, setting.leaning(False) if words.form == "part" or _told_lately(scene, words, setting) else setting
        )
        if found.role in ("baseline", "vague") or (ahead and found.role != "deadline" and not _lies_ahead(found, setting)):
            continue
        return _time(scene, found)
    if ahead and frame.stock and frame.anchor is not None and _STOCK.search(scene.text, clause.start, clause.end):
        return _time(scene, moment(scene.text, frame.anchor, setting.leaning(False)))
    if frame.carried is not None and not ahead:
        return _time(scene, moment(scene.text, frame.carried, setting))
    return Time(role="none")


def _told_lately(scene: Scene, words: TimeWords, setting: Setting) -> bool:
    """Whether a day without a year that frames a report (4月28日,走进…) is the one just gone, whatever plan is told under it."""
    if words.year is not None or words.form != "month" or setting.published is None:
        return False
    gone = moment(scene.text, words, setting.leaning(False))
    return gone.last is not None and gone.role == "span" and 0 <= (setting.published - gone.last).days < HALF_A_YEAR


def _lies_ahead(found: Moment, setting: Setting) -> bool:
    if found.role in ("asof", "duration", "since"):
        return False
    return found.last is None or setting.published is None or found.last >= setting.published


def _time(scene: Scene, found: Moment) -> Time:
    words, role = found.words, found.role
    if role == "span":
        role = (
            "point"
            if words.form == "monthly" or (words.granularity in ("day", "month") and words.months and words.months[0] == words.months[1])
            else "period"
        )
    start, end = _prefixed(scene.text, words)
    return Time(
        role=role,
        surface=scene.body.text[start:end],
        start=found.first,
        end=found.last,
        granularity=found.granularity,
        basis=found.basis,
        span=(start, end),
        ambiguous=found.ambiguous,
    )


def _prefixed(text: str, words: TimeWords) -> tuple[int, int]:
    """The words with their 截至, 到, 从 and 前, as a reader would quote them."""
    lead = _LEAD.search(text[max(0, words.start - 3) : words.start])
    tail = _TAIL.match(text[words.end : words.end + 2])
    return words.start - (len(lead.group()) if lead else 0), words.end + (len(tail.group()) if tail else 0)
