"""How fast the desk answers at 100,000 changes: each kind of page, the fastest of some rounds, through the whole application.

The store is made by writing rows, not by the way: 20,000 pages of two versions, 200 zones, one statement a version.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from urllib.parse import quote

from fastapi.testclient import TestClient

from db.claim import Attribution, Claim, Metric, Modality, Predicate, Span, Subject, Time, Value, Zone, claim_to_json
from db.claims import add_claims
from db.search import enter_all
from db.store import Store, Unit, open_store
from db.tables import address, capture, change, edit, page, paragraph, source, version
from pipeline.desk.app import serve_app
from pipeline.desk.rooms import Desk
from tests.bench.rows import Row, best

PAGES, CHANGES, ZONES = 20_000, 100_000, 200
START = datetime(2026, 1, 1, tzinfo=UTC)
KINDS = ("value_changed", "hedge_changed", "deadline_moved", "withdrawn", "appeared", "text_changed", "reworded")
LIMIT = 0.2
"""Seconds a page may take."""


def measure() -> Iterable[Row]:
    """Milliseconds of each kind of page."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/desk.db")
        with store.unit() as unit:
            fill(unit, random.Random(20260301))
        yield from _pages(store, Path(folder))
        store.close()


def _pages(store: Store, folder: Path) -> Iterable[Row]:
    desk = Desk(store=store, captures=folder, clock=lambda: START + timedelta(days=400), key=b"k" * 32, language="zh", name="林")
    http = TestClient(serve_app(desk), base_url="http://127.0.0.1", client=("127.0.0.1", 1))
    for name, place in _places().items():
        answer = http.get(place)
        assert answer.status_code == 200, (place, answer.status_code)
        first = best(lambda place=place: http.get(f"{place}{'&' if '?' in place else '?'}{random.random()}=1"), rounds=5)  # type: ignore[misc]
        reference = f"{LIMIT * 1000:.0f} ms"
        yield Row(what=name, figure=f"{first * 1000:.0f} ms", reference=reference, ratio=first / LIMIT, goal="< 1")


def _places() -> dict[str, str]:
    zone = quote(_zone(3))
    return {
        "queue": "/",
        "queue, all verdicts": "/?state=all",
        "queue, nothing confirmed": "/?state=confirmed",
        "queue, one zone": f"/?zone={zone}",
        "queue, one kind of low severity": "/?kind=reworded&severity=low",
        "queue, one day": "/?since=2026-02-01&until=2026-02-01",
        "queue, one source": "/?source=finews",
        "queue, common words": f"/?q={quote('项目')}",
        "queue, rare words": f"/?q={quote('编号第77777号')}",
        "queue, words nobody said": f"/?q={quote('没有这样的话')}",
        "queue, an outlet": f"/?outlet={quote('科技日报')}",
        "change": f"/changes/{_identity(4321)}",
        "pages": "/pages",
        "pages, words in titles": f"/pages?q={quote('第1234篇')}",
        "page": "/pages/1234",
        "versions compared": "/pages/1234/compare?old=1&new=2",
        "zones": "/zones",
        "zone": f"/zones/{zone}",
        "promises": "/promises",
        "promises of a zone": f"/promises?zone={zone}",
        "health": "/sources",
        "search": f"/search?q={quote('第1234篇')}",
    }


def fill(unit: Unit, chance: random.Random) -> None:
    """The rows of the store."""
    for name in ("finews", "thepaper"):
        unit.execute(source.insert().values(name=name, first_seen=START))
    unit.execute(page.insert(), [_page(number) for number in range(1, PAGES + 1)])
    unit.execute(
        address.insert(),
        [{"page_id": n, "url": _url(n), "own": True, "first_seen": START, "last_seen": START} for n in range(1, PAGES + 1)],
    )
    texts = [{"id": n, "digest": n, "text": _text(n)} for n in range(1, 2 * PAGES + 1)]
    unit.execute(paragraph.insert(), texts)
    unit.execute(version.insert(), [_version(n, half) for n in range(1, PAGES + 1) for half in (0, 1)])
    unit.execute(edit.insert(), [_edit(n) for n in range(1, PAGES + 1)])
    unit.execute(capture.insert(), [_capture(n, half) for n in range(1, PAGES + 1) for half in (0, 1)])
    for number in range(1, PAGES + 1):
        add_claims(unit, 2 * number, [_claim(number, number)])
    for start in range(0, CHANGES, 5000):
        rows = [_change(n, chance) for n in range(start, start + 5000)]
        unit.execute(change.insert(), rows)
    enter_all(unit)


def _zone(number: int) -> str:
    return f"第{number % ZONES}高新区"


def _url(number: int) -> str:
    return f"https://www.thepaper.cn/newsDetail_forward_{number}"


def _identity(number: int) -> str:
    return f"{number:016x}"


def _text(number: int) -> str:
    return f"截至2026年1月底，{_zone(number // 2)}已引进电子信息项目{number}个，编号第{number}号。"


def _page(number: int) -> dict[str, object]:
    name = "finews" if number % 10 == 0 else "thepaper"
    return {"id": number, "source": name, "key": str(number), "state": "live", "first_seen": START, "next_look": START, "wanted": True}


def _version(number: int, half: int) -> dict[str, object]:
    row, at = 2 * number - 1 + half, START + timedelta(minutes=number, days=half)
    plain = {
        "title": f"第{number}篇：{_zone(number)}项目情况",
        "source_line": "科技日报" if number % 7 == 0 else "澎湃新闻",
        "captions": [],
    }
    digests = {"text_sha256": f"{row:064x}", "first_sha256": f"{row:064x}", "length": 40, "layout": "bench"}
    return {"id": row, "page_id": number, "number": half + 1, "paragraphs": [row], "first_seen": at, "last_seen": at, **plain, **digests}


def _edit(number: int) -> dict[str, object]:
    tokens = [["-", _text(2 * number - 1)], ["+", _text(2 * number)]]
    rows = {"from_version": 2 * number - 1, "to_version": 2 * number}
    return {**rows, "ordinal": 0, "op": "changed", "old": [0], "new": [0], "tokens": tokens}


def _capture(number: int, half: int) -> dict[str, object]:
    row, at = 2 * number - 1 + half, START + timedelta(minutes=number, days=half)
    plain = {"status": 200, "outcome": "ok", "reason": "read as bench", "layout": "bench", "imported": False, "repeated": False}
    return {
        "page_id": number,
        "url": _url(number),
        "fetched_at": at,
        "payload_sha256": f"{row:064x}",
        "size": 9,
        "version_id": row,
        **plain,
    }


def _claim(number: int, figure: int) -> Claim:
    zone, words = _zone(number), _text(2 * number)
    amount = Decimal(figure)
    return Claim(
        id=f"p{number}-001",
        doc=f"p{number}",
        pub=date(2026, 2, 1),
        tier="Q",
        zone=Zone(id=f"zone:bench-{number % ZONES}", surface=zone, via="explicit"),
        subject=Subject(canon=zone, type="zone", link=f"zone:bench-{number % ZONES}"),
        predicate=Predicate(name="引进", surface="引进"),
        metric=Metric(canon=f"电子信息项目{number % 17}", surface="电子信息项目", head="项目", qualifiers=("电子信息",)),
        aggregate="none",
        value=Value(
            surface=f"{figure}个",
            num=amount,
            low=amount,
            high=amount,
            unit="count",
            unit_surface="个",
            comparator="eq",
            hedge=None,
            start=20,
            end=22,
        ),
        time=Time(role="asof", surface="截至2026年1月底", start=None, end=date(2026, 1, 31), granularity="month", basis="explicit"),
        modality=Modality(name="target" if number % 5 == 0 else "achieved", cue="已"),
        condition=None,
        polarity="pos",
        attribution=Attribution(type="narrator", surface=None, mode="none"),
        counterparty=None,
        evidence=Span(start=0, end=len(words), text=words),
        key=f"{number % 999:012x}",
    )


def _change(number: int, chance: random.Random) -> dict[str, object]:
    of = number % PAGES + 1
    kind = KINDS[number % len(KINDS)]
    seen = START + timedelta(minutes=of, days=number // PAGES % 60)
    before = _claim(of, number)
    return {
        "id": _identity(number),
        "page_id": of,
        "from_version": 2 * of - 1,
        "to_version": 2 * of,
        "ordinal": number // PAGES,
        "kind": kind,
        "kinds": [kind],
        "zone": _zone(of),
        "before": claim_to_json(before),
        "after": claim_to_json(replace(before, id=f"p{of}-002")),
        "old_words": f"{_zone(of)}已引进电子信息项目{number}个，编号第{number}号，园区负责人介绍了相关情况。",
        "new_words": f"{_zone(of)}已引进电子信息项目{number + 1}个，编号第{number}号，园区负责人介绍了相关情况。",
        "severity": round(chance.random(), 2),
        "reasons": [f"{number}个 became {number + 1}个 (+1 %)"],
        "seen_at": seen,
        "last_without": seen - timedelta(days=1),
        "first_with": seen,
        "technical": False,
        "edit_group": f"{number % 40_000:016x}" if number % 3 else "",
        "verdict": "",
        "outlet": "科技日报" if of % 7 == 0 else "澎湃新闻",
    }
