"""An export tells what the store holds, to the last row, and its file is whole or not there."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from crawler.cli.main import app
from db import stretches
from db.changes import add_review
from db.records import Capture, Review
from pipeline.export import write
from pipeline.export.write import export_to_file, table_names
from pipeline.rooms import Rooms
from pipeline.way import take
from tests.ledger.conftest import post as post

SAID = ("截至2022年10月底，德阳高新区已引进通用航空企业42家。", "截至2022年10月底，德阳高新区已引进通用航空企业45家。")


@pytest.fixture
def config(rooms: Rooms, post: Callable[..., Capture], tmp_path: Path) -> Path:
    """The configuration of a store with two pages, one of which was edited and judged."""
    for number, day in ((1, "2022-11-08"), (2, "2022-11-09")):
        take(post(number, day, SAID[0]), rooms)
    take(post(1, "2022-11-08", SAID[1], "2022-11-10"), rooms)
    with rooms.store.unit() as unit:
        (found,) = (one for _, one in stretches.changes_after(unit, None, 9) if one.change.kind == "value_changed")
        add_review(unit, Review(change=found.id, verdict="confirm", by="林", at=found.seen_at, note="=1+1"))
    path = tmp_path / "zonewatch.toml"
    address = rooms.store.engine.url.render_as_string(hide_password=False)
    path.write_text(f'[store]\nurl = "{address}"\n', encoding="utf-8")
    return path


def exported(config: Path, *words: str) -> str:
    """What the command prints."""
    done = CliRunner().invoke(app, ["--config", str(config), "export", "--out", "-", *words], catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


def test_every_table_is_told_as_the_commands_tell_it(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stretches, "BATCH", 1)
    told = {
        what: [json.loads(line) for line in exported(config, "--format", "jsonl", "--what", what).splitlines()] for what in table_names()
    }
    assert {what: len(lines) for what, lines in told.items() if what != "changes"} == {
        "pages": 2, "versions": 3, "captures": 3, "claims": 3, "ledger": 2, "reviews": 1,
    }  # fmt: skip
    assert [line["review"]["note"] for line in told["changes"] if line["kind"] == "value_changed"] == ["=1+1"]
    moments = [line["seen_at"] for line in told["changes"]]
    assert moments == sorted(moments)


def test_changes_may_be_told_from_a_moment_on(config: Path) -> None:
    assert exported(config, "--format", "jsonl", "--since", "2022-11-11") == ""
    assert exported(config, "--format", "jsonl", "--since", "2022-11-10") != ""


def test_a_note_that_would_run_in_a_spreadsheet_does_not(config: Path) -> None:
    assert '"\'=1+1"' in exported(config, "--format", "csv", "--what", "reviews")


def test_a_file_is_written_whole_or_stays_as_it_was(rooms: Rooms, config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out.csv"
    out.write_text("earlier")
    monkeypatch.setattr(write, "form_named", lambda _: failing)
    how = {"since": None, "bom": False, "progress": lambda records, _total, _words: records}
    with rooms.store.look() as unit, pytest.raises(OSError, match="No space left"):
        export_to_file(unit, "pages", "csv", out, **how)
    assert out.read_text() == "earlier"
    assert not list(tmp_path.glob(".*.part"))


def failing(_table, _records, out, *, bom) -> None:
    """A form that breaks off half-way."""
    out.write(b"half")
    raise OSError(28, "No space left on device")


def test_a_place_that_cannot_be_written_is_said_in_one_sentence(config: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["--config", str(config), "export", "--format", "csv", "--out", str(tmp_path / "no" / "x.csv")])
    assert done.exit_code == 1
    assert "cannot be written" in str(done.exception)
