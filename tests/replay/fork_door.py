"""A process of the forge that forks a child for each run it is told to make, one order a line.

An order is JSON: `config`, `source`, `now`, `urls`, `log` (a file for what the run says) and what the test does to the
child: `names` (what the resolver answers for a name, instead of any network), `impatient` (no second tries), `fall` (a
function at which it is killed or finds no more room), `tell` (a message to tell in place of a run). Printed is one JSON
line an order: how it ended. The reactor starts once in a process.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from datetime import datetime
from functools import reduce
from pathlib import Path
from typing import Any

from twisted.internet._resolver import GAIResolver

import crawler.patience
import crawler.settings
from crawler.config import load
from crawler.run import run_site
from db.errors import ZonewatchError
from db.store import open_store
from pipeline.report.jsonl import run_json
from pipeline.telling import note_states, tell


def answer_names(names: dict[str, list[str]]) -> None:
    """Let names be looked up here and nowhere else; one that is not named does not exist."""
    real = socket.getaddrinfo

    def getaddrinfo(host: Any, port: Any, *rest: Any, **words: Any) -> Any:
        if host and not str(host).replace(".", "").isdigit():
            if str(host) not in names:
                raise socket.gaierror(socket.EAI_NONAME, "no such name in this test")
            host = names[str(host)].pop(0) if len(names[str(host)]) > 1 else names[str(host)][0]
        return real(host, port, *rest, **words)

    look_up_by(getaddrinfo)


def look_up_by(getaddrinfo: Callable[..., Any]) -> None:
    """Let names be looked up by this function, in Python and in Twisted, which keeps the system's from its import on."""
    socket.getaddrinfo = getaddrinfo  # type: ignore[assignment]
    GAIResolver.__init__.__defaults__ = (None, getaddrinfo)  # type: ignore[misc]


def fall_at(how: str, at: str, when: str, since: str | None = None) -> None:
    """See to it that this process is killed, or finds no more room, when it comes to a function (`module:name`).

    `before` or `after` it, or `half-way` through the bytes it is given last; with `since`, not before that other one was called.
    """
    armed = since is None

    def arm(*_: Any, **__: Any) -> None:
        nonlocal armed
        armed = True

    def fall(room: int = 0) -> None:
        if not armed:
            return
        if how == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))

    def half_way(real: Callable[..., Any], *args: Any) -> Any:
        if how == "full":
            fall(len(args[-1]) // 2)
            return real(*args)
        real(*args[:-1], args[-1][: len(args[-1]) // 2])
        return fall()

    if since:
        around(since, after=arm)
    if when == "half-way":
        around(at, instead=half_way)
    else:
        around(at, **{when: lambda *_, **__: fall()})


def around(at: str, before: Any = None, after: Any = None, instead: Any = None) -> None:
    """Put something before, after or in the place of a function of the product, in this process only."""
    module, _, path = at.partition(":")
    *outer, name = path.split(".")
    owner = reduce(getattr, outer, importlib.import_module(module))
    real = getattr(owner, name)

    def wrapped(*args: Any, **words: Any) -> Any:
        if instead:
            return instead(real, *args, **words)
        if before:
            before()
        given = real(*args, **words)
        if after:
            after()
        return given

    setattr(owner, name, wrapped)


def perform(order: dict[str, Any]) -> dict[str, Any]:
    """The run of an order, in this process."""
    answer_names(order.get("names", {}))
    if order.get("impatient"):
        crawler.settings.RETRY_TIMES = 0  # the waits between tries are tested elsewhere
        crawler.patience.ENOUGH = sys.maxsize  # and so is leaving a host in peace: here every page is met
    if order.get("fall"):
        fall_at(**order["fall"])
    if order.get("tell"):
        return say(order)
    try:
        run = run_site(
            order["source"], config=load(Path(order["config"]), {}), urls=tuple(order["urls"]), now=datetime.fromisoformat(order["now"])
        )
    except ZonewatchError as error:
        return {"error": str(error)}
    return run_json(run)


def say(order: dict[str, Any]) -> dict[str, Any]:
    """Tell the recipients that something broke, in place of a run; nothing new when they were told before."""
    now, config = datetime.fromisoformat(order["now"]), load(Path(order["config"]), {})
    store, recipients = open_store(config.store.url), config.recipients()
    note_states(store, [("finews runs", False, order["tell"])], recipients, now)
    tell(store, recipients, now)
    store.close()
    return {}


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
    for line in sys.stdin:
        print(json.dumps(in_a_child(json.loads(line))), flush=True)
