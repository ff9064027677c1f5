"""A worker: takes site runs from PostgreSQL's queue and makes each as a child process, on any number of machines.

Procrastinate is the engine: it hands a job to one worker, keeps a site to one job at a time, and knows by its heartbeat
which worker is dead; the jobs of such a one are put back, and made again by whoever is free.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil
from pathlib import Path
from time import monotonic
from typing import cast

from procrastinate import App, BaseRetryStrategy, RetryDecision
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status

from crawler.after import after_run
from crawler.child import Children, Command, Ended, child_command, limits_of
from crawler.forked import Mould
from crawler.keys import Config
from crawler.plan import Kind, Task
from crawler.quiet import is_quiet
from crawler.record import log_of_queue, log_to_stderr, say, say_end
from db.errors import ZonewatchError
from db.jobs import ARCHIVE, REREAD, SITE_RUN, SITES, failing, queue_over, require_queue
from db.sole import is_shared
from db.store import Store, open_store

SIGNS = 4
"""Signs of life in the time after which a worker without one is dead; as often it asks for jobs that were put off, and for dead ones."""

PUT_OFF, LONGEST = 15, 1800
"""Seconds until a job that failed is tried again, doubled with every further time, and at most."""

TRIES = 10
"""So often a job is tried; then it has failed, and the schedule asks for the next."""

END_WITHIN = 9.0
KEEP_FAILED = 24 * 7
"""Hours."""


class NoQueue(ZonewatchError):
    """{url} is for one machine: run `zonewatch daemon` alone there, or name a PostgreSQL in `[store] url` for workers to share."""


class RunFailed(Exception):
    """A site run failed; the job is tried again later."""


class RunStopped(Exception):
    """A site run was ended because its worker ends; the job is for the next one that is free."""


class Later(BaseRetryStrategy):
    """When a job is tried again."""

    def __init__(self, config: Config) -> None:
        self._config = config

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """As soon as its site may be asked when its worker was told to end; else later and later, and after so many times not at all."""
        if isinstance(exception, RunStopped | asyncio.CancelledError):
            return RetryDecision(retry_in={"seconds": pace(self._config, job)})
        return None if job.attempts >= TRIES else RetryDecision(retry_in={"seconds": put_off(job.attempts)})


def pace(config: Config, job: Job) -> int:
    """Whole seconds that a job's site is left alone between two requests: also by two runs of which the first was broken off."""
    site = config.sources.get(str(job.task_kwargs.get("source")))
    return ceil(site.delay) if site else 0


def put_off(attempts: int) -> int:
    """Seconds until a job is tried again that was tried `attempts` times before this one."""
    return min(PUT_OFF << min(attempts, 10), LONGEST)


@dataclass(frozen=True, kw_only=True)
class Bench:
    """What a worker works with."""

    config: Config
    """The settings of this machine."""

    store: Store
    """The shared store."""

    children: Children
    """The runs under way here."""

    now: Callable[[], datetime]
    """The clock."""

    @property
    def silence(self) -> float:
        """Seconds without a sign of life after which a worker is dead."""
        return self.config.worker.silence.total_seconds()

    def site_run(self, source: str, kind: str) -> None:
        """Make one run; raises RunFailed or RunStopped, by which the queue knows when to try again."""
        now, begun = self.now(), monotonic()
        site = self.config.sources.get(source)
        if site is None or not site.enabled:
            raise RunFailed(f"{source} is not enabled in the configuration of this worker")
        if is_quiet(site.quiet, now):
            return  # the schedule asks again when the hours are over
        ended = self.children.run(Task(source=source, kind=cast("Kind", kind), since=now))
        if ended is None:
            raise RunStopped(source)
        say_end(ended, kind, monotonic() - begun)
        self._noted(ended)

    def reread(self, after: int, until: int, source: str | None) -> None:
        """Read a stretch of pages again; raises RunFailed or RunStopped."""
        name, begun = f"pages {after + 1} to {until}", monotonic()
        only = ["--source", source] if source else []
        fault = self.children.work(name, ["reextract", "--after", str(after), "--until", str(until), *only])
        if self.children.stopping:
            raise RunStopped(name)
        say(f"{name}: read again in {monotonic() - begun:.0f} s" if fault is None else f"{name}: {fault}", bad=fault is not None)
        if fault:
            raise RunFailed(fault)

    def _noted(self, ended: Ended) -> None:
        if ended.stopped or self.children.stopping:  # it may have ended well, but with half of its pages
            raise RunStopped(ended.source)
        after_run(self.store, self.config, ended, self.now())
        if ended.fault:
            raise RunFailed(ended.fault)


def worker(
    config: Config,
    config_path: Path | None,
    *,
    name: str,
    concurrency: int,
    command: Command = child_command,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> int:
    """Take jobs until SIGTERM or SIGINT, then let those under way end within ten seconds; gives 0, or 1 when the queue was lost.

    Raises NoQueue, QueueMissing or a store's error before anything is taken. Must be called from the main thread.
    """
    log_to_stderr(config.daemon.log)
    log_of_queue()
    with ExitStack() as closing:
        store = closing.enter_context(_opened(config))
        mould = Mould()
        closing.callback(mould.end)
        if command is child_command:
            mould.begin()
        children = Children(command=command, config_path=config_path, limits=limits_of(config), mould=mould)
        bench = Bench(config=config, store=store, children=children, now=now)
        with failing(store.url):
            return asyncio.run(_work(bench, name, concurrency))


@contextmanager
def _opened(config: Config) -> Iterator[Store]:
    store = open_store(config.store.url)
    try:
        if not is_shared(store):
            raise NoQueue(url=store.url)
        require_queue(store)
        yield store
    finally:
        store.close()


async def _work(bench: Bench, name: str, concurrency: int) -> int:
    app = queue_over(bench.config.store.url, most=concurrency + 4)
    pool = ThreadPoolExecutor(concurrency, thread_name_prefix="run")
    told = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told.set)

    @app.task(name=SITE_RUN, retry=Later(bench.config))
    async def site_run(source: str, kind: str) -> None:
        await asyncio.get_running_loop().run_in_executor(pool, bench.site_run, source, kind)

    @app.task(name=REREAD, retry=Later(bench.config))
    async def reread(after: int, until: int, source: str | None) -> None:
        await asyncio.get_running_loop().run_in_executor(pool, bench.reread, after, until, source)

    async with app.open_async():
        say(f"worker {name}: takes up to {concurrency} runs at once", worker=name)
        works = [asyncio.create_task(one) for one in (_take(app, name, concurrency, bench.silence), _rescue(app, bench), told.wait())]
        await asyncio.wait(works, return_when=asyncio.FIRST_COMPLETED)
        for one in works:
            one.cancel()  # no more jobs are taken; those under way are waited for
        *ends, _ = await asyncio.gather(*works, asyncio.to_thread(bench.children.stop), return_exceptions=True)
    pool.shutdown()
    if told.is_set():
        say(f"worker {name}: stopped")
        return 0
    say(f"worker {name}: the queue does not answer ({_why(ends)}); this worker ends", bad=True)
    return 1


async def _take(app: App, name: str, concurrency: int, silence: float) -> None:
    await app.run_worker_async(
        queues=[SITES, ARCHIVE],
        name=name,
        concurrency=concurrency,
        fetch_job_polling_interval=silence / SIGNS,
        shutdown_graceful_timeout=END_WITHIN,
        delete_jobs="successful",
        install_signal_handlers=False,
        update_heartbeat_interval=silence / SIGNS,
        stalled_worker_timeout=silence,
    )


async def _rescue(app: App, bench: Bench) -> None:
    """Put back the jobs of workers that are dead, as often as need be, and forget jobs that failed long ago."""
    jobs = app.job_manager
    while True:
        for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=bench.silence):
            wait = max(pace(bench.config, job), put_off(job.attempts - 1) if job.attempts else 0)
            try:
                await jobs.retry_job(job, retry_at=bench.now() + timedelta(seconds=wait))
            except UniqueViolation:  # another of its name waits, and does the same work
                await jobs.finish_job(job, Status.FAILED, delete_job=True)
            except ConnectorException:
                continue  # another worker put it back before us; if it is the queue that fails, the next question says so
            say(f"{job.queueing_lock}: its worker is dead, so it is made again", job=job.id)
        await jobs.delete_old_jobs(KEEP_FAILED, include_failed=True, include_cancelled=True, include_aborted=True)
        await asyncio.sleep(bench.silence / SIGNS)


def _why(ends: Sequence[object]) -> str:
    errors = [end for end in ends if isinstance(end, Exception)]
    first = errors[0].__cause__ or errors[0] if errors else None
    return (str(first).strip().splitlines() or [type(first).__name__])[0] if first else "its connection was lost"
