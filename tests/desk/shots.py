"""`make shots`: every page of the desk and of the report as pictures, at the width of a desktop and of a phone, from the demo's store.

They go to var/screenshots, to be looked at. What the demo recorded is judged a little first, so that verdicts are seen.
"""

from __future__ import annotations

import shutil
import sys
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from playwright.sync_api import BrowserContext

from crawler.cli.desk import room
from crawler.config import load
from db.changes import changes
from db.records import Review
from db.store import Store, open_store
from db.verdicts import add_reviews
from pipeline.claims.zones import gazetteer
from pipeline.gather import report_data
from pipeline.report.folder import write_report
from pipeline.report.places import zone_place
from tests.desk.chromium import chromium, served
from tests.replay import demo

OUT = demo.ROOT / "var" / "screenshots"
NOW = datetime(2026, 3, 8, 6, tzinfo=UTC)
SIZES = {"desktop": (1280, 900, "light"), "phone": (390, 844, "dark")}
PLACES = {
    "queue": "/",
    "queue-filtered": "/?state=all&kind=value_changed",
    "zones": "/zones",
    "zone": f"/zones/{quote('内江高新区')}",
    "promises": "/promises",
    "pages": "/pages",
    "health": "/sources",
    "search": f"/search?q={quote('项目')}",
    "keys": "/keys",
    "name": "/name",
    "refusal": "/nowhere",
}


def main() -> int:
    """Take the pictures; gives 0."""
    if not (demo.FOLDER / "zonewatch.db").exists():
        demo.main()
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    config = load(demo.FOLDER / "zonewatch.toml", {})
    shutil.copy(demo.FOLDER / "zonewatch.db", OUT / "store.db")
    store = open_store(f"sqlite:///{(OUT / 'store.db').as_posix()}")
    places = {**PLACES, **_judged(store)}
    desk = room(store, config, "127.0.0.1", lambda: NOW)
    with chromium() as browser, served(desk) as origin:
        for size, (width, height, scheme) in SIZES.items():
            for language in ("zh-CN", "en-GB"):
                context = browser.new_context(
                    base_url=origin,
                    locale=language,
                    color_scheme=scheme,
                    viewport={"width": width, "height": height},  # type: ignore[arg-type]
                )
                _take(context, places, f"{size}-{language[:2]}")
                _take(context, _reported(store, language[:2]), f"{size}-{language[:2]}")
                context.close()
    store.close()
    for leftover in OUT.glob("store.db*"):
        leftover.unlink()
    print(f"{len(list(OUT.glob('*.png')))} pictures lie under {OUT.relative_to(demo.ROOT)}/")
    return 0


def _take(context: BrowserContext, places: dict[str, str], mark: str) -> None:
    page = context.new_page()
    for name, place in places.items():
        page.goto(place)
        page.wait_for_load_state("networkidle")
        page.screenshot(path=OUT / f"{name}-{mark}.png", full_page=True)


def _reported(store: Store, language: str) -> dict[str, str]:
    """The report in a language, written beside the pictures, and its pages."""
    out = OUT / f"report-{language}"
    if not out.exists():
        with store.look() as unit:
            data = report_data(unit, None, on=NOW.date(), language=language)
        write_report(out, data, made_at=NOW)
    first = next(iter(sorted((out / "changes").glob("*.html"))))
    listed = gazetteer().zone_named("内江高新区")
    zone = out / zone_place(listed.id if listed else "内江高新区")
    pages = {"index": out / "index.html", "promises": out / "promises.html", "change": first, "zone": zone, "page": out / "pages/1.html"}
    return {f"report-{name}": path.as_uri() for name, path in pages.items()}


def _judged(store: Store) -> dict[str, str]:
    """Some verdicts, and the pages of what they are about."""
    with store.unit() as unit:
        found = changes(unit)
        first, second = (next(one for one in found if one.change.kind == kind) for kind in ("value_changed", "deadline_moved"))
        said = (("confirm", "林", "与公报一致"), ("dismiss", "陈", "转载时抄错"))
        add_reviews(unit, [Review(change=first.id, verdict=v, by=by, at=NOW - timedelta(hours=2), note=note) for v, by, note in said])
    return {
        "change": f"/changes/{first.id}",
        "change-inline": f"/changes/{second.id}?view=inline",
        "page": f"/pages/{first.page}",
        "compare": f"/pages/{first.page}/compare?old={first.versions[0]}&new={first.versions[1]}",
    }


if __name__ == "__main__":
    sys.exit(main())
