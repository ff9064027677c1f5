"""One run of a site at a time on one machine."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from crawler.lock import LockUnusable, RunInProgress, lock_site

HOLD = """
import pathlib, sys
from crawler.lock import lock_site
held = lock_site(pathlib.Path(sys.argv[1]), "finews")
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_run_of_a_source_is_refused_and_another_source_is_not(tmp_path: Path) -> None:
    held = lock_site(tmp_path, "finews")
    with pytest.raises(RunInProgress, match="A run of finews is in progress"):
        lock_site(tmp_path, "finews")
    lock_site(tmp_path, "thepaper").close()
    held.close()
    lock_site(tmp_path, "finews").close()


def test_the_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], cwd=Path(__file__).parents[2], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout and holder.stdin
    assert holder.stdout.readline() == b"held\n"
    with pytest.raises(RunInProgress):
        lock_site(tmp_path, "finews")
    holder.kill()
    holder.communicate()
    lock_site(tmp_path, "finews").close()


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="ascii")
    with pytest.raises(LockUnusable, match="cannot be used"):
        lock_site(tmp_path / "file", "finews")
