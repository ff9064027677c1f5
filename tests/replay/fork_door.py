"""A process that has imported everything once and forks a child for each run it is told to make, one order a line.

An order is JSON: `config`, `source`, `now`, `urls`, `log` (a file for what the run says) and what the test does to the
child: `names` (what the resolver answers for a name, instead of any network), `impatient` (no second tries). Printed
is one JSON line a run: how it ended. The reactor starts once in a process; importing takes longer than a run.
"""

from __future__ import annotations

import importlib
import json
import os
import socket
import sys
import traceback
from datetime import datetime
from pathlib import Path
from typing import Any

from scrapy.utils.misc import load_object

import crawler.patience
import crawler.settings
from crawler.config import load
from crawler.run import run_site
from crawler.runs import run_to_json
from db.errors import ZonewatchError
from pipeline.claims.read import claims

IMPORTED_LATE = (
    "alembic.command",
    "scrapy.core.downloader.handlers.http11",
    "scrapy.downloadermiddlewares.robotstxt",
    "scrapy.robotstxt",
    "scrapy.spidermiddlewares.depth",
    "scrapy.spidermiddlewares.referer",
    "scrapy.squeues",
    "protego",
)


def warm() -> None:
    """Import what a run imports late, and read the lexicons: every child has them then."""
    for name in IMPORTED_LATE:
        importlib.import_module(name)
    for path in (*crawler.settings.DOWNLOADER_MIDDLEWARES, *crawler.settings.ITEM_PIPELINES, *crawler.settings.EXTENSIONS):
        load_object(path)
    claims(["截至2026年2月，内江高新区累计引进电子信息项目22个。"], doc="warm", published=None)


def answer_names(names: dict[str, list[str]]) -> None:
    """Let names be looked up here and nowhere else; one that is not named does not exist."""
    real = socket.getaddrinfo

    def getaddrinfo(host: Any, port: Any, *rest: Any, **words: Any) -> Any:
        if host and not str(host).replace(".", "").isdigit():
            if str(host) not in names:
                raise socket.gaierror(socket.EAI_NONAME, "no such name in this test")
            host = names[str(host)].pop(0) if len(names[str(host)]) > 1 else names[str(host)][0]
        return real(host, port, *rest, **words)

    socket.getaddrinfo = getaddrinfo


def perform(order: dict[str, Any]) -> dict[str, Any]:
    """The run of an order, in this process."""
    answer_names(order.get("names", {}))
    if order.get("impatient"):
        crawler.settings.RETRY_TIMES = 0  # the waits between tries are tested elsewhere
        crawler.patience.ENOUGH = sys.maxsize  # and so is leaving a host in peace: here every page is met
    try:
        run = run_site(
            order["source"], config=load(Path(order["config"]), {}), urls=tuple(order["urls"]), now=datetime.fromisoformat(order["now"])
        )
    except ZonewatchError as error:
        return {"error": str(error)}
    return run_to_json(run)


def in_a_child(order: dict[str, Any]) -> dict[str, Any]:
    """The same in a child of its own: what it gave, or the signal that ended it."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(log, 1)
        os.dup2(log, 2)
        status = 70
        try:
            os.write(writer, json.dumps(perform(order)).encode())
            status = 0
        finally:
            if status:
                traceback.print_exc()
                sys.stderr.flush()
            os._exit(status)  # the child must not go on with the orders of its parent, whatever befalls it
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as answer:
        words = answer.read()
    _, status = os.waitpid(child, 0)
    return {"ended": os.waitstatus_to_exitcode(status), **(json.loads(words) if words else {})}


if __name__ == "__main__":
    warm()
    for line in sys.stdin:
        print(json.dumps(in_a_child(json.loads(line))), flush=True)
