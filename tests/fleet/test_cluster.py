"""A small fleet for real: a worker and the leader are killed at their work, and nothing is lost, doubled or asked twice at once."""

from __future__ import annotations

import signal
from pathlib import Path

from db.lease import lease_named
from pipeline.verify import verify
from tests.fleet.cluster import Cluster, cluster, until
from tests.stores import database

SITES, ARTICLES, DELAY = 3, 3, 0.4


def leader(fleet: Cluster) -> str:
    with fleet.store.look() as unit:
        lease = lease_named(unit, "daemon")
    return lease.holder if lease else ""


def test_a_killed_worker_and_a_killed_leader_lose_and_double_nothing(postgres: str, tmp_path: Path) -> None:
    size = {"sites": SITES, "articles": ARTICLES, "delay": DELAY}
    with database(postgres) as address, cluster(tmp_path, address, **size, lease="4s", silence="3s", forged=True) as fleet:
        first = fleet.start("daemon")
        until(lambda: leader(fleet), "a leader", fleet, 20)
        worker = fleet.start("worker", "--name", "a", "--concurrency", "2")
        second = fleet.start("daemon")
        until(lambda: len(fleet.asked()) > 4, "a request", fleet, 30)
        worker.send_signal(signal.SIGKILL)
        first.send_signal(signal.SIGKILL)
        other = fleet.start("worker", "--name", "b", "--concurrency", "4")
        until(lambda: f":{second.pid}:" in leader(fleet), "another leader", fleet, 8)
        until(lambda: fleet.idle() and fleet.finished() == SITES, "the end of every run", fleet, 90)
        fleet.stop()
        assert (second.returncode, other.returncode) == (0, 0)
        assert fleet.overlaps(DELAY) == 0
        assert fleet.lost_and_doubled(ARTICLES) == (0, 0)
        assert verify(fleet.store, tmp_path / "captures").bad == ()
