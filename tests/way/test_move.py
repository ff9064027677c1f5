"""A store moved to another kind answers every question as before, and goes on from there."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from crawler.cli.main import app
from crawler.moving import StoreInUse, moved_to
from db import changes, pages
from db.lease import take_lease
from db.move import COPIED, Moved, NotMoved, TargetHolds, digest_of, move, plainly
from db.search import holding
from db.store import Store, open_store
from db.upkeep import counts, faults
from pipeline.way import take
from tests.stores import NewStore
from tests.way.filled import fill
from tests.way.rooms import LONG, START, held_versions, post, rooms, seen

QUESTIONS = (
    ["changes"],
    ["changes", "--unreviewed"],
    ["ledger", "内江高新技术产业开发区"],
    ["pages"],
    ["versions", "1"],
    ["captures", "1"],
    ["promises", "内江", "--on", "2028-01-01"],
    ["verify"],
    ["db", "stats"],
    ["db", "check"],
)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a filled SQLite store and its captures, not to be written to."""
    folder = tmp_path_factory.mktemp("filled")
    with closing(open_store(f"sqlite:///{folder.as_posix()}/old.db")) as store:
        fill(store, folder / "captures")
    return folder


@pytest.fixture
def old(filled: Path, tmp_path: Path) -> Iterator[Store]:
    """A filled SQLite store."""
    shutil.copytree(filled, tmp_path, dirs_exist_ok=True)
    with closing(open_store(f"sqlite:///{tmp_path.as_posix()}/old.db")) as store:
        yield store


def answers(address: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What each question is answered with."""
    config = folder / "asked.toml"
    config.write_text(f'[store]\nurl = "{address}"\n[captures]\ndir = "{folder}/captures"\n', encoding="utf-8")
    monkeypatch.setenv("ZONEWATCH_CONFIG", str(config))
    now = {"ledger": ["--now", "2026-06-01"]}
    return [CliRunner().invoke(app, [*words, *now.get(words[0], []), "--json"], catch_exceptions=False).stdout for words in QUESTIONS]


def content(folder: Path) -> dict[str, str]:
    """Every file below a folder with its digest."""
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_a_moved_store_answers_as_before_and_goes_on(
    old: Store, new_store: NewStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    captures = tmp_path / "captures"
    bytes_before, before = content(captures), answers(old.url, tmp_path, monkeypatch)
    with new_store() as new:
        done = CliRunner().invoke(app, ["move", "--to", new.url, "--json", "--now", "2026-06-01"], catch_exceptions=False)
        assert done.exit_code == 0
        assert {json.loads(line)["table"] for line in done.stdout.splitlines()} == {one.name for one in COPIED}
        assert answers(new.url, tmp_path, monkeypatch) == before
        assert content(captures) == bytes_before
        with new.look() as unit:
            assert all(one.id in (holding(unit, one.change.new_words or "") or ()) for one in changes.changes(unit) if one.change.new_words)
        take(seen(200, post((*LONG, "园区还将新建学校3所。"))), rooms(new, captures, writer="new"))
        assert [one.number for one in held_versions(new)] == [1, 2, 3, 4], "numbers of new rows are free ones"
        assert content(captures) != bytes_before, "it goes on where it stood"
        assert faults(new) == []


def test_there_and_back_again_everything_is_the_same(old: Store, new_store: NewStore, tmp_path: Path) -> None:
    with new_store() as there:
        first = move(old, there)
        with closing(open_store(f"sqlite:///{tmp_path.as_posix()}/back.db")) as back:
            assert move(there, back) == first
            assert digests(back) == digests(old) == digests(there)
    assert sum(one.rows for one in first) > 50


def test_what_holds_something_is_left_alone(old: Store, store: Store) -> None:
    with store.unit() as unit:
        pages.page_of(unit, "finews", "a", START)
    before = digests(store)
    with pytest.raises(TargetHolds, match="is not empty"):
        move(old, store)
    assert digests(store) == before


def test_a_move_that_breaks_off_leaves_nothing(old: Store, store: Store) -> None:
    with pytest.raises(KeyboardInterrupt):
        move(old, store, lambda rows, _, name: broken(rows) if name == "capture" else rows)
    assert held(store) == 0


def test_what_arrives_otherwise_is_noticed_and_does_not_stay(old: Store, store: Store) -> None:
    def altered(rows: Iterable[Any], _total: int, name: str) -> Iterable[Any]:
        return list(rows)[1:] if name == "version again" else rows

    with pytest.raises(NotMoved, match=r"version .*differs from what was read"):
        move(old, store, altered)
    assert held(store) == 0


@pytest.mark.parametrize("new_address", ["postgresql"], indirect=True)
def test_text_that_a_server_refuses_is_named_with_its_table(old: Store, store: Store) -> None:
    with old.unit() as unit:
        unit.execute(text("UPDATE page SET key = hex(zeroblob(150)) WHERE id = 1"))
    with pytest.raises(NotMoved, match=r"page .*too long"):
        move(old, store)
    assert held(store) == 0


def test_a_nul_kept_before_there_was_a_rule_for_it_is_moved_as_the_character_for_what_is_none(old: Store, new_store: NewStore) -> None:
    with old.unit() as unit:
        unit.execute(text("UPDATE version SET title = 'a' || char(0) || 'b' WHERE id = 1"))
    with new_store() as new:
        move(old, new)
        assert digests(new) == digests(old)
        with new.look() as unit:
            assert unit.scalar(text("SELECT title FROM version WHERE id = 1")) == "a\ufffdb"


def test_a_store_that_a_daemon_works_on_is_not_moved(store: Store, tmp_path: Path) -> None:
    now = datetime(2026, 6, 1, tzinfo=UTC)
    store.write(lambda unit: take_lease(unit, "daemon", "elsewhere:1:a", now, timedelta(minutes=2)))
    with pytest.raises(StoreInUse, match="elsewhere:1:a"):
        moved_to(store.url, f"sqlite:///{tmp_path.as_posix()}/new.db", now + timedelta(minutes=1), plainly)
    assert len(moved_to(store.url, f"sqlite:///{tmp_path.as_posix()}/new.db", now + timedelta(minutes=3), plainly)) == len(COPIED)


def digests(store: Store) -> list[Moved]:
    with store.look() as unit:
        return [digest_of(unit, table) for table in COPIED]


def held(store: Store) -> int:
    with store.look() as unit:
        return sum(counts(unit).values())


def broken(rows: Iterable[Any]) -> Iterator[Any]:
    yield next(iter(rows))
    raise KeyboardInterrupt
