"""Everything the scanners found in one body, indexed by clause: what the assembler reads claims from."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from pipeline.claims.body import Body
from pipeline.claims.dates import TimeWords, time_words
from pipeline.claims.interim import interim
from pipeline.claims.lexicon_files import Hit
from pipeline.claims.masks import masked
from pipeline.claims.quantities import Quantity, quantities
from pipeline.claims.rows import Row, row, within
from pipeline.claims.scanner import scanned
from pipeline.claims.thresholds import asserted
from pipeline.claims.words import Word, ends_at, stands_alone, words
from pipeline.claims.zones import Gazetteer, ZoneMention

_TIMING = ("之初", "次年", "当年", "首年", "后", "以来", "之后", "以后", "期间", "之日")
_WITHIN = re.compile(r"[一二三四五六七八九十两\d]{1,2}(?:年|个月)(?:内|后)")
"""投产三年内收入将超60亿元: by when, not what."""
_NOUN_AFTER = re.compile(r"(?!左右|以上|以下|以内)[一-鿿]")
_WEIGHT = re.compile(r"[^,。;:\n\d]{1,16}?(?:比重|比例|份额)")
_RATE = re.compile(r"率(?!先|领|队|团)")
_EDGES = re.compile(r"^(?:累计|已|共|板|交所|新(?!三板)(?=..))|(?<=..)在$")
"""What an open class leaves out of its verb: 新入库 and 累计入库 are 入库."""
_ASIDE = re.compile(r"\((?:不?含|不?包括)")
"""进出口总额(含双流园区): what stands in brackets says of what, and is no verb."""
_MEASURES = ("率", "额", "量")
_KINDS = ("类项目", "类企业", "类活动", "类机构", "型企业", "型项目")
_COMPANY = re.compile(r"公司|集团|大学|学院|研究院|研究所|银行|医院|中心")


@interim
class Verb:
    """A predicate found in the text."""

    start: int
    """First code point."""

    end: int
    """One past the last."""

    name: str
    """Class of the lexicon."""

    label: str
    """The class as a claim states it: an open class is `其他:` and the verb, never the nearest class."""

    light: bool
    """True when what is measured decides the class."""

    event: bool
    """True when the class makes claims without a number."""

    stage: int
    """Rank in the chain of a project's life; 0 outside it."""

    nominal: bool
    """True for words that may also be nouns (投资, 销售)."""


@interim
class Block:
    """A stretch of a clause that is no plain noun text."""

    start: int
    """First code point."""

    end: int
    """One past the last."""

    kind: str
    """quantity, verb, time, adverb, baseline, preposition or zone."""

    verb: Verb | None = None
    """The verb of a verb block."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Scene:
    """A body with everything found in it."""

    body: Body
    """The cut text."""

    text: str
    """The folded text."""

    quantities: Row[Quantity]
    """Quantities in order."""

    times: Row[TimeWords]
    """Words of time in order."""

    verbs: Row[Verb]
    """Predicates in order."""

    zones: Row[ZoneMention]
    """Zones named, in order."""

    cues: Row[Hit]
    """Modality cues in order."""

    statistics: Row[Hit]
    """Aggregates in order."""

    prepositions: Row[Hit]
    """Openers of side phrases in order."""

    words: Row[Word]
    """The words of the text with their part of speech."""

    blocks: dict[int, tuple[Block, ...]] = field(default_factory=dict)
    """Blocks of the clauses asked for so far, by number: figures and events ask for the same ones."""

    wholes: dict[int, tuple[str | None, str | None]] = field(default_factory=dict)
    """All zones, and the region, that a clause asked for so far begins with, by its number."""

    def verbs_between(self, start: int, end: int) -> tuple[Verb, ...]:
        """Verbs with a meaning of their own that begin inside [start, end)."""
        return tuple(verb for verb in within(self.verbs, start, end) if not verb.light and not verb.nominal)


def scene(body: Body, gazetteer: Gazetteer) -> Scene:
    """Run every scanner once over the body."""
    text = body.folded
    hits = scanned(text)
    marks = masked(text, body.quotes, hits["idioms"])
    times = time_words(text, marks, hits["times"])
    names = bytearray(marks)
    for moment in times:
        marks[moment.start : moment.end] = b"\x01" * (moment.end - moment.start)
    zones = gazetteer.mentions_in(text, body.text)
    for zone in zones:
        names[zone.start : zone.end] = b"\x01" * (zone.end - zone.start)
        marks[zone.start : zone.end] = b"\x01" * (zone.end - zone.start)
    counted = quantities(text, marks)
    kept, tagged = row(asserted(text, counted), body), row(words(text))
    return Scene(
        body=body,
        text=text,
        quantities=kept,
        times=row(times, body),
        verbs=row(_verbs(text, _free(hits["predicates"], names, counted), (counted, kept), tagged), body),
        zones=row(zones, body),
        cues=row([hit for hit in hits["modality"] if not names[hit.start]]),
        statistics=row(hits["aggregates"]),
        prepositions=row([hit for hit in hits["prepositions"] if not names[hit.start]], body),
        words=tagged,
    )


def _free(hits: list[Hit], names: bytearray, counted: tuple[Quantity, ...]) -> list[Hit]:
    """Predicates outside names, numbers and units."""
    starts = [quantity.start for quantity in counted]
    return [hit for hit in hits if not names[hit.start] and not _covered(hit, counted, starts)]


def _verbs(text: str, hits: list[Hit], found: tuple[tuple[Quantity, ...], Row[Quantity]], tagged: Row[Word]) -> list[Verb]:
    """Those of the hits that are verbs; `found` holds all quantities and those that are no thresholds."""
    begins, kept = {quantity.start: quantity for quantity in found[0]}, frozenset(found[1].starts)
    return [
        _verb(text, hit)
        for hit in hits
        if (
            hit.end - hit.start > 1
            or stands_alone(tagged, hit.start)
            or (hit.end in begins and text[hit.start] in "达超")
            or text[hit.start] == "占"
        )
        and not (text.startswith(_MEASURES, hit.end) and ends_at(tagged, hit.end + 1))
        and not (text.startswith("率", hit.end) and _RATE.match(text, hit.end))
        and not text.startswith(_KINDS, hit.end)
        and not _ASIDE.match(text, hit.start - 1)
        and not _subordinate(text, hit, begins, kept)
        and (hit.end in begins or not _noun_use(text, hit, tagged))
    ]


def _subordinate(text: str, hit: Hit, begins: dict[int, Quantity], kept: frozenset[int]) -> bool:
    """A verb that only narrows or times: 建成后, 在建的, 为 before a beneficiary, 投资 before a threshold, 占 in 占…的比重."""
    threshold = hit.entry.name in ("投资", "生产") and hit.end in begins and hit.end not in kept
    threshold = threshold or (hit.start in begins and hit.start not in kept)
    if threshold or text.startswith(_TIMING, hit.end) or _WITHIN.match(text, hit.end):
        return True
    if text.startswith("的", hit.end):
        return hit.end + 1 not in begins
    words = text[hit.start : hit.end]
    if words == "为":
        after = begins[hit.end].end if hit.end in begins else None
        return after is None or _NOUN_AFTER.match(text, after) is not None
    return words.startswith("占") and _WEIGHT.match(text, hit.end) is not None


def _covered(hit: Hit, counted: tuple[Quantity, ...], starts: list[int]) -> bool:
    """Whether the verb lies in the number or unit of a quantity; one that is its hedge (突破) remains a verb."""
    at = bisect_left(starts, hit.end) - 1
    return at >= 0 and counted[at].end > hit.start >= counted[at].core


def _verb(text: str, hit: Hit) -> Verb:
    entry, start, end = hit
    data, words, name = entry.data, text[start:end], entry.name
    opened = f"其他:{_EDGES.sub('', words)}" if name == "其他" or data.get("open") else name
    return Verb(
        start,
        end,
        opened if name == "其他" else name,
        opened,
        bool(data.get("light")),
        bool(data.get("event")),
        int(data.get("stage", 0)),
        words in data.get("nominal", ()),
    )


def _noun_use(text: str, hit: Hit, tagged: Row[Word]) -> bool:
    """A word that may be a noun (投资, 建设) is one where a noun or 的 stands directly before it: 固定资产投资."""
    nominal = text[hit.start : hit.end] in hit.entry.data.get("nominal", ())
    if not nominal or text[hit.start - 1 : hit.start] in ("的", "”"):
        return nominal
    at = bisect_left(tagged.starts, hit.start) - 1
    if at < 0 or tagged.items[at].end != hit.start:
        return False
    word = tagged.items[at]
    return word.tag[0] in "nlb" and word.tag not in ("ns", "nr", "nt") and not _COMPANY.search(word.text)
