"""The daemon's figures for Prometheus under `/metrics`, and `/health` for whoever only asks whether all is well.

Figures come from the store when they are asked for; nothing is counted beside it that a restart would lose, but the
failures in a row that hold a source back.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from crawler.health import disk, watch_findings
from crawler.record import say
from db import captures, pages, runs
from db.errors import ZonewatchError

if TYPE_CHECKING:
    from crawler.watch import Watch

DAY = timedelta(days=1)


class Figures(Collector):
    """The gauges, made anew at every scrape."""

    def __init__(self, watch: Watch) -> None:
        self.watch = watch

    def collect(self) -> Iterator[Metric]:
        """Everything there is to tell; the store's figures are left out while it fails, and `zonewatch_store_answers` is 0."""
        watch = self.watch
        failures = GaugeMetricFamily("zonewatch_failures_in_a_row", "Failed runs since the last good one.", labels=["source"])
        for source, count in watch.failures.items():
            failures.add_metric([source], count)
        yield failures
        try:
            told = [_plain("zonewatch_runs_under_way", "Site runs under way, or waiting for a worker.", len(watch.children.under_way()))]
            told += _of_store(watch, watch.clock.now())
        except ZonewatchError:
            told = []
        yield _plain("zonewatch_store_answers", "1 while the store answers.", int(bool(told)))
        yield from told


@contextmanager
def serving(watch: Watch) -> Iterator[None]:
    """Answer on `[daemon] metrics` for the block; an address that cannot be had is said in the log, and the watch goes on."""
    host, _, port = watch.config.daemon.metrics.rpartition(":")
    try:
        server = ThreadingHTTPServer((host, int(port)), _exchange(watch))
    except OSError as error:
        say(f"metrics cannot be had on {watch.config.daemon.metrics} ({error.strerror}): choose another `[daemon] metrics`", bad=True)
        yield
        return
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.2}, name="metrics", daemon=True)
    thread.start()
    say(f"metrics and health on http://{host}:{server.server_address[1]}", port=server.server_address[1])
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def health(watch: Watch, now: datetime) -> tuple[int, bytes]:
    """Status 200 when all is well, else 503; and what was found, as JSON."""
    try:
        found = [disk(watch.config), *watch_findings(watch.store, watch.config, now)]
        plain = {"well": all(one.well for one in found), "findings": [one.form() for one in found]}
    except ZonewatchError as error:
        plain = {"well": False, "findings": [{"what": "store", "well": False, "words": str(error)}]}
    return 200 if plain["well"] else 503, json.dumps(plain, ensure_ascii=False).encode() + b"\n"


def _of_store(watch: Watch, now: datetime) -> Iterator[Metric]:
    good = GaugeMetricFamily("zonewatch_last_good_run_seconds", "When the latest good run began, in seconds since 1970.", labels=["source"])
    due = GaugeMetricFamily("zonewatch_pages_late", "Watched pages late by more than a day and twice their wait.", labels=["source"])
    watched = GaugeMetricFamily("zonewatch_pages_watched", "Pages that have a next look.", labels=["source"])
    outcomes = GaugeMetricFamily("zonewatch_captures_of_a_day", "Captures of the last day by outcome.", labels=["source", "outcome"])
    with watch.store.look() as unit:
        for source in watch.config.sources:
            late, every = pages.late(unit, source, now)
            due.add_metric([source], late)
            watched.add_metric([source], every)
            if run := runs.last_good_run(unit, source):
                good.add_metric([source], run.started_at.timestamp())
            for outcome, count in captures.outcome_counts(unit, source, now - DAY).items():
                outcomes.add_metric([source, outcome], count)
    yield from (good, due, watched, outcomes)


def _plain(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(name, words, value=value)


def _exchange(watch: Watch) -> type[BaseHTTPRequestHandler]:
    registry = CollectorRegistry()
    registry.register(Figures(watch))

    class Exchange(BaseHTTPRequestHandler):
        timeout = 10

        def do_GET(self) -> None:
            if self.path == "/metrics":
                self._answer(200, CONTENT_TYPE_LATEST, generate_latest(registry))
            elif self.path == "/health":
                status, body = health(watch, watch.clock.now())
                self._answer(status, "application/json; charset=utf-8", body)
            else:
                self._answer(404, "text/plain; charset=utf-8", b"there are /metrics and /health\n")

        def _answer(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the base class calls it so
            """A scrape is no news."""

    return Exchange
