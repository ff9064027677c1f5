"""The desk in a real browser: reviewing by keyboard, comparing, logging in, languages, charts, and what a page must be for everybody."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from playwright.sync_api import Page

from db.store import open_store
from tests.desk.chromium import AUDIT, chromium, served
from tests.desk.world import PASSWORD, make_desk, user

PLACES = (
    *("/", "/?state=all&kind=value_changed", "/pages", "/pages/1", "/pages/1/compare?old=1&new=2", "/zones", "/zones/内江高新区"),
    *("/promises", "/sources", "/search?q=项目", "/people", "/keys", "/name", "/nowhere"),
)

FOCUS = """() => {
  const style = getComputedStyle(document.activeElement);
  return [style.outlineStyle, parseFloat(style.outlineWidth), document.activeElement.tagName];
}"""


@dataclass(frozen=True, kw_only=True)
class Window:
    """One window of one browser for a module: what opens one takes longer than most of what is tried in it."""

    page: Page
    """What it shows."""

    troubles: list[str]
    """What a page could not do, in the words of the browser."""


@pytest.fixture(scope="module")
def window(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    """A window at a desk over a store of the module's own."""
    folder = tmp_path_factory.mktemp("browser")
    shutil.copy(filled / "zonewatch.db", folder)
    store = open_store(f"sqlite:///{(folder / 'zonewatch.db').as_posix()}")
    with chromium() as browser, served(make_desk(store, filled / "captures", language="auto")) as origin:
        page, troubles = browser.new_context(base_url=origin, locale="en-GB").new_page(), list[str]()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda message: troubles.append(message.text) if "Content Security" in message.text else None)
        yield Window(page=page, troubles=troubles)
    store.close()


@pytest.fixture
def page(window: Window) -> Iterator[Page]:
    """A page of a person who was never here; what the page could not do is an error."""
    window.page.context.clear_cookies()
    window.page.set_viewport_size({"width": 1200, "height": 800})
    window.troubles.clear()
    yield window.page
    assert not window.troubles


@pytest.fixture
def scriptless(page: Page) -> Iterator[Page]:
    """The same without JavaScript."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setScriptExecutionDisabled", {"value": True})
    yield page
    session.detach()


@pytest.fixture
def chinese(page: Page) -> Iterator[Page]:
    """The same with a browser that asks for Chinese."""
    page.set_extra_http_headers({"Accept-Language": "zh-CN"})
    yield page
    page.set_extra_http_headers({})
    page.emulate_media(color_scheme="null")


def current(page: Page) -> str:
    """The change that is chosen in the queue."""
    return str(page.evaluate("document.querySelector('.entry.current')?.id ?? ''"))


def test_a_queue_is_reviewed_by_keyboard(page: Page) -> None:
    page.goto("/")
    first, second, third = (entry.get_attribute("id") for entry in page.locator(".entry").all()[:3])
    page.keyboard.press("j")
    assert current(page) == first
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert current(page) == first
    with page.expect_navigation():
        page.keyboard.press("c")
    assert page.locator(f"#{first}").count() == 0
    assert current(page) == second
    with page.expect_navigation():
        page.keyboard.press("d")
    assert current(page) == third
    with page.expect_navigation():
        page.keyboard.press("u")
    assert current(page) == second
    with page.expect_navigation():
        page.keyboard.press("u")
    assert current(page) == first
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith(f"/changes/{str(first).removeprefix('c-')}")


def test_a_change_is_judged_with_a_note_and_the_next_one_opens(page: Page) -> None:
    page.goto("/")
    first = page.url.rstrip("/") + str(page.locator(".entry h2 a").first.get_attribute("href"))
    page.goto(first)
    page.keyboard.press("n")
    page.keyboard.type("jcd? 与公报一致")
    page.keyboard.press("Escape")
    with page.expect_navigation():
        page.keyboard.press("c")
    assert "/changes/" in page.url
    assert page.url.partition("?")[0] != first
    with page.expect_navigation():
        page.keyboard.press("u")
    page.goto(first)
    assert "jcd? 与公报一致" in page.locator(".said").inner_text()
    with page.expect_navigation():
        page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("k")
    assert page.url == first


def test_the_slash_searches_and_the_question_mark_helps(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("德阳c")
    assert page.locator("#find").input_value() == "德阳c"
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert page.locator("dialog").is_visible()
    page.keyboard.press("j")
    assert current(page) == ""
    page.keyboard.press("Escape")
    assert not page.locator("dialog").is_visible()


def test_two_versions_are_compared_by_choosing_them(page: Page) -> None:
    page.goto("/pages/1")
    page.get_by_role("button", name="Compare").click()
    assert page.locator("del", has_text="13").count()
    assert page.locator("ins", has_text="15").count()
    page.get_by_role("link", name="in one").click()
    assert page.locator(".passages.inline").count() == 1
    page.get_by_label("Before").select_option("2")
    page.get_by_role("button", name="Compare").click()
    assert "The texts are the same" in page.content()


def test_the_language_is_switched_and_stays(page: Page) -> None:
    page.goto("/zones")
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("button", name="中文").click()
    page.goto("/")
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    assert page.locator("h1").inner_text() == "待审变动"


def test_the_charts_of_a_zone_are_drawn_and_told_as_a_table(page: Page) -> None:
    page.goto("/zones/内江高新区")
    page.wait_for_function("Array.from(document.querySelectorAll('.chart img')).every(img => img.complete && img.naturalWidth > 300)")
    assert page.locator(".chart img").count()
    page.locator(".chart summary").first.click()
    told = page.locator(".chart table").first.inner_text()
    assert "15个" in told
    assert page.locator(".relation.regressed").count()


def test_everything_but_the_shortcuts_works_without_javascript(scriptless: Page) -> None:
    page = scriptless
    page.goto("/")
    page.keyboard.press("j")
    assert current(page) == ""
    first = page.locator(".entry").first.get_attribute("id")
    page.get_by_role("button", name="Confirm").first.click()
    assert page.locator(f"#{first}").count() == 0
    page.get_by_role("button", name="Undo my last act").click()
    assert page.locator(f"#{first}").count() == 1
    page.locator("summary", has_text="More filters").click()
    page.get_by_label("Kind").select_option("value_changed")
    page.get_by_role("button", name="Filter").click()
    assert page.url.endswith("/?kind=value_changed")


def test_one_logs_in_and_is_refused(page: Page, filled: Path, tmp_path: Path) -> None:
    shutil.copy(filled / "zonewatch.db", tmp_path)
    store = open_store(f"sqlite:///{(tmp_path / 'zonewatch.db').as_posix()}")
    user(store, "王", "view")
    with served(replace(make_desk(store, filled / "captures"), language="auto")) as origin:
        page.goto(origin + "/zones")
        page.get_by_label("Name").fill("王")
        page.get_by_label("Password").fill("wrong")
        page.get_by_role("button", name="Log in").click()
        assert "Name or password is wrong" in page.locator("[role=alert]").inner_text()
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        assert page.url.endswith("/zones")
        page.goto(origin + "/")
        assert page.get_by_role("button", name="Confirm").count() == 0
        page.goto(origin + "/people")
        assert "role does not allow" in page.content()
        page.get_by_role("button", name="Log out").click()
        page.goto(origin + "/")
        assert "/login" in page.url
    store.close()


def test_every_page_is_fit_for_everybody(chinese: Page) -> None:
    page, audit, looks = chinese, AUDIT.read_text(encoding="utf-8"), [("light", 1280), ("dark", 390)]
    page.goto("/")
    change = page.locator(".entry h2 a").first.get_attribute("href")
    troubles = {}
    for place in (*PLACES, str(change)):
        page.goto(place)
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        looks.reverse()  # as the last page was left, so is the next looked at first
        for scheme, width in looks:
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.set_viewport_size({"width": width, "height": 900})
            found = page.evaluate(audit)
            if found:
                troubles[place, scheme] = found
    assert not troubles


def test_the_focus_can_be_seen_on_everything_the_tab_key_reaches(page: Page) -> None:
    page.goto("/")
    for _ in range(25):
        page.keyboard.press("Tab")
        style = page.evaluate(FOCUS)
        assert style[2] == "BODY" or (style[0] != "none" and style[1] >= 2), style
