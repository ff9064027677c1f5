"""The crawl's door: the only place here that reads the environment; makes the rooms the stages work in."""

from __future__ import annotations

import logging
import os
import secrets
import socket
from pathlib import Path
from typing import Any

from crawler.config import load
from crawler.keys import Config
from crawler.policy import watched_by
from crawler.prior import prior_of
from db.errors import ZonewatchError
from db.store import open_store
from pipeline.folder import folder_at
from pipeline.rooms import Rooms


class OneSentence(logging.Filter):
    """Tells an error of ours by its sentence alone: `scrapy crawl` leaves what a spider refuses to asyncio, which logs the trace."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true; the record is shortened on its way."""
        error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        if isinstance(error, ZonewatchError):
            record.msg, record.args, record.exc_info = str(error), (), None
        return True


def refuse_in_one_sentence() -> None:
    """From now on asyncio tells errors of ours by their sentence alone."""
    log = logging.getLogger("asyncio")
    if not any(isinstance(one, OneSentence) for one in log.filters):
        log.addFilter(OneSentence())


def configuration(settings: Any) -> Config:
    """The settings of zonewatch for a Scrapy process.

    `ZONEWATCH` holds them when the run was started by run.py; else the file named by `ZONEWATCH_CONFIG`
    (`scrapy crawl -s ZONEWATCH_CONFIG=…`) or the usual one is read. Raises WrongConfiguration.
    """
    given = settings.get("ZONEWATCH")
    if isinstance(given, Config):
        return given
    path = settings.get("ZONEWATCH_CONFIG")
    return load(Path(path) if path else None, os.environ)


def writer_name() -> str:
    """This process as a writer of captures, unlike any other on any machine: machine, process number, chance."""
    machine = "".join(letter for letter in socket.gethostname().partition(".")[0] if letter.isascii() and letter.isalnum())
    return f"{machine[:20] or 'host'}-{os.getpid()}-{secrets.token_hex(4)}"


def open_rooms(config: Config, keep_words: tuple[str, ...] = (), source: str | None = None) -> Rooms:
    """The rooms of one process: store, captures folder, a writer's name nobody else has, when to look again, what to keep.

    With a source, its own pages teach how often they are edited. The caller closes the store. Raises StoreUnreachable or StoreOutdated.
    """
    store = open_store(config.store.url)
    with store.look() as unit:
        prior = prior_of(unit, source) if source else None
    return Rooms(
        store=store,
        captures=folder_at(config.captures.dir),
        writer=writer_name(),
        next_look=watched_by(config.policy, prior),
        keep_all=config.captures.keep == "all",
        watch=config.zones.watch,
        gazetteer=config.gazetteer(),
        keep_words=keep_words,
    )
