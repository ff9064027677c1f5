"""Reviewing from the command line: the same verdicts as at the desk, taken back and remembered the same way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from crawler.cli.main import app
from db.changes import changes
from db.store import Store


@pytest.fixture
def run(own: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    """Runs a command over the filled store; gives what it prints."""
    (tmp_path / "zonewatch.toml").write_text(f'[store]\nurl = "{own.url}"\n', encoding="utf-8")
    monkeypatch.setenv("ZONEWATCH_CONFIG", str(tmp_path / "zonewatch.toml"))

    def invoke(*words: str) -> str:
        return CliRunner().invoke(app, words, catch_exceptions=False).stdout

    return invoke


def test_a_verdict_is_given_remarked_on_taken_back_and_remembered(run: object, own: Store) -> None:
    with own.look() as unit:
        identity = changes(unit)[0].id
    at = ("--by", "林", "--now", "2026-04-01")
    run("review", identity, "--confirm", "--note", "与公报一致", *at)
    run("review", identity, "--note", "问过园区", *at)
    assert [line["id"] for line in lines(run("changes", "--json")) if line["review"]] == [identity]
    run("review", identity, "--undo", *at)
    (shown,) = lines(run("show", identity, "--json"))
    assert shown["review"] is None
    assert [(one["verdict"], one["note"]) for one in shown["reviews"]] == [("confirm", "与公报一致"), ("note", "问过园区"), ("undone", "")]
    told = run("show", identity)
    assert "What was said" in told and "remark by 林" in told and "taken back by 林" in told


@pytest.mark.parametrize(
    ("words", "why"), [((), "says one thing"), (("--confirm", "--undo"), "says one thing"), (("--undo",), "nothing to take back")]
)
def test_what_says_nothing_or_two_things_is_refused_in_a_sentence(run: object, own: Store, words: tuple[str, ...], why: str) -> None:
    with own.look() as unit:
        identity = changes(unit)[0].id
    with pytest.raises(Exception, match=why):
        run("review", identity, *words, "--by", "林")


def lines(printed: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in printed.splitlines()]
