"""A store of any earlier revision, with rows in it, is upgraded and answers; nothing of it is lost."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import make_url

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
from tests.stores import NUMBERS, database
from tests.way.rooms import LONG, held_versions, post, rooms, seen

MADE_OF_OTHERS = {"said", "searched"}
"""Tables that an upgrade fills from what others hold."""

REVISIONS = [script.revision for script in reversed(list(ScriptDirectory(str(MIGRATIONS)).walk_revisions()))]
FILES = sorted(HELD.glob("*.jsonl"))

Begun = Callable[[str], AbstractContextManager[str]]
"""Gives the address of a store as it was at a revision, with rows in it, for a block."""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def begun(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Begun]:
    """A store of an early revision is made and filled once; whoever asks for it has a copy."""
    kind = files(tmp_path_factory.mktemp("begun")) if request.param == "sqlite" else databases_of(request.getfixturevalue("postgres"))
    made: dict[str, str] = {}
    with ExitStack() as until_the_end:

        @contextmanager
        def copied(born: str) -> Iterator[str]:
            if born not in made:
                first = until_the_end.enter_context(kind(None))
                upgrade_store(first, to=born)
                put_in(first, rows_for(born))
                made[born] = first
            with kind(made[born]) as copy:
                yield copy

        yield copied


Kind = Callable[[str | None], AbstractContextManager[str]]
"""Gives the address of a copy of a store, or of one without tables."""


def files(folder: Path) -> Kind:
    """On SQLite."""

    @contextmanager
    def one(like: str | None) -> Iterator[str]:
        copy = folder / f"{next(NUMBERS)}.db"
        if like:
            shutil.copyfile(str(make_url(like).database), copy)
        yield f"sqlite:///{copy.as_posix()}"

    return one


def databases_of(server: str) -> Kind:
    """On PostgreSQL."""
    return lambda like: database(server, template=str(make_url(like).database) if like else "template0")


@pytest.mark.parametrize("start", REVISIONS[:-1])
def test_a_store_of_every_earlier_revision_is_upgraded_with_all_it_holds(begun: Begun, start: str, tmp_path: Path) -> None:
    file = rows_for(start)
    born = min(start, file.stem)
    with begun(born) as address:
        upgrade_store(address, to=start)
        upgrade_store(address)
        with closing(open_store(address)) as store:
            answers_as_before(store, file, born)
            numbered(store)
            take(seen(200, post((*LONG, "园区还将新建学校3所。"))), rooms(store, tmp_path))
            assert len(held_versions(store)) == 4, "and it goes on"


def test_a_store_from_the_first_revision_on_has_the_tables_of_today(begun: Begun) -> None:
    # Once, for every start takes the same steps and rows change no table.
    with begun(REVISIONS[0]) as address:
        upgrade_store(address)
        with closing(open_store(address)) as store, store.look() as unit:
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
