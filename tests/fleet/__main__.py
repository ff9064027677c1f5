"""`make bench-cluster`: one round of many sites by 1, 2 and 4 workers on this machine, and what a killed worker and leader cost.

`python -m tests.fleet [SITES] [WORKERS…]`, by default 200 sites and 1 2 4 workers. The ideal is what a run alone takes, times
the runs a worker makes one after the other; or what the processor time of all runs allows on the cores there are, when that is longer.
"""

from __future__ import annotations

import os
import resource
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from sqlalchemy import make_url

from tests.fleet.cluster import Cluster, cluster, until
from tests.fleet.sources import ROOT
from tests.postgres import server
from tests.stores import database

FOLDER = ROOT / "var" / "bench-cluster"
ARTICLES, DELAY, CONCURRENCY = 6, 1.0, 4
LEASE, SILENCE = 10, 10
FURTHER = 8
PATIENCE = 3600.0


@contextmanager
def fresh(address: str, sites: int) -> Iterator[Cluster]:
    """A cluster in an empty folder."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    words = {"lease": f"{LEASE}s", "silence": f"{SILENCE}s"}
    with database(address) as store, cluster(FOLDER, store, sites=sites, articles=ARTICLES, delay=DELAY, **words) as made:
        yield made


@dataclass(frozen=True, kw_only=True, slots=True)
class Cost:
    """What one run takes."""

    seconds: float
    """From its beginning to its end, at best."""

    processor: float
    """Seconds of all processors: its own, its site's, its worker's and the database's."""


def cost_of_a_run(address: str) -> Cost:
    """By a worker that makes one, and by one that makes FURTHER more: what begins and ends with it is not paid for by the runs."""
    (_, few), (seconds, more) = (spent(address, sites) for sites in (1, 1 + FURTHER))
    return Cost(seconds=seconds, processor=(more - few) / FURTHER)


def spent(address: str, sites: int) -> tuple[float, float]:
    """The shortest run in seconds, and the processor seconds, of a round by one worker."""
    before = processor(address)
    with fresh(address, sites) as fleet:
        fleet.start("worker", "--concurrency", str(CONCURRENCY))
        fleet.start("daemon")
        until(lambda: fleet.finished() == sites and fleet.idle(), "the end of the round", fleet, 120)
        fleet.stop()
        shortest = min(fleet.run_seconds())
    return shortest, processor(address) - before


def processor(address: str) -> float:
    """Processor seconds of everything that was started here and has ended, and of the database."""
    ours = resource.getrusage(resource.RUSAGE_CHILDREN)
    server = Path(str(make_url(address).query.get("host", ""))) / "data" / "postmaster.pid"
    theirs = Path(f"/proc/{server.read_text().split()[0]}/stat").read_text().rpartition(")")[2].split()[11:15] if server.exists() else []
    return ours.ru_utime + ours.ru_stime + sum(map(int, theirs)) / os.sysconf("SC_CLK_TCK")


def one_round(address: str, sites: int, workers: int, cost: Cost) -> tuple[str, ...]:
    """A row of the table: one round of every site by so many workers."""
    with fresh(address, sites) as fleet:
        for number in range(workers):
            fleet.start("worker", "--name", f"w{number}", "--concurrency", str(CONCURRENCY))
        time.sleep(5)
        begun = time.monotonic()
        fleet.start("daemon")
        until(lambda: fleet.finished() == sites and fleet.idle(), "the end of the round", fleet, PATIENCE, every=0.5)
        took = time.monotonic() - begun
        runs = sum(len(found) for found in fleet.runs().values())
        lost, doubled = fleet.lost_and_doubled(ARTICLES)
        by_slots, by_cores = sites * cost.seconds / (workers * CONCURRENCY), sites * cost.processor / (os.cpu_count() or 1)
        ideal = max(by_slots, by_cores)
        bound = "cores" if by_cores > by_slots else "slots"
        told = (
            f"{took:.0f} s",
            f"{ideal:.0f} s ({bound})",
            f"{ideal / took:.2f}",
            runs,
            fleet.overlaps(DELAY),
            f"{fleet.soonest():.2f} s",
            lost,
            doubled,
        )
        return (f"{workers} workers", *map(str, told))


def killed_worker(address: str, sites: int) -> tuple[str, ...]:
    """One of two workers is killed at its work, the other has room: how long until each of its runs is begun again, and what was lost."""
    with fresh(address, sites) as fleet:
        daemon, first = fleet.start("daemon"), fleet.start("worker", "--name", "a", "--concurrency", str(CONCURRENCY))
        until(lambda: sum(bool(found) for found in fleet.runs().values()) >= CONCURRENCY, "a run", fleet, 60)
        time.sleep(2 * DELAY)
        had = [name for name, found in fleet.runs().items() if found]
        fleet.start("worker", "--name", "b", "--concurrency", str(2 * CONCURRENCY))
        time.sleep(5)
        first.send_signal(signal.SIGKILL)
        again = until(lambda: all(len(fleet.runs()[name]) > 1 for name in had), "the runs of the killed worker", fleet, 120)
        until(lambda: fleet.finished() == sites and fleet.idle(), "the end of the round", fleet, PATIENCE, every=0.5)
        counts = (len(had), fleet.overlaps(DELAY), f"{fleet.soonest():.2f} s", *fleet.lost_and_doubled(ARTICLES))
        assert daemon.poll() is None
        return ("worker killed -9", f"again after {again:.1f} s", "30 s", "", *map(str, counts))


def killed_leader(address: str) -> tuple[str, ...]:
    """The leader of three daemons is killed: how long until another leads."""
    from tests.fleet.test_cluster import leader

    with fresh(address, 2) as fleet:
        first = fleet.start("daemon")
        until(lambda: leader(fleet), "a leader", fleet, 30)
        others = [fleet.start("daemon") for _ in range(2)]
        time.sleep(8)
        first.send_signal(signal.SIGKILL)
        took = until(lambda: any(f":{one.pid}:" in leader(fleet) for one in others), "another leader", fleet, 60)
        return ("leader killed -9", f"another after {took:.1f} s", f"{LEASE} s (lease)", "", "", "", "", "", "")


def measured(address: str, sites: int, workers: list[int], cost: Cost) -> Iterator[tuple[str, ...]]:
    """Every row of the table, one after the other."""
    for count in workers:
        yield one_round(address, sites, count, cost)
    yield killed_worker(address, min(sites, 2 * CONCURRENCY))
    yield killed_leader(address)


def main(words: list[str]) -> int:
    """Print the table."""
    sites, workers = int(words[0]) if words else 200, [int(word) for word in words[1:]] or [1, 2, 4]
    table = Table("One round", "Took", "Ideal", "Share of it", "Runs", "Overlaps", "Soonest", "Lost", "Doubled", box=SIMPLE_HEAD)
    shared = FOLDER.parent / "bench-postgres"
    shared.mkdir(parents=True, exist_ok=True)
    with server(shared) as address:
        cost = cost_of_a_run(address)
        for row in measured(address, sites, workers, cost):
            print(*row, file=sys.stderr, flush=True)  # a round takes minutes
            table.add_row(*row)
    shutil.rmtree(FOLDER, ignore_errors=True)
    shutil.rmtree(shared, ignore_errors=True)
    Console(width=130).print(table)
    told = f"{sites} sites of {ARTICLES} articles, {DELAY} s between requests, {CONCURRENCY} runs at once a worker,"
    alone = f"one run alone takes {cost.seconds:.1f} s and {cost.processor:.2f} s of processor time"
    Console(width=130).print(f"{told} {os.cpu_count()} cores; {alone}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
