"""What follows a run: why it has no end, when it has none, and what people are to hear of it. Daemon, tick and crawl share it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from crawler.child import Ended
from crawler.findings import of_source
from crawler.keys import Config
from crawler.record import say
from db import runs
from db.errors import ZonewatchError
from db.store import Store
from pipeline.telling import note_states, tell


def after_run(store: Store, config: Config, ended: Ended, now: datetime) -> None:
    """Note a killed run's fault and what broke or mended; a store that fails is said in the log and nothing is lost by it."""
    try:
        if ended.fault and ended.run is None:
            with store.unit() as unit:
                runs.note_fault(unit, ended.source, ended.fault)
        if config.notify:
            note_states(store, states(store, config, ended.source, now), config.recipients(), now)
    except ZonewatchError as error:
        say(f"{ended.source}: what followed the run could not be noted: {error}", bad=True)


def tell_people(store: Store, config: Config, now: datetime, ending: Callable[[], bool] = lambda: False) -> bool:
    """Send what is to be heard by now, and again what could not be sent; False when something could not, which the log says."""
    try:
        faults = tell(store, config.recipients(), now, ending=ending) if config.notify else ()
    except ZonewatchError as error:
        faults = (str(error),)
    for fault in faults:
        say(fault, bad=True)
    return not faults


def states(store: Store, config: Config, source: str, now: datetime) -> list[tuple[str, bool, str]]:
    """How each thing looked at of a source stands; only those that turned become messages."""
    with store.look() as unit:
        return [(one.what, one.well, one.words) for one in of_source(unit, source, config.sources[source], now)]
