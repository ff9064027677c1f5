"""`make fuzz`: every target in turn for its share of the time, guided by coverage where atheris is there, else by hypothesis.

A finding is kept under `tests/fuzz/cases/<target>/` and ends the run with status 1.
"""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

from tests.fuzz.seeds import mutated, seeds
from tests.fuzz.targets import TARGETS

CASES = Path(__file__).parent / "cases"
ROOT = Path(__file__).parents[2]


def blindly(name: str, seconds: float, chance: random.Random) -> bytes | None:
    """Mutate the seeds of a target until the time is up; the bytes that broke it, None when nothing did."""
    pool, until, count = seeds(name), time.monotonic() + seconds, 0
    while time.monotonic() < until:
        data = mutated(chance.choice(pool), pool, chance)
        count += 1
        try:
            TARGETS[name](data)
        except Exception:  # noqa: BLE001 -- whatever it is, it is what is looked for
            traceback.print_exc()
            return data
    print(f"{name}: {count} inputs, nothing found")
    return None


def guided(name: str, seconds: float) -> bytes | None:
    """The same by atheris, in a process of its own, for it never gives a process back."""
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        corpus.mkdir()
        for number, seed in enumerate(seeds(name)):
            (corpus / str(number)).write_bytes(seed)
        command = [
            sys.executable,
            "-m",
            "tests.fuzz.guided",
            name,
            f"-max_total_time={max(1, int(seconds))}",
            "-timeout=20",
            "-verbosity=0",
        ]
        done = subprocess.run(
            [*command, f"-artifact_prefix={folder}/found-", str(corpus)],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
        found = sorted(Path(folder).glob("found-*"))
        if done.returncode:
            print(done.stdout[-1500:], done.stderr[-1500:])
        else:
            print(f"{name}: guided, nothing found")
        return found[0].read_bytes() if found else None


def keep(name: str, data: bytes) -> Path:
    """A finding as a case."""
    path = CASES / name / hashlib.sha256(data).hexdigest()[:12]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def main(seconds: float, seed: int) -> int:
    """Every target for its share of the time; 1 when anything was found."""
    try:
        import atheris  # noqa: F401 -- asked whether it is there
    except ImportError:
        share, by_coverage = seconds / len(TARGETS), False
    else:
        share, by_coverage = seconds / len(TARGETS) / 2, True
    chance, found = random.Random(seed), []
    os.chdir(tempfile.mkdtemp(prefix="zonewatch-fuzz-"))
    for name in TARGETS:
        data = blindly(name, share, chance)
        if data is None and by_coverage:
            data = guided(name, share)
        if data is not None:
            found.append(keep(name, data))
    print(*(f"kept as a case: {path}" for path in found), sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 60.0, int(sys.argv[2]) if len(sys.argv) > 2 else int(time.time())))
