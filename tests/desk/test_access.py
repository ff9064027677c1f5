"""Who may do what: everything denied by default, forms from here only, names of this desk only, log-ins counted."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi.routing import iter_route_contexts

from db.people import end_sessions
from db.store import Store
from pipeline.desk.access import OPEN_ROUTES, needed
from pipeline.desk.app import make_app
from pipeline.desk.attempts import OF_NAME, Attempts
from pipeline.desk.rooms import Desk
from tests.desk.world import NOW, PASSWORD, Browser, logged_in, user

WRONG = PASSWORD[::-1]


def routes(desk: Desk) -> list[tuple[str, str]]:
    """Every route of the desk as method and path, ids filled in."""
    found = [(method, one.path) for one in iter_route_contexts(make_app(desk).routes) for method in sorted(one.methods or ())]
    assert len(found) > 8, "these are not the routes"
    return found


def address(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "1", path)


def test_every_route_asks_for_a_log_in_but_the_few_that_are_named(desk: Desk, own: Store) -> None:
    user(own, "陈", "view")
    stranger = Browser(desk)
    stranger.get("/login")
    for method, path in routes(desk):
        answer = stranger.http.request(method, address(path), data={"seal": stranger.seal}, follow_redirects=False)
        program = path.startswith("/api/") or path.endswith("feed.atom")
        refused = answer.status_code == 401 if program else answer.headers.get("location", "").startswith("/login?back=")
        assert refused != (path in OPEN_ROUTES), (method, path, answer.status_code)


def test_no_route_that_writes_is_open_to_a_viewer(desk: Desk, own: Store) -> None:
    user(own, "陈", "view")
    viewer = logged_in(desk, "陈")
    for method, path in routes(desk):
        if method != "GET" and path not in OPEN_ROUTES and needed(path, method) != "view":
            answer = viewer.http.request(method, address(path), data={"seal": viewer.seal}, follow_redirects=False)
            assert answer.status_code == 403, (method, path)


def test_every_form_must_carry_the_token_of_its_browser(desk: Desk, own: Store) -> None:
    user(own, "陈", "admin")
    other = logged_in(desk, "陈")
    browser = logged_in(desk, "陈")
    for method, path in routes(desk):
        if method != "GET" and not path.startswith("/api/"):
            for seal in ("", "0" * 64, other.seal):
                answer = browser.http.request(method, address(path), data={"seal": seal}, follow_redirects=False)
                assert answer.status_code == 403, (method, path, seal)


def test_a_form_from_another_site_is_refused_whatever_it_carries(browser: Browser) -> None:
    browser.get("/")
    answer = browser.http.post("/undo", data={"seal": browser.seal}, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "", "[::1].evil.example"])
def test_a_name_that_is_not_ours_is_not_answered(desk: Desk, host: str) -> None:
    answer = Browser(desk).http.get("/", headers={"host": host})
    assert answer.status_code == 421
    assert "does not answer to that name" in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1:8484", "localhost:8484", "[::1]:8484", "LOCALHOST"])
def test_this_machine_is_answered_under_its_own_names(desk: Desk, host: str) -> None:
    assert Browser(desk).http.get("/", headers={"host": host}).status_code == 200


def test_without_users_nobody_elsewhere_gets_in(desk: Desk) -> None:
    for browser in (Browser(desk, client="192.0.2.7"), Browser(desk, host="192.0.2.1"), Browser(replace(desk, loopback=False))):
        assert "Log in" in browser.get("/").text
        assert "entries" not in browser.get("/").text
    for header in ("x-forwarded-for", "forwarded", "via"):
        assert "Log in" in Browser(desk).get("/", headers={header: "127.0.0.1"}).text


def test_once_there_is_a_user_this_machine_must_log_in_too(desk: Desk, own: Store) -> None:
    user(own, "陈", "view")
    assert "Log in" in Browser(desk).get("/").text
    assert "陈" in logged_in(desk, "陈").get("/").text


def test_a_wrong_name_and_a_wrong_password_are_refused_alike(desk: Desk, own: Store) -> None:
    user(own, "陈", "view")
    browser = Browser(desk)
    browser.get("/login")
    wrong, unknown = (browser.post("/login", name=name, password=WRONG) for name in ("陈", "nobody"))
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.text.replace("陈", "nobody") == unknown.text


def test_after_some_failures_even_the_right_password_must_wait(desk: Desk, own: Store) -> None:
    user(own, "陈", "view")
    browser = Browser(desk)
    browser.get("/login")
    for _ in range(OF_NAME):
        browser.post("/login", name="陈", password=WRONG)
    assert browser.post("/login", name="陈", password=PASSWORD).status_code == 429


def test_attempts_are_forgotten_after_a_while_and_never_without_bound() -> None:
    attempts = Attempts()
    for number in range(20_000):
        attempts.failed(f"name{number}", "192.0.2.1", NOW)
    assert len(attempts.failures) <= 10_000
    assert attempts.wait("anybody", "192.0.2.1", NOW)
    assert attempts.wait("anybody", "192.0.2.1", NOW + timedelta(minutes=16)) is None


def test_a_session_ends_by_logging_out_by_age_and_by_the_administrator(desk: Desk, own: Store) -> None:
    user(own, "陈", "view")
    browser = logged_in(desk, "陈")
    cookie = browser.http.cookies["zonewatch_session"]
    browser.post("/logout")
    browser.http.cookies.set("zonewatch_session", cookie)
    assert "Log in" in browser.get("/").text
    for late in (8, 40):
        browser = logged_in(desk, "陈")
        later = Browser(replace(desk, clock=lambda late=late: NOW + timedelta(days=late)))
        later.http.cookies = browser.http.cookies
        assert "Log in" in later.get("/").text
    browser = logged_in(desk, "陈")
    with own.unit() as unit:
        end_sessions(unit, "陈")
    assert "Log in" in browser.get("/").text


def test_the_log_in_leads_back_to_this_desk_and_nowhere_else(desk: Desk, own: Store) -> None:
    user(own, "陈", "view")
    for back, lands in (("/keys", "/keys"), ("//evil.example/", "/"), ("https://evil.example/", "/"), ("/\\evil.example", "/")):
        browser = Browser(desk)
        browser.get("/login")
        assert browser.post("/login", follow=False, name="陈", password=PASSWORD, back=back).headers["location"] == lands


def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(desk: Desk, own: Store) -> None:
    user(own, "陈", "view")
    browser = Browser(replace(desk, secure=True))
    browser.get("/login")
    browser.http.cookies.set("zonewatch_visitor", "v")
    browser.get("/login")
    cookie = browser.post("/login", follow=False, name="陈", password=PASSWORD).headers["set-cookie"]
    assert all(word in cookie for word in ("HttpOnly", "SameSite=lax", "Secure"))


def test_a_signed_name_cannot_be_made_up(desk: Desk) -> None:
    nameless = replace(desk, name="")
    browser = Browser(nameless)
    browser.get("/name")
    browser.post("/name", name="陈")
    assert "陈" in browser.get("/").text
    browser.http.cookies.set("zonewatch_name", "546L.0000")
    assert "Say who you are" in browser.get("/").text


def test_without_a_name_a_verdict_asks_for_one_first(desk: Desk) -> None:
    browser = Browser(replace(desk, name=""))
    first = re.search(r'id="c-(\w+)"', browser.get("/").text)
    assert first
    assert "Who reviews?" in browser.post(f"/changes/{first.group(1)}/verdict", verdict="confirm").text


@pytest.mark.parametrize("path", ["/", "/static/desk.css", "/nowhere", "/login"])
def test_every_answer_carries_the_headers_that_keep_a_browser_safe(browser: Browser, path: str) -> None:
    headers = browser.get(path).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_a_request_without_end_is_cut_off(browser: Browser) -> None:
    assert browser.http.post("/undo", content=b"x" * 300_000).status_code == 413
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert browser.http.post("/undo", content=(b"x" * 10_000 for _ in range(100)), headers=form).status_code in (400, 413)
