"""The daemon's beginning and end: its store, its lease, its watch and its signals; what it does in between stands in watch.py."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.accepted import Accepted
from crawler.bell import Bell, hang_up
from crawler.child import Children, Command, child_command, limits_of
from crawler.clock import Clock
from crawler.forked import Mould
from crawler.hold import DaemonRunning, Hold, held
from crawler.keys import Config
from crawler.record import log_to_stderr, say
from crawler.watch import Watch
from db.sole import is_shared
from db.store import Store, is_ready, open_store

if TYPE_CHECKING:  # loading the queue takes twelve MiB, which a daemon without one should not hold
    from crawler.deferring import Queued

LOCK_PATIENCE = 1.0
"""Seconds the daemon waits for a locked store: it must hear a signal soon, and asks again at its next beat."""

STAND_BY = 5.0
"""Seconds, at most, until a daemon that stands by asks for the lease again."""

AT_ONCE = 0.1
"""Seconds until it asks again whose lease ends now."""


def daemon(
    config: Config,
    config_path: Path | None,
    *,
    shift: timedelta = timedelta(0),
    reload: Callable[[], Accepted] | None = None,
    command: Command = child_command,
) -> int:
    """Make every run when it is due until SIGTERM or SIGINT, and end within ten seconds; SIGHUP reads the configuration again.

    On PostgreSQL the runs are put into the queue for workers, and a daemon that is not the only one stands by for the other's end.
    `shift` is how far its present lies from the machine's: a day that is replayed. Gives 0, or 1 when another daemon took the
    store over. Raises DaemonRunning, StoreUnreachable, StoreOutdated or StoreFailing before anything is run. Must be called
    from the main thread.
    """
    log_to_stderr(config.daemon.log)
    bell = hang_up()
    clock = Clock(parallel=config.daemon.parallel, shift=shift)
    with ExitStack() as closing:
        _prepare(config.store.url)
        store = open_store(config.store.url, patience=LOCK_PATIENCE)
        closing.callback(store.close)
        hold = _leading(closing, store, config, clock, bell)
        if hold is None:
            return 0
        present = clock.now if shift else lambda: None
        closing.callback((mould := Mould()).end)
        children = Children(command=command, config_path=config_path, limits=limits_of(config), mould=mould, now=present)
        makes = closing.enter_context(_queue(store, config, children)) if is_shared(store) else children
        watch = Watch(config=config, children=makes, store=store, hold=hold, clock=clock)
        if config.daemon.metrics != "off":
            from crawler.metrics import serving

            closing.enter_context(serving(watch))
        closing.callback(say, "stopped")
        closing.callback(watch.stop)
        enabled = sorted(name for name, site in config.sources.items() if site.enabled)
        say(f"started: {', '.join(enabled) or 'no source is enabled'}")
        watch.start()
        return watch.until_told(bell, reload)


def _queue(store: Store, config: Config, children: Children) -> AbstractContextManager[Queued]:
    from crawler.deferring import queued

    return queued(store, config.store.url, children)


def _leading(closing: ExitStack, store: Store, config: Config, clock: Clock, bell: Bell) -> Hold | None:
    """The lease; on PostgreSQL another daemon's end is waited for. None when the bell rings for the end first."""
    standing_by = False
    while True:
        try:
            return closing.enter_context(held(store, config.daemon.lease, clock.now()))
        except DaemonRunning as other:
            if not is_shared(store):
                raise
            if not standing_by:
                say(f"standing by: {other}")
            left = (other.expires_at - clock.now()).total_seconds()
        standing_by = True
        if bell.listen(min(STAND_BY, config.daemon.lease.total_seconds() / 4, max(left, AT_ONCE))) == "end":
            return None


def _prepare(url: str) -> None:
    # Making or upgrading an SQLite store takes Alembic, which would stay in this process for ever; what fails here fails again there.
    if is_ready(url):
        return
    code = "import sys; from db.store import open_store; open_store(sys.stdin.read()).close()"
    subprocess.run([sys.executable, "-c", code], input=url.encode(), stderr=subprocess.DEVNULL, check=False)  # noqa: S603 -- our own code
