"""Runs that others make: on PostgreSQL the daemon puts what is due into the queue, and whichever worker is free takes it.

It stands where the daemon's own children stand on SQLite (child.py), and is asked the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import procrastinate

from crawler.child import Children, Limits
from crawler.plan import Task
from crawler.record import log_of_queue
from db.jobs import defer_run, failing, pending, queue_over, require_queue
from db.locks import DEFER, hold
from db.store import Store


@dataclass(kw_only=True)
class Queued:
    """The queue of site runs as the daemon sees it."""

    store: Store
    """The store the queue lies beside."""

    app: procrastinate.App
    """The queue, open."""

    own: Children
    """What the daemon still starts by itself: the telling."""

    config_path: Path | None
    """The configuration the telling reads."""

    limits: Limits
    """What the telling may take."""

    at_once: bool = True
    """What is due may be put into the queue all at once: the workers' number is what spreads it."""

    def under_way(self) -> frozenset[str]:
        """The sources of which a run waits, or is made on some machine. Raises StoreFailing."""
        with failing(self.store.url):
            return pending(self.app)

    def run(self, task: Task) -> None:
        """Put a run into the queue, unless one of its source is there or under way. Raises StoreFailing."""
        # Two daemons may both believe to lead for a moment; a second job beside one under way could not be put back when that fails.
        with self.store.unit() as unit:
            hold(unit, DEFER)
            with failing(self.store.url):
                if task.source not in pending(self.app):
                    defer_run(self.app, task.source, task.kind)

    def tell(self) -> None:
        """Let a child send what people are to hear."""
        self.own.config_path, self.own.limits = self.config_path, self.limits
        self.own.tell()

    def stop(self) -> None:
        """End the telling; the workers end what they have by themselves."""
        self.own.stop()


@contextmanager
def queued(store: Store, url: str, own: Children) -> Iterator[Queued]:
    """The queue beside a store, open for the block; raises QueueMissing or StoreFailing."""
    log_of_queue()
    require_queue(store)
    app = queue_over(url, most=2)
    with failing(store.url):
        app.open()
    try:
        yield Queued(store=store, app=app, own=own, config_path=own.config_path, limits=own.limits)
    finally:
        app.close()
