"""A store of any earlier revision, with rows in it, is upgraded and answers; nothing of it is lost."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from db import captures, changes, pages, versions
from db.engine import connect
from db.revisions import MIGRATIONS
from db.search import BESIDE, holding
from db.store import Store, open_store, upgrade_store
from db.tables import metadata
from db.upkeep import counts, faults
from pipeline.ledger.held import points_of, zone_names
from pipeline.way import take
from tests.db.rows import HELD, loaded, numbered
from tests.stores import database
from tests.way.rooms import LONG, held_versions, post, rooms, seen

MADE_OF_OTHERS = {"said", "searched"}
"""Tables that an upgrade fills from what others hold."""

REVISIONS = [script.revision for script in reversed(list(ScriptDirectory(str(MIGRATIONS)).walk_revisions()))]
FILES = sorted(HELD.glob("*.jsonl"))

Empty = Callable[[], AbstractContextManager[str]]


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Empty:
    """Gives the address of a store without tables."""
    if request.param == "sqlite":
        return lambda: closing(File(f"sqlite:///{tmp_path.as_posix()}/z.db"))
    return lambda: database(request.getfixturevalue("postgres"))


class File(str):
    """An address of a file that the test's folder takes with it."""

    __slots__ = ()

    def close(self) -> None:
        """Nothing is left to do."""


@pytest.mark.parametrize("start", REVISIONS[:-1])
def test_a_store_of_every_earlier_revision_is_upgraded_with_all_it_holds(empty: Empty, start: str, tmp_path: Path) -> None:
    file = rows_for(start)
    born = min(start, file.stem)
    with empty() as address:
        upgrade_store(str(address), to=born)
        put_in(str(address), file)
        upgrade_store(str(address), to=start)
        upgrade_store(str(address))
        with closing(open_store(str(address))) as store:
            answers_as_before(store, file, born)
            numbered(store)
            take(seen(200, post((*LONG, "园区还将新建学校3所。"))), rooms(store, tmp_path))
            assert len(held_versions(store)) == 4, "and it goes on"


def test_a_store_from_the_first_revision_on_has_the_tables_of_today(empty: Empty) -> None:
    # Once, for every start takes the same steps and rows change no table.
    with empty() as address:
        upgrade_store(str(address), to=REVISIONS[0])
        put_in(str(address), FILES[0])
        upgrade_store(str(address))
        with closing(open_store(str(address))) as store, store.look() as unit:
            ours = {"include_name": lambda name, _kind, _parents: name not in BESIDE}
            assert compare_metadata(MigrationContext.configure(unit, opts=ours), metadata) == []


def rows_for(revision: str) -> Path:
    """The newest file of rows that this revision can have; the oldest where it is older than all."""
    return next((file for file in reversed(FILES) if file.stem <= revision), FILES[0])


def put_in(address: str, file: Path) -> None:
    _, engine = connect(address, 5)
    with engine.begin() as unit:
        loaded(unit, file)
    engine.dispose()


def answers_as_before(store: Store, file: Path, born: str) -> None:
    assert faults(store) == []
    wanted = Counter(json.loads(line)["table"] for line in file.read_text(encoding="utf-8").splitlines())
    with store.look() as unit:
        there = {name: count for name, count in counts(unit).items() if count and name not in MADE_OF_OTHERS}
        assert {name: wanted[name] for name in there} == there
        assert born < file.stem or set(there) == {name for name in wanted if name in metadata.tables}
        told = [*changes.changes(unit), *changes.changes(unit, technical=True)]
        assert len(told) == wanted["change"]
        assert any(one.change.before and one.change.after for one in told)
        assert all(one.id in (holding(unit, one.change.new_words or "") or ()) for one in told if one.change.new_words)
        for page in pages.all_pages(unit):
            assert captures.captures_of(unit, page.id)
            for version in versions.versions_of(unit, page.id):
                versions.claims_of(unit, versions.version_id(unit, version))
        assert any(points_of(unit, zone_names(unit, None)).values())
