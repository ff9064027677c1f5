"""The store opens, upgrades, refuses and keeps its word about units of work."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from db import pages
from db.errors import StoreAhead, StoreOutdated, StoreUnfit, StoreUnreachable
from db.records import PageState
from db.search import BESIDE
from db.store import MIGRATIONS, Store, newest_revision, open_store, revision, upgrade_store
from db.tables import metadata
from db.upkeep import counts, faults
from tests.stores import database

AT = datetime(2026, 3, 2, 8, tzinfo=UTC)


def test_a_new_store_is_made_by_the_migrations_and_is_whole(store: Store) -> None:
    assert revision(store) == newest_revision()
    assert faults(store) == []
    with store.look() as unit:
        assert set(counts(unit).values()) == {0}


@pytest.mark.parametrize("new_address", ["sqlite"], indirect=True)
def test_an_sqlite_store_writes_ahead(store: Store) -> None:
    with store.look() as unit:
        assert unit.scalar(text("PRAGMA journal_mode")) == "wal"


def test_the_migrations_make_just_the_tables_that_the_code_uses(store: Store) -> None:
    with store.look() as unit:
        ours = {"include_name": lambda name, _kind, _parents: name not in BESIDE}
        assert compare_metadata(MigrationContext.configure(unit, opts=ours), metadata) == []


def test_the_newest_revision_is_the_head_of_the_migrations() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == newest_revision()


def test_a_unit_of_work_is_kept_whole_or_not_at_all(store: Store) -> None:
    def interrupted() -> None:
        with store.unit() as unit:
            pages.page_of(unit, "finews", "NW1", AT)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    with store.look() as unit:
        assert pages.all_pages(unit) == []
        assert counts(unit)["source"] == 0


def test_two_processes_may_write_one_after_the_other(store: Store) -> None:
    other = open_store(store.url)
    for one, key in ((store, "a"), (other, "b"), (store, "c")):
        with one.unit() as unit:
            pages.page_of(unit, "finews", key, AT)
    with other.look() as unit:
        assert [one.key for one in pages.all_pages(unit, "finews")] == ["a", "b", "c"]
    other.close()


def test_reading_does_not_wait_for_a_writer(store: Store) -> None:
    with store.unit() as writing, store.look() as reading:
        pages.page_of(writing, "finews", "a", AT)
        assert pages.all_pages(reading) == []


@pytest.mark.parametrize(
    "url", ["nonsense", "sqlite:////proc/none/zonewatch.db", "mysql+none://host/db", "postgresql://u:secret@127.0.0.1:1/x"]
)
def test_an_unreachable_store_is_refused_with_the_remedy_and_without_the_password(url: str) -> None:
    with pytest.raises(StoreUnreachable, match=r"cannot be opened.*\[store\] url") as refusal:
        open_store(url)
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgres//u:secret@127.0.0.1/x",
        "postgresql://u:secret@127.0.0.1:port/x",
        "postgres://127.0.0.1:1/x?user=u&password=secret",
        "postgresql+psycopg://u:secret@127.0.0.1:1/x",
    ],
)
def test_a_password_is_shown_nowhere_however_the_address_is_written(url: str) -> None:
    with pytest.raises(StoreUnreachable) as refusal:
        open_store(url)
    assert "secret" not in str(refusal.value)
    assert "secret" not in repr(refusal.value.__cause__)


def test_a_server_store_is_upgraded_by_the_command_only(postgres: str) -> None:
    with database(postgres) as address:
        with pytest.raises(StoreOutdated, match=r"at revision none .*run `zonewatch db upgrade`"):
            open_store(address)
        assert upgrade_store(address.replace("postgresql+psycopg:", "postgres:")) == newest_revision()
        assert upgrade_store(address) == newest_revision(), "a second time nothing is left to do"
        open_store(address.replace("postgresql+psycopg:", "postgresql:")).close()


@pytest.mark.parametrize("new_address", ["postgresql"], indirect=True)
def test_on_a_server_text_sorts_by_code_point_and_numbers_of_rows_do_not_run_out(store: Store) -> None:
    with store.unit() as unit:
        held = "FROM information_schema.columns WHERE table_schema = current_schema() AND table_name != 'alembic_version'"
        assert set(unit.scalars(text(f"SELECT collation_name {held} AND data_type IN ('text', 'character varying')"))) == {"C"}
        assert list(unit.scalars(text(f"SELECT table_name {held} AND column_name = 'id' AND data_type = 'integer'"))) == []
        unit.execute(text("SELECT setval('page_id_seq', 3000000000)"))
        assert pages.page_of(unit, "finews", "a", AT).id > 2**31


def test_a_database_that_cannot_keep_chinese_is_refused(postgres: str) -> None:
    with database(postgres, encoding="LATIN1") as address, pytest.raises(StoreUnfit, match="LATIN1"):
        upgrade_store(address)


def test_a_store_of_a_newer_zonewatch_is_left_alone(store: Store) -> None:
    with store.unit() as unit:
        unit.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for opening in (open_store, upgrade_store):
        with pytest.raises(StoreAhead, match="9999"):
            opening(store.url)


def test_a_file_that_is_no_store_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("not a database" * 100)
    with pytest.raises(StoreUnreachable):
        open_store(f"sqlite:///{file}")
    assert file.read_text() == "not a database" * 100


def test_a_page_keeps_all_its_addresses_and_is_found_by_any_name(store: Store) -> None:
    with store.unit() as unit:
        page = pages.page_of(unit, "thepaper", "10925465", AT)
        pages.seen_under(unit, page.id, "https://www.thepaper.cn/detail/10925465", AT)
        pages.seen_under(unit, page.id, "https://m.thepaper.cn/detail/10925465", AT.replace(day=3))
        for name in ("10925465", str(page.id), "https://www.thepaper.cn/detail/10925465"):
            assert pages.page_named(unit, name).id == page.id
        assert pages.page_named(unit, "10925465").urls[0].startswith("https://m.")


def test_due_pages_come_longest_due_first_and_only_of_the_source(store: Store) -> None:
    with store.unit() as unit:
        for day, key in ((5, "late"), (2, "soon"), (3, "next")):
            page = pages.page_of(unit, "finews", key, AT)
            pages.set_state(unit, page.id, PageState.LIVE, AT.replace(day=day))
        pages.page_of(unit, "thepaper", "other", AT)
        assert [page.key for page in pages.due(unit, "finews", AT.replace(day=4))] == ["soon", "next"]
        assert [page.key for page in pages.due(unit, "finews", AT.replace(day=9), limit=1)] == ["soon"]
