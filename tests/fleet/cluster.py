"""A fleet on one machine: PostgreSQL, sites, daemons and workers as processes, and what can be asked of them."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from time import monotonic, sleep

from sqlalchemy import func, select

from db import captures, pages, runs
from db.jobs import jobs_by_status, upgrade_queue
from db.run import Run
from db.store import Store, open_store, upgrade_store
from db.tables import run
from tests.fleet.sources import ROOT, code_with
from tests.forge import MAIN, Forge, forging
from tests.piped import Piped

HEAD = """
[store]
url = "{url}"
[captures]
dir = "{folder}/captures"
[daemon]
metrics = "off"
log = "json"
lease = "{lease}"
jitter = "1s"
parallel = 4
[worker]
silence = "{silence}"
[sources.thepaper]
enabled = false
[sources.finews]
enabled = false
"""
SITE = """
[sources.{name}]
origin = "{origin}/{name}"
schedule = "12h"
delay = {delay}
"""


@dataclass(kw_only=True)
class Cluster:
    """A store of its own, sites, and the processes that were started and have to be ended."""

    folder: Path
    names: list[str]
    store: Store
    origin: str
    code: Path
    config: Path
    forge: Forge | None = None
    processes: list[subprocess.Popen[bytes] | Piped] = field(default_factory=list)

    def start(self, *words: str) -> subprocess.Popen[bytes] | Piped:
        """`zonewatch …` as a process; its log goes to a file below the folder."""
        words, log = ("--config", str(self.config), *words), self.folder / f"log-{len(self.processes)}-{words[0]}"
        process = self.forge.log(MAIN, *words, to=log) if self.forge else self._fresh(words, log)
        self.processes.append(process)
        return process

    def _fresh(self, words: tuple[str, ...], log: Path) -> subprocess.Popen[bytes]:
        with log.open("wb") as file:
            return subprocess.Popen([sys.executable, "-m", MAIN, *words], cwd=self.code, stdout=file, stderr=file)

    def stop(self) -> None:
        """End what still runs."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.processes.clear()

    def logs(self) -> str:
        """What every process said, for a failure."""
        return "\n".join(f"{path.name}: {path.read_text(encoding='utf-8')[-2000:]}" for path in sorted(self.folder.glob("log-*")))

    def runs(self) -> dict[str, list[Run]]:
        """Every run of every site, the newest first."""
        with self.store.look() as unit:
            return {name: [one.run for one in runs.latest_runs(unit, name, 99)] for name in self.names}

    def idle(self) -> bool:
        """Whether no job waits or is under way."""
        with self.store.look() as unit:
            return not jobs_by_status(unit)

    def finished(self) -> int:
        """How many sites had a whole run."""
        with self.store.look() as unit:
            return int(unit.scalar(select(func.count(run.c.source.distinct())).where(run.c.finished_at.is_not(None))) or 0)

    def asked(self) -> list[tuple[str, str, float, float]]:
        """Every request the sites were sent: site, path, when it came and was answered."""
        with urllib.request.urlopen(f"{self.origin}/_asked", timeout=10) as answer:  # noqa: S310 -- loopback
            return [tuple(one) for one in json.loads(answer.read())]

    def overlaps(self, delay: float) -> int:
        """Requests to a site that began before the one before was answered, or sooner after its beginning than the pace allows."""
        return sum(here[0] < before[1] or here[0] - before[0] < 0.8 * delay for before, here in self.pairs())

    def soonest(self) -> float:
        """Seconds between the beginnings of the two requests to one site that came nearest to each other."""
        return min((here[0] - before[0] for before, here in self.pairs()), default=0.0)

    def pairs(self) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
        """Every two requests to one site of which one came after the other."""
        by_site: dict[str, list[tuple[float, float]]] = defaultdict(list)
        for site, _, begun, ended in self.asked():
            by_site[site].append((begun, ended))
        for site in self.names:
            yield from pairwise(sorted(by_site[site]))

    def run_seconds(self) -> list[float]:
        """How long every run took that a worker says has ended."""
        lines = [line for path in self.folder.glob("log-*-worker") for line in path.read_text(encoding="utf-8").splitlines()]
        return [entry["seconds"] for entry in map(json.loads, lines) if "seconds" in entry]

    def lost_and_doubled(self, articles: int) -> tuple[int, int]:
        """Articles without a capture, and captures beyond the first of an article."""
        lost = doubled = 0
        with self.store.look() as unit:
            for name in self.names:
                held = [len(captures.captures_of(unit, page.id)) for page in pages.all_pages(unit, name)]
                lost += articles - len(held) + held.count(0)
                doubled += sum(count - 1 for count in held if count > 1)
        return lost, doubled


def until(wanted: object, what: str, cluster: Cluster, seconds: float, every: float = 0.1) -> float:
    """Wait until a callable says yes; gives how long it took, or fails with every log."""
    begun = monotonic()
    assert callable(wanted)
    while not wanted():
        assert monotonic() - begun < seconds, f"{what} did not come within {seconds} s\n{cluster.logs()}"
        sleep(every)
    return monotonic() - begun


@contextmanager
def cluster(
    folder: Path, address: str, *, sites: int, articles: int, delay: float, lease: str = "10s", silence: str = "12s", forged: bool = False
) -> Iterator[Cluster]:
    """A cluster over an empty database, nothing of it started yet but its sites; ended at the end of the block.

    Its processes are fresh ones, or forged by a process that has loaded its code.
    """
    names = [f"site{number:03}" for number in range(sites)]
    upgrade_store(address)
    store = open_store(address)
    upgrade_queue(store)
    serving = subprocess.Popen(
        [sys.executable, "-m", "tests.fleet.sites", str(articles), "0.05", "0.3"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    made, forge = None, ExitStack()
    try:
        assert serving.stdout is not None
        origin = serving.stdout.readline().strip()
        config = folder / "zonewatch.toml"
        tables = "".join(SITE.format(name=name, origin=origin, delay=delay) for name in names)
        config.write_text(HEAD.format(url=address, folder=folder.as_posix(), lease=lease, silence=silence) + tables, encoding="utf-8")
        code = code_with(names, folder)
        made = Cluster(folder=folder, names=names, store=store, origin=origin, code=code, config=config)
        made.forge = forge.enter_context(forging(folder, code)) if forged else None
        yield made
    finally:
        if made:
            made.stop()
        forge.close()
        serving.terminate()
        serving.wait(10)
        store.close()
