"""The API says what the commands say, to whoever shows a token, and refuses everything else in one JSON sentence."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from db.changes import changes
from db.pages import all_pages
from db.store import Store, open_store
from db.tokens import Token, add_token, revoke, tokens_held
from db.verdicts import reviews_of
from pipeline.desk import seals
from pipeline.desk.app import serve_app
from pipeline.desk.attempts import OF_ADDRESS
from pipeline.desk.rooms import Desk
from pipeline.report.jsonl import change_json, page_json
from tests.desk.inside import inside
from tests.desk.world import NOW, Browser, logged_in, make_desk, user

GIVEN = "a token that only this test knows"


class Program:
    """A program elsewhere that shows a token."""

    def __init__(self, desk: Desk, given: str = GIVEN, scheme: str = "Bearer") -> None:
        self.http = inside(serve_app(desk), client="192.0.2.7", raising=False)
        self.http.headers["authorization"] = f"{scheme} {given}"

    def get(self, path: str, **params: Any) -> Any:
        """What is answered, as plain data."""
        answer = self.http.get(f"/api/v1/{path}", params=params)
        assert answer.headers["content-type"] == "application/json"
        return answer.json()

    def all(self, path: str, limit: int, **params: Any) -> list[Any]:
        """A whole list, part by part."""
        found, after = [], ""
        while after is not None:
            part = self.get(path, limit=limit, after=after, **params)
            found += part["items"]
            assert len(part["items"]) <= limit
            after = part["next"]
        return found


def token(store: Store, name: str, given: str = GIVEN) -> None:
    """Give a user a token."""
    with store.unit() as unit:
        add_token(unit, Token(digest=seals.digest(given), person=name, label="test", since=NOW))


@pytest.fixture
def program(desk: Desk, own: Store) -> Program:
    """A program of a user who may judge."""
    user(own, "陈", "review")
    token(own, "陈")
    return Program(desk)


def plain(form: Any) -> Any:
    """Data as it is after a way through JSON."""
    return json.loads(json.dumps(form))


def test_changes_are_what_the_command_prints_part_by_part(program: Program, own: Store) -> None:
    with own.look() as unit:
        held = {one.id: plain(change_json(one)) for one in changes(unit)}
    told = program.all("changes", 2, state="all")
    assert {one["id"]: {key: one[key] for key in held[one["id"]]} for one in told} == held
    in_time = program.all("changes", 2, order="time")
    assert [one["seen_at"] for one in in_time] == sorted(one["seen_at"] for one in held.values())


def test_pages_are_what_the_command_prints(program: Program, own: Store) -> None:
    with own.look() as unit:
        held = [plain(page_json(page)) for page in all_pages(unit)]
    assert program.all("pages", 3) == held
    assert program.get(f"pages/{held[1]['key']}") == held[1]
    assert program.get("pages", source="thepaper") == {"items": [], "next": None}


@pytest.mark.parametrize("path", ["versions", "captures", "claims", "sources", "zones", "promises", "reviews"])
def test_every_list_is_the_same_in_parts_as_in_one(program: Program, path: str) -> None:
    whole = program.all(path, 200)
    assert program.all(path, 1) == whole
    assert whole or path == "reviews"


def test_what_is_held_of_one_page_can_be_asked_for(program: Program) -> None:
    assert {one["page"] for one in program.all("versions", 9, page="1")} == {1}
    assert {one["page"] for one in program.all("captures", 9, page="1")} == {1}
    assert [one["version"] for one in program.all("claims", 9, page="1")] == [1, 2]


def test_a_change_comes_with_its_texts_edits_captures_and_reviews(program: Program) -> None:
    identity = next(one["id"] for one in program.all("changes", 50, state="all") if one["kind"] == "value_changed")
    one = program.get(f"changes/{identity}")
    assert "changed" in {edit["op"] for edit in one["edits"]}
    assert (len(one["old"]), len(one["captures"]), one["reviews"]) == (2, 2, [])


def test_a_ledger_tells_points_relations_and_promises(program: Program) -> None:
    points = program.all("zones/内江高新区/ledger", 1)
    assert {point["zone"] for point in points} == {"内江高新区"}
    assert {one.get("relation") for one in program.all("zones/内江高新区/relations", 2)} >= {"regressed"}
    assert program.get("promises", status="open", on="2026-03-05")["items"][0]["status"] == "open"
    assert program.get("zones/火星/ledger")["error"].startswith("No zone 火星 is held")


def test_a_verdict_is_appended_in_the_name_of_the_tokens_user(program: Program, own: Store) -> None:
    (identity, *_) = [one["id"] for one in program.all("changes", 50)]
    answer = program.http.post(f"/api/v1/changes/{identity}/reviews", json={"verdict": "confirm", "note": "<b>与公报一致"})
    assert answer.status_code == 201
    assert (answer.json()["by"], answer.json()["note"]) == ("陈", "<b>与公报一致")
    with own.look() as unit:
        assert [one.by for one in reviews_of(unit, [identity])[identity]] == ["陈"]
    assert program.all(f"changes/{identity}/reviews", 1) == program.all("reviews", 9) == [answer.json()]
    assert identity not in [one["id"] for one in program.all("changes", 50)]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"verdict": "sure"}, 422),
        ({"verdict": "note"}, 422),
        ({"verdict": "undone"}, 422),
        ({}, 422),
        ({"verdict": "confirm", "by": "x"}, 422),
    ],
)
def test_a_verdict_that_is_none_is_refused(program: Program, body: dict[str, str], status: int) -> None:
    identity = program.all("changes", 50)[0]["id"]
    answer = program.http.post(f"/api/v1/changes/{identity}/reviews", json=body)
    assert answer.status_code == status
    assert list(answer.json()) == ["error"]


def test_a_viewers_token_reads_and_does_not_judge(desk: Desk, own: Store) -> None:
    user(own, "看", "view")
    token(own, "看")
    viewer = Program(desk)
    identity = viewer.get("changes")["items"][0]["id"]
    assert viewer.http.post(f"/api/v1/changes/{identity}/reviews", json={"verdict": "confirm"}).status_code == 403


def test_a_token_opens_nothing_but_the_api(program: Program) -> None:
    assert program.http.get("/", follow_redirects=False).headers["location"].startswith("/login")


def test_a_token_that_is_revoked_is_refused_from_then_on(program: Program, own: Store) -> None:
    assert program.http.get("/api/v1/sources").status_code == 200
    with own.unit() as unit:
        assert tokens_held(unit)[0].used_at == NOW
        revoke(unit, seals.digest(GIVEN)[:8])
    answer = program.http.get("/api/v1/sources")
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert "ask whoever looks after the desk" in answer.json()["error"]


@pytest.mark.parametrize(("given", "scheme"), [("wrong", "Bearer"), (GIVEN, "Basic"), ("", "Bearer"), ("é" * 99, "Bearer")])
def test_a_wrong_token_is_refused_even_at_this_machine(desk: Desk, own: Store, given: str, scheme: str) -> None:
    http = inside(serve_app(desk))
    assert http.get("/api/v1/sources").status_code == 200
    assert http.get("/api/v1/sources", headers={"authorization": f"{scheme} {given}".encode()}).status_code == 401


def test_many_wrong_tokens_from_one_address_must_wait(program: Program, desk: Desk) -> None:
    for number in range(OF_ADDRESS):
        program.http.headers["authorization"] = f"Bearer {number}"
        assert program.http.get("/api/v1/sources").status_code == 401
    program.http.headers["authorization"] = f"Bearer {GIVEN}"
    answer = program.http.get("/api/v1/sources")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "901")


def test_what_a_page_elsewhere_makes_a_browser_send_is_no_verdict(desk: Desk, own: Store) -> None:
    user(own, "陈", "review")
    browser = logged_in(desk, "陈")
    identity = browser.http.get("/api/v1/changes").json()["items"][0]["id"]
    path, body = f"/api/v1/changes/{identity}/reviews", {"verdict": "confirm"}
    forms = (
        {"content": json.dumps(body), "headers": {"content-type": "text/plain"}},
        {"data": body},
        {"json": body, "headers": {"sec-fetch-site": "cross-site"}},
    )
    assert [browser.http.post(path, **form).status_code for form in forms] == [403, 403, 403]
    assert browser.http.post(path, json=body, headers={"sec-fetch-site": "same-origin"}).status_code == 201


@pytest.mark.parametrize(
    "address",
    ["changes?after=x", "changes?order=time&after=WzEsMl0", "pages?after=LTE", "pages?limit=0", "pages?limit=x", "changes?kind=nothing",
     "promises?on=2026-02-30", "changes/0000000000000000", "pages/nothing", "zones/%00/ledger", "nothing", "versions?page=%00"],
)  # fmt: skip
def test_what_is_not_there_or_cannot_be_is_said_in_one_sentence(program: Program, address: str) -> None:
    answer = program.http.get(f"/api/v1/{address}")
    assert answer.status_code in {404, 422}
    assert list(answer.json()) == ["error"]
    assert "Traceback" not in answer.text


@pytest.fixture(scope="module")
def described(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The API with its description, over a store of its own."""
    schemathesis = pytest.importorskip("schemathesis")
    folder = tmp_path_factory.mktemp("described")
    (folder / "own.db").write_bytes((filled / "zonewatch.db").read_bytes())
    store = open_store(f"sqlite:///{folder.as_posix()}/own.db")
    app = serve_app(make_desk(store, filled / "captures"))
    http = inside(app)
    yield schemathesis.openapi.from_dict(http.get("/api/v1/openapi.json").json()), http
    store.close()


def test_the_api_answers_as_it_is_described_whatever_it_is_asked(described: Any) -> None:
    from schemathesis import Response
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

    schema, http = described
    checks = [not_a_server_error, status_code_conformance, response_schema_conformance]
    asked = 0

    def ask(case: Any) -> None:
        nonlocal asked
        asked += 1
        given_to = case.as_transport_kwargs(base_url="http://127.0.0.1").items()
        sent = {key: value for key, value in given_to if key not in {"timeout", "cookies"}}
        case.validate_response(Response.from_any(http.request(**sent)), checks=checks)

    small = settings(max_examples=5, phases=[Phase.generate], suppress_health_check=list(HealthCheck), deadline=None, database=None)
    for operation in schema.get_all_operations():
        small(given(case=operation.ok().as_strategy())(ask))()
    assert asked > 60


def test_a_browser_that_is_logged_in_reads_the_description(desk: Desk, own: Store) -> None:
    described = Browser(desk).http.get("/api/v1/openapi.json").json()
    assert described["components"]["securitySchemes"] == {"token": {"type": "http", "scheme": "bearer"}}
    assert {path for path in described["paths"] if not path.startswith("/api/v1/")} == set()
