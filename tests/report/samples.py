"""Records to render, written by hand: two pages, three versions, and one change of every sort a report must tell."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from db.china import CHINA
from db.claim import Claim, claim_from_json
from db.records import (
    Article,
    Change,
    Edit,
    HeldCapture,
    HeldFlicker,
    Op,
    Outcome,
    Page,
    PageState,
    Reading,
    RecordedChange,
    Review,
    Version,
)
from db.run import Run
from pipeline.ledger.book import book
from pipeline.ledger.points import Point
from pipeline.ledger.promises import promises
from pipeline.report.material import ChangeSheet, Comparison, HeldClaim, PageHistory, ReportData, ZoneSheet

MADE_AT = datetime(2021, 7, 2, 8, 0, tzinfo=CHINA)
ZONE = "内江高新区"
ZONE_ID = "zone:CN-511000-gxq"
ADDRESS = "https://www.thepaper.cn/newsDetail_forward_20000001"
WITHDRAWN_ADDRESS = "https://finews.withounder.com/ceshi/2021/03/01/NW000000000000000001.html"

OPENING = "入春以来，内江高新区的几处工地都排出了新的工期。"
OLD_BODY = (
    OPENING,
    "园区今年已引进电子信息项目10余家，其中3家签约后即开工。",
    "负责人介绍，二期厂房将在6月底前封顶。",
    "路网同步推进。\n绿化随后跟上。".replace("\n", ""),
    "周边学校也在扩建，预计秋季招生。",
    "记者随后走访了两条生产线。",
    "车间里设备刚刚调试完毕。",
    "采访当天天气晴好。",
)
NEW_BODY = (
    OPENING,
    "园区今年已引进电子信息项目8家，其中3家签约后即开工。",
    "负责人介绍，二期厂房力争在9月底前封顶。",
    "路网同步推进。",
    "绿化随后跟上。",
    "记者随后走访了两条生产线。",
    "车间里设备刚刚调试完毕。",
    "园区还给出了一份配套清单。",
    "采访当天天气晴好。",
)
EDITS = (
    Edit(op=Op.KEPT, old=(0,), new=(0,)),
    Edit(
        op=Op.CHANGED,
        old=(1,),
        new=(1,),
        tokens=(("=", "园区今年已引进电子信息项目"), ("-", "10余家"), ("+", "8家"), ("=", "，其中3家签约后即开工。")),
    ),
    Edit(
        op=Op.CHANGED,
        old=(2,),
        new=(2,),
        tokens=(
            ("=", "负责人介绍，二期厂房"),
            ("-", "将"),
            ("+", "力争"),
            ("=", "在"),
            ("-", "6月底前"),
            ("+", "9月底前"),
            ("=", "封顶。"),
        ),
    ),
    Edit(op=Op.SPLIT, old=(3,), new=(3, 4), tokens=(("=", "路网同步推进。"), ("+", "\n"), ("=", "绿化随后跟上。"))),
    Edit(op=Op.REMOVED, old=(4,)),
    Edit(op=Op.KEPT, old=(5,), new=(5,)),
    Edit(op=Op.KEPT, old=(6,), new=(6,)),
    Edit(op=Op.ADDED, new=(7,)),
    Edit(op=Op.KEPT, old=(7,), new=(8,)),
)


def at(day: int, hour: int = 9, month: int = 3) -> datetime:
    """A moment of 2021 in UTC, as captures carry it."""
    return datetime(2021, month, day, hour, 0, tzinfo=UTC)


def claim(number: int, **parts: Any) -> Claim:
    """A claim about the zone; `parts` replace members of its JSON form."""
    plain: dict[str, Any] = {
        "id": f"sample-{number:03d}",
        "doc": "sample",
        "pub": "2021-03-01",
        "tier": "Q",
        "zone": {"id": ZONE_ID, "surface": ZONE, "via": "discourse"},
        "subject": {"canon": ZONE, "type": "zone", "link": ZONE_ID},
        "predicate": {"class": "引进", "surface": "引进"},
        "metric": {
            "canon": "电子信息项目",
            "surface": "电子信息项目",
            "head": "项目",
            "qualifiers": ["电子信息"],
            "start": 34,
            "end": 40,
            "elided": False,
        },
        "aggregate": "none",
        "value": None,
        "time": {"role": "none", "surface": None, "start": None, "end": None, "granularity": None, "basis": None, "span": None},
        "modality": {"class": "achieved", "cue": "已"},
        "condition": None,
        "polarity": "pos",
        "attribution": {"type": "narrator", "surface": None, "mode": "none"},
        "counterparty": None,
        "examples": [],
        "evidence": span(OLD_BODY, "园区今年已引进电子信息项目10余家"),
        "mentions": [],
        "key": "0123456789ab",
    }
    return claim_from_json(plain | parts)


def span(body: tuple[str, ...], words: str) -> dict[str, Any]:
    """The JSON form of a stretch of a body."""
    start = "\n".join(body).index(words)
    return {"start": start, "end": start + len(words), "text": words}


def value(surface: str, num: float | None, low: float | None, high: float | None, **rest: Any) -> dict[str, Any]:
    """The JSON form of a quantity counted in 家 unless `rest` says otherwise."""
    plain = {
        "surface": surface,
        "num": num,
        "low": low,
        "high": high,
        "unit": "count",
        "unit_surface": "家",
        "comparator": "eq",
        "hedge": None,
    }
    return plain | {"start": 40, "end": 40 + len(surface)} | rest


def deadline(words: str, day: str) -> dict[str, Any]:
    """The JSON form of a deadline."""
    return {"role": "deadline", "surface": words, "start": None, "end": day, "granularity": "month", "basis": "relative", "span": [60, 64]}


MANY = claim(1, value=value("10余家", 10, 10, 20, comparator="gt", hedge="余"))
FEW = claim(1, value=value("8家", 8, 8, 8), evidence=span(NEW_BODY, "园区今年已引进电子信息项目8家"))
_TOPPING = {
    "tier": "E",
    "subject": {"canon": "二期厂房", "type": "project", "link": None},
    "predicate": {"class": "封顶", "surface": "封顶"},
    "metric": {"canon": "二期厂房", "surface": "二期厂房", "head": "厂房", "qualifiers": ["二期"], "start": 70, "end": 74, "elided": False},
    "attribution": {"type": "enterprise", "surface": "负责人", "mode": "indirect"},
    "key": "ba9876543210",
}
JUNE = claim(
    2,
    **_TOPPING,
    time=deadline("6月底前", "2021-06-30"),
    modality={"class": "planned", "cue": "将"},
    evidence=span(OLD_BODY, "二期厂房将在6月底前封顶"),
)
SEPTEMBER = claim(
    2,
    **_TOPPING,
    time=deadline("9月底前", "2021-09-30"),
    modality={"class": "target", "cue": "力争"},
    evidence=span(NEW_BODY, "二期厂房力争在9月底前封顶"),
)
SCHOOLS = claim(
    3,
    tier="T",
    subject={"canon": "周边学校", "type": "infrastructure", "link": None},
    predicate={"class": "其他:扩建", "surface": "扩建"},
    modality={"class": "ongoing", "cue": "也在"},
    evidence=span(OLD_BODY, "周边学校也在扩建"),
)


def recorded(identity: str, change: Change, **parts: Any) -> RecordedChange:
    """The change as seen on the first page between its two versions, unless `parts` say otherwise."""
    plain = {"page": 1, "source": "thepaper", "url": ADDRESS, "zone": ZONE, "seen_at": at(3), "between": (at(2), at(3)), "versions": (1, 2)}
    return RecordedChange(id=identity, change=change, **(plain | parts))


LOWERED = recorded(
    "00000000000000a1",
    Change(
        kind="value_changed",
        kinds=("value_changed:lowered", "hedge_changed:strengthened"),
        before=MANY,
        after=FEW,
        old_words="园区今年已引进电子信息项目10余家",
        new_words="园区今年已引进电子信息项目8家",
        severity=0.86,
        reasons=("a counted claim went down from more than 10 to 8", "the earlier figure was stated as achieved"),
    ),
    review=Review(change="00000000000000a1", verdict="confirm", by="李 <reviewer>", at=at(4), note="checked against both captures"),
)
POSTPONED = recorded(
    "00000000000000a2",
    Change(
        kind="deadline_moved",
        kinds=("deadline_moved:later", "modality_changed:downgraded"),
        before=JUNE,
        after=SEPTEMBER,
        old_words="二期厂房将在6月底前封顶",
        new_words="二期厂房力争在9月底前封顶",
        severity=0.74,
        reasons=("a deadline moved three months later", "a plan became a target"),
    ),
)
DROPPED = recorded(
    "00000000000000a3",
    Change(
        kind="withdrawn",
        kinds=("withdrawn",),
        before=SCHOOLS,
        old_words="周边学校也在扩建",
        severity=0.41,
        reasons=("a claim is not made any more",),
    ),
)
RETITLED = recorded(
    "00000000000000a4",
    Change(
        kind="title_changed",
        kinds=("title_changed",),
        old_words="高新区引进项目十余家",
        new_words="高新区项目建设提速",
        severity=0.3,
        reasons=("the title lost its figure",),
    ),
    zone=None,
)
WITHDRAWN = recorded(
    "00000000000000b1",
    Change(kind="page_withdrawn", kinds=("page_withdrawn",), severity=0.9, reasons=("the page was gone in two captures a day apart",)),
    page=2,
    source="finews",
    url=WITHDRAWN_ADDRESS,
    zone=None,
    seen_at=at(9),
    between=(at(8), at(9)),
    versions=(1, 1),
)
OVERDUE = recorded(
    "00000000000000c1",
    Change(
        kind="overdue",
        kinds=("overdue",),
        before=JUNE,
        severity=0.66,
        reasons=("the deadline 2021-06-30 passed and no article says it was kept",),
    ),
    seen_at=at(1, 0, 7),
    between=(at(1, 0, 7), at(1, 0, 7)),
    versions=(2, 2),
)
TECHNICAL = recorded(
    "00000000000000d1",
    Change(
        kind="reworded",
        kinds=("reworded",),
        before=MANY,
        after=replace(MANY, doc="reread"),
        severity=0.02,
        reasons=("our own rules were changed",),
    ),
    technical=True,
)


def sheet(one: RecordedChange) -> ChangeSheet:
    """A change with the two texts, and everything said of it: of a reviewed one somebody else thought otherwise for a while."""
    if one.review is None:
        return ChangeSheet(recorded=one, edits=EDITS, old=OLD_BODY, new=NEW_BODY)
    other = Review(change=one.id, verdict="dismiss", by="陈", at=at(3, 18), note="")
    said = (other, one.review, replace(other, verdict="undone", at=at(5)), replace(other, verdict="note", at=at(6), note="看错了版本"))
    return ChangeSheet(recorded=one, edits=EDITS, old=OLD_BODY, new=NEW_BODY, said=said)


def digest(words: str) -> str:
    """64 hexadecimal digits that stand for a payload."""
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()


def capture(page: int, url: str, moment: datetime, outcome: Outcome, version: int | None) -> HeldCapture:
    """One held capture."""
    status = {Outcome.GONE: 404, Outcome.NOT_MODIFIED: 304, Outcome.REFUSED: 403, Outcome.ERROR: None}.get(outcome, 200)
    return HeldCapture(
        page=page,
        url=url,
        fetched_at=moment,
        status=status,
        outcome=outcome,
        reason=f"the answer was judged {outcome.value}",
        layout="next" if outcome is Outcome.OK else None,
        payload_sha256=digest(f"{page} {moment} {outcome}"),
        warc=f"2021-03.warc.gz#{moment.day * 1000}",
        version=version,
    )


def version(number: int, title: str, body: tuple[str, ...], first: datetime, last: datetime, *, page: int = 1) -> Version:
    """One version with its text."""
    article = Article(
        title=title, paragraphs=body, published_at=datetime(2021, 3, 1, 10, 30, tzinfo=CHINA), byline="测试记者", source_line="测试日报"
    )
    return Version(
        page=page, number=number, article=article, text_sha256=digest("\n".join(body)), layout="next", first_seen=first, last_seen=last
    )


FIRST = version(1, "高新区引进项目十余家", OLD_BODY, at(1), at(2))
SECOND = version(2, "高新区项目建设提速", NEW_BODY, at(3), at(12))
FLICKER = HeldFlicker(settled=2, other=1, first_seen=at(4), last_seen=at(5), times=3)
VANISHED = version(1, "一条后来不见的消息", ("这条消息只有一段。",), at(1), at(8), page=2)
PAGE = Page(id=1, source="thepaper", key="20000001", urls=(ADDRESS,), state=PageState.LIVE, versions=2, next_look=at(13))
GONE_PAGE = Page(
    id=2, source="finews", key="NW000000000000000001", urls=(WITHDRAWN_ADDRESS,), state=PageState.WITHDRAWN, versions=1, next_look=None
)
_SEEN = (
    (at(1), Outcome.OK, 1),
    (at(2), Outcome.OK, 1),
    (at(3), Outcome.OK, 2),
    (at(5), Outcome.NOT_MODIFIED, None),
    (at(7), Outcome.REFUSED, None),
    (at(8), Outcome.ERROR, None),
    (at(12), Outcome.OK, 2),
)
_SEEN_GONE = ((at(1), Outcome.OK, 1), (at(8), Outcome.OK, 1), (at(9), Outcome.GONE, None), (at(10), Outcome.GONE, None))
HISTORY = PageHistory(page=PAGE, versions=(FIRST, SECOND), captures=tuple(capture(1, ADDRESS, *seen) for seen in _SEEN))
GONE_HISTORY = PageHistory(
    page=GONE_PAGE, versions=(VANISHED,), captures=tuple(capture(2, WITHDRAWN_ADDRESS, *seen) for seen in _SEEN_GONE)
)

RAISED = claim(4, value=value("12家", 12, 12, 12), time=deadline("年底前", "2021-12-31"), modality={"class": "target", "cue": "力争"})
_SAID = ((1, MANY, date(2021, 3, 1)), (2, FEW, date(2021, 3, 3)), (1, RAISED, date(2021, 3, 3)), (1, JUNE, date(2021, 3, 1)))
POINTS = tuple(
    Point(zone=ZONE, page=page, url=ADDRESS, version=page, claim=replace(said, pub=day), seen_at=at(day.day)) for page, said, day in _SAID
)
BOOK = book(ZONE, POINTS, MADE_AT.date())

DATA = ReportData(
    changes=(
        *(sheet(each) for each in (RETITLED, LOWERED, POSTPONED, DROPPED, TECHNICAL)),
        ChangeSheet(recorded=WITHDRAWN),
        ChangeSheet(recorded=OVERDUE),
    ),
    pages=(HISTORY, GONE_HISTORY),
    zones=(
        ZoneSheet(
            name=ZONE,
            id=ZONE_ID,
            claims=(
                HeldClaim(page=1, url=ADDRESS, claim=FEW, seen_at=at(3)),
                HeldClaim(page=1, url=ADDRESS, claim=SEPTEMBER, seen_at=at(3)),
            ),
            book=BOOK,
            promises=promises(POINTS, MADE_AT.date()),
        ),
    ),
    since=at(1),
)
COMPARISON = Comparison(
    old=OLD_BODY, new=NEW_BODY, edits=EDITS, changes=(LOWERED.change, POSTPONED.change, DROPPED.change), same_text=False
)
READING = Reading(outcome=Outcome.OK, reason="the page states its article", layout="next", article=SECOND.article)
OFFLINE = Reading(outcome=Outcome.OFFLINE, reason="the body says that the article is offline")
RUN = Run(
    source="thepaper",
    started_at=at(3),
    finished_at=at(3, 10),
    requests=7,
    outcomes={"ok": 5, "error": 2},
    new_pages=1,
    new_versions=2,
    passed_over=4,
    changes=3,
)
