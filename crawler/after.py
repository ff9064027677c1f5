"""What follows a run: why it has no end, when it has none, and what people are told of it. Daemon and tick share it."""

from __future__ import annotations

from datetime import datetime

from crawler.child import Ended
from crawler.findings import of_source
from crawler.keys import Config
from crawler.record import say
from db import runs
from db.errors import ZonewatchError
from db.store import Store
from pipeline.message import Message
from pipeline.telling import tell_all


def after_run(store: Store, config: Config, ended: Ended, now: datetime) -> None:
    """Note a killed run's fault and tell what broke or mended; a store that fails is said in the log and nothing is lost by it."""
    try:
        if ended.fault and ended.run is None:
            with store.unit() as unit:
                runs.note_fault(unit, ended.source, ended.fault)
        if config.notify:
            for fault in tell_all(store, alerts(store, config, ended.source, now), config.notify):
                say(fault, bad=True)
    except ZonewatchError as error:
        say(f"{ended.source}: what followed the run could not be noted: {error}", bad=True)


def alerts(store: Store, config: Config, source: str, now: datetime) -> list[Message]:
    """How each thing looked at of a source stands; `tell_all` picks those that turned."""
    with store.look() as unit:
        found = of_source(unit, source, config.sources[source], now)
    return [
        Message(topic=one.what, well=one.well, words=f"zonewatch: {one.what} {'well again' if one.well else 'broken'}: {one.words}", at=now)
        for one in found
    ]
