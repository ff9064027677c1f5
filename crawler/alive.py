"""Is a part of zonewatch alive: one question and its answer, for the health checks of containers and of watchdogs."""

from __future__ import annotations

import urllib.error
import urllib.request
from datetime import datetime

from crawler.hold import NAME
from crawler.keys import Config
from db.errors import ZonewatchError
from db.lease import lease_named
from db.sole import is_shared
from db.store import Store, open_store

PARTS = ("daemon", "worker", "desk")
PATIENCE = 10.0


class NotAlive(ZonewatchError):
    """No {part} is alive ({why}): start `zonewatch {part}`, or read its log."""


def alive(part: str, config: Config, now: datetime) -> str:
    """In one line, what shows that a daemon leads, a worker takes jobs, or the desk answers; raises NotAlive or a store's error."""
    if part == "desk":
        return _desk(config)
    store = open_store(config.store.url)
    try:
        return _daemon(store, config, now) if part == "daemon" else _worker(store, config)
    finally:
        store.close()


def _daemon(store: Store, config: Config, now: datetime) -> str:
    with store.look() as unit:
        lease = lease_named(unit, NAME)
    if lease is None or not lease.runs(now, config.daemon.lease):
        raise NotAlive(part="daemon", why="its lease has expired" if lease else "none holds the store")
    return f"{lease.holder} leads until {lease.expires_at.isoformat(timespec='seconds')}"


def _worker(store: Store, config: Config) -> str:
    from db.jobs import has_queue, workers_alive

    with store.look() as unit:
        count = workers_alive(unit, config.worker.silence.total_seconds()) if is_shared(store) and has_queue(unit) else 0
    if not count:
        raise NotAlive(part="worker", why="none gave a sign of life")
    return f"{count} workers alive"


def _desk(config: Config) -> str:
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(config.desk.host, config.desk.host)  # noqa: S104 -- asked, not listened on
    try:
        with urllib.request.urlopen(f"http://{host}:{config.desk.port}/", timeout=PATIENCE) as answer:
            return f"the desk answers with status {answer.status}"
    except urllib.error.HTTPError as error:
        if error.code < 500:
            return f"the desk answers with status {error.code}"
        raise NotAlive(part="desk", why=f"status {error.code}") from error
    except OSError as error:
        raise NotAlive(part="desk", why=error) from error
