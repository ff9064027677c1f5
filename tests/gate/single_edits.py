"""Every single edit an article can suffer, each with what it must be called and where it may be felt.

An edit is made on the words alone; nothing here knows how claims are read. Random choices come from the generator given.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.gate.texts import Span, Text

Patch = tuple[int, int, str]
"""A stretch of the old body and the words that take its place."""


@dataclass(frozen=True, kw_only=True)
class Trial:
    """One edited article."""

    name: str
    """What kind of edit it is."""

    text: Text
    """The article before."""

    patches: tuple[Patch, ...]
    """What is replaced, in rising order."""

    kinds: frozenset[str]
    """Primary kinds that are right."""

    targets: tuple[Span, ...]
    """Where a change must be reported, each: old offsets, or new ones when `after`."""

    scope: Span
    """Stretch within which further changes of the right kinds are right too."""

    after: bool = False
    """True when targets and scope are offsets of the new body."""

    silent: bool = False
    """True when nothing at all is right, too."""

    @property
    def new_body(self) -> str:
        """The article after."""
        body = self.text.body
        for start, end, words in reversed(self.patches):
            body = body[:start] + words + body[end:]
        return "\n".join(paragraph for paragraph in body.split("\n") if paragraph)


_SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?[”]?")
_HEDGES = "超过|突破|不低于|不少于|至少|超|逾|近|约|达到"
_HEDGE_BEHIND = re.compile(r"余|多(?=[家个户名人万亿])|几(?=[家个户名人万])|以上|左右")
_COUNTED = "引进|引入|建成|投产|落户|落地|聚集|汇聚|集聚|累计|实现|完成|培育|签约|开工|竣工|新建|获批|成立|兑现|新增|投资|办理|建设|推出"
_UP = re.compile(rf"(?:将|拟|计划)(?=(?:{_COUNTED}))")
_DOWN = re.compile(rf"已(?=(?:{_COUNTED}))")
_BARE = re.compile(rf"(?<=[，区])(?:{_COUNTED})")
_DEADLINE = re.compile(r"(?:到|在)(20\d\d)年")
_LATER = re.compile("力争|将|拟|计划|预计|争取|建成|达到|突破")
_SPEAKER = re.compile("据[^，。]{2,20}介绍|数据显示|(?:按照|根据)[^，。]{0,6}(?:规划|计划)|[^，。]{2,20}(?:介绍|表示|告诉|获悉|说)")
_SYNONYMS = (
    ("目前，", "眼下，"),
    ("共计", "总计"),
    ("顺利", "成功"),
    ("其中，", "这其中，"),
    ("进一步", "更进一步"),
    ("同比增长", "比上年同期增长"),
    ("根据规划", "按照规划"),
    ("还推出", "又推出"),
    ("不断", "持续"),
    ("慢慢", "渐渐"),
    ("一架", "一台"),
    ("清晨", "早晨"),
    ("孩子们", "小朋友们"),
    ("介绍，", "透露，"),
    ("累计共", "累计"),
    ("健康快速", "持续健康"),
    ("有序", "稳步"),
    ("积极", "主动"),
)


def trials(text: Text, chance: random.Random) -> Iterator[Trial]:
    """Every edit of every kind that the article allows."""
    for make in MAKERS:
        yield from make(text, chance)


def raised_and_lowered(text: Text, chance: random.Random) -> Iterator[Trial]:
    """Each stated figure raised, and lowered."""
    for start, end in text.figures:
        for up in (True, False):
            words = _other_number(text.body[start:end], chance, up=up)
            if words and not _stands_again(text, start, end):
                name = "a figure raised" if up else "a figure lowered"
                yield _trial(name, text, (start, end, words), "value_changed", (start, end))


def hedges(text: Text, chance: random.Random) -> Iterator[Trial]:
    """Each hedge dropped, and one added to each bare figure."""
    for start, end in text.figures:
        surface = text.body[start:end]
        around = text.body[start : end + 2]
        if re.search(r"[级强大连至~—–-]|数|多个|若干|以内|以下|不到|不足", around) or text.body[start - 1] in "超过约近逾":
            continue
        before = re.search(rf"(?:{_HEDGES})$", text.body[max(0, start - 3) : start])
        inside = re.match(rf"(?:{_HEDGES})", surface)
        behind = _HEDGE_BEHIND.search(text.body, start, min(end + 2, len(text.body)))
        if behind:
            yield _trial("a hedge dropped", text, (behind.start(), behind.end(), ""), "hedge_changed", (start, end))
        elif inside and inside.group() != "达到":
            yield _trial("a hedge dropped", text, (start, start + inside.end(), ""), "hedge_changed", (start, end))
        elif not before and not inside and re.match(r"\d", surface):
            number = re.match(r"\d+", surface)
            round_count = number and number.group().endswith("0") and surface[number.end()] in "家个户名人件套条"
            if round_count and number:
                yield _trial("a hedge added", text, (start + number.end(), start + number.end(), "余"), "hedge_changed", (start, end))
            else:
                hedge = chance.choice(("约", "近", "超"))
                yield _trial("a hedge added", text, (start, start, hedge), "hedge_changed", (start, end))


def deadlines(text: Text, chance: random.Random) -> Iterator[Trial]:
    """Each deadline put off, and brought forward."""
    for found in _DEADLINE.finditer(text.body):
        start, end = _sentence(text, found.start())
        targets = [figure for figure in text.figures if found.end() <= figure[0] < end]
        if not targets or not _LATER.search(text.body, start, targets[0][0]) or int(found.group(1)) <= text.published.year:
            continue
        for step in (chance.choice((1, 2, 5)), -1):
            year = int(found.group(1)) + step
            if year > text.published.year:
                patch = (found.start(1), found.end(1), str(year))
                yield _trial("a deadline moved", text, patch, "deadline_moved", targets[0], scope=(start, end))


def certainty(text: Text, _: random.Random) -> Iterator[Trial]:
    """A plan told as a fact, and a fact as a plan or an aim."""
    forms = ((_UP, "已", "a plan told as a fact"), (_DOWN, "将", "a fact told as a plan"), (_BARE, "将", "a bare fact told as a plan"))
    for pattern, word, name in forms:
        for found in pattern.finditer(text.body):
            start, end = _sentence(text, found.start())
            clause = re.search("[，。；]", text.body[found.end() :])
            edge = found.end() + clause.start() if clause else end
            targets = [figure for figure in text.figures if found.end() <= figure[0] < edge]
            cued = re.search("力争|将|拟|计划|预计|20..年，|已|现有|正在|尚未", text.body[start : found.start()])
            if not targets or (word == "已" and _DEADLINE.search(text.body, start, end)) or (pattern is _BARE and cued):
                continue
            patch = (found.start(), found.start() if pattern is _BARE else found.end(), word)
            yield _trial(name, text, patch, "modality_changed", targets[0], scope=(start, end))


def denied(text: Text, _: random.Random) -> Iterator[Trial]:
    """What was affirmed, denied."""
    for found in _DOWN.finditer(text.body):
        start, end = _sentence(text, found.start())
        clause = re.search("[，。；]", text.body[found.end() :])
        edge = found.end() + clause.start() if clause else end
        targets = [figure for figure in text.figures if found.end() <= figure[0] < edge]
        if targets:
            yield _trial("a denial", text, (found.start(), found.end(), "尚未"), "polarity_changed", targets[0], scope=(start, end))


def speakers(text: Text, chance: random.Random) -> Iterator[Trial]:
    """A statement of the narrator's put into somebody's mouth."""
    for start, end in _sentences(text):
        targets = [figure for figure in text.figures if start <= figure[0] < end]
        words = text.body[start:end]
        if not targets or "“" in words or "”" in words or _SPEAKER.search(words) or words.startswith("其中"):
            continue
        before = text.body[text.body.rfind("\n", 0, start) + 1 : start]
        if _SPEAKER.search(before) or "“" in before:
            continue
        speaker = chance.choice(("据园区管委会负责人介绍，", "据统计局局长介绍，"))
        yield _trial("somebody named who says so", text, (start, start, speaker), "attribution_changed", targets[0], scope=(start, end))


def sentences_out_and_in(text: Text, _: random.Random) -> Iterator[Trial]:
    """Each sentence with statements taken out; and put in, which is the same the other way round."""
    for start, end in _sentences(text):
        targets = tuple(figure for figure in text.figures if start <= figure[0] < end and not _stands_again(text, *figure))
        if targets and "“" not in text.body[start:end] and "”" not in text.body[start:end]:
            scope = (start, end)
            yield Trial(
                name="a sentence taken out",
                text=text,
                patches=((start, end, ""),),
                kinds=frozenset({"withdrawn"}),
                targets=targets,
                scope=scope,
            )


def rewordings(text: Text, _: random.Random) -> Iterator[Trial]:
    """Words changed that state nothing."""
    for old, new in _SYNONYMS:
        for found in re.finditer(re.escape(old), text.body):
            scope = _sentence(text, found.start())
            kinds = frozenset({"reworded", "text_changed"})
            yield Trial(
                name="other words", text=text, patches=((found.start(), found.end(), new),), kinds=kinds, targets=(scope,), scope=scope
            )


def unread_numbers(text: Text, chance: random.Random) -> Iterator[Trial]:
    """Numbers changed that are no statements about the zone."""
    for found in re.finditer(r"(?<![\d.第“+\-—])\d+(?=[个名间锅张圈度位趟层把步点])", text.body):
        span = found.start(), found.end() + 1
        if text.read_by_people or any(start < span[1] and span[0] < end for start, end in text.figures):
            continue
        words = str(int(found.group()) + chance.randint(1, 5))
        # Whether a figure of something else is read at all is measured elsewhere; here it must be told at its place.
        kinds = frozenset({"number_changed", "value_changed"})
        patches = ((found.start(), found.end(), words),)
        yield Trial(name="a number that is no statement", text=text, patches=patches, kinds=kinds, targets=(span,), scope=span)


MAKERS: tuple[Callable[[Text, random.Random], Iterator[Trial]], ...] = (
    raised_and_lowered,
    hedges,
    deadlines,
    certainty,
    denied,
    speakers,
    sentences_out_and_in,
    rewordings,
    unread_numbers,
)


def _trial(name: str, text: Text, patch: Patch, kind: str, target: Span, scope: Span | None = None) -> Trial:
    return Trial(name=name, text=text, patches=(patch,), kinds=frozenset({kind}), targets=(target,), scope=scope or target)


def _other_number(surface: str, chance: random.Random, *, up: bool) -> str:
    """The first number of a surface changed at its last digit that is not 0; empty when there is none or it would reach 0."""
    found = re.search(r"\d+(?:\.\d+)?", surface)
    if not found or re.search(r"\d\s*[至~—–-]\s*\d", surface):
        return ""
    digits = found.group()
    place = len(digits.rstrip("0.")) - 1
    digit = int(digits[place])
    if digit == (9 if up else 1):
        return ""
    other = chance.randint(digit + 1, 9) if up else chance.randint(1, digit - 1)
    return surface[: found.start()] + digits[:place] + str(other) + digits[place + 1 :] + surface[found.end() :]


def _stands_again(text: Text, start: int, end: int) -> bool:
    """Whether the same figure is stated elsewhere: then an edit of one of them contradicts the other, which is another matter."""
    return text.body.count(text.body[start:end]) > 1


def _sentences(text: Text) -> list[Span]:
    return [found.span() for found in _SENTENCE.finditer(text.body)]


def _sentence(text: Text, at: int) -> Span:
    return next(span for span in _sentences(text) if span[0] <= at < span[1])
