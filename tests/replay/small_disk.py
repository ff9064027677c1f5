"""A PostgreSQL database on a disk of its own that is soon full: a small file system in memory, which root alone may mount.

Where rows would still find room on a page that is there already, the table is told to leave its pages nearly empty, so
that the next row needs a new one.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url

from tests.postgres import unprivileged

MIB = 1024 * 1024
ROOM = 64
"""MiB; an empty store takes about ten."""


@contextmanager
def mounted() -> Iterator[Path]:
    """A file system of ROOM MiB for a block; the test is skipped where it cannot be had."""
    rights = unprivileged()
    if not rights or "ZONEWATCH_TEST_POSTGRES" in os.environ:
        pytest.skip("a small disk can be mounted by root only, for a server of our own")
    place = Path(tempfile.mkdtemp(prefix="zonewatch-disk-"))  # where the server's account may go as well
    ways = f"size={ROOM}m,uid={rights['user']},gid={rights['group']},mode=0700"
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", ways, "none", str(place)], check=False, capture_output=True, text=True)
    if done.returncode:
        place.rmdir()
        pytest.skip(f"no small disk can be mounted here: {done.stderr.strip()}")
    try:
        yield place
    finally:
        # Lazily, for the server's own processes may hold files a moment longer that were removed.
        subprocess.run(["umount", "--lazy", str(place)], check=True)
        place.rmdir()


@contextmanager
def database_on(server: str, template: str, disk: Path) -> Iterator[str]:
    """The address of a copy of a database that lies on a disk, for a block."""
    admin, name = create_engine(server, isolation_level="AUTOCOMMIT"), f"small_{os.getpid()}"
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE TABLESPACE {name} LOCATION '{disk}'")
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {template} TABLESPACE {name} STRATEGY FILE_COPY")
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
            connection.exec_driver_sql(f"DROP TABLESPACE {name}")
        admin.dispose()


@contextmanager
def full(disk: Path, url: str, table: str) -> Iterator[None]:
    """No room on the disk for a block, and none on the pages of a table."""
    engine, ballast = create_engine(url, isolation_level="AUTOCOMMIT"), disk / "ballast"
    with engine.connect() as connection:
        connection.exec_driver_sql(f'ALTER TABLE "{table}" SET (fillfactor = 10)')
        connection.exec_driver_sql("CHECKPOINT")
    engine.dispose()
    with ballast.open("wb", buffering=0) as file:
        for size in (MIB, 4096, 1):
            try:
                while file.write(bytes(size)):
                    continue
            except OSError:
                continue
    yield
    ballast.unlink()
