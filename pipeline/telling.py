"""What is told to people, once: what each notifier was told stands in the store.

A message is noted before it is sent: a crash between the two may lose one, and never sends one twice.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping
from typing import Any

from db.store import Store
from db.told import begin, sent, unsent
from pipeline.message import Message, NotTold


def tell_all(store: Store, messages: Iterable[Message], settings: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    """Tell every configured notifier what it has not been told, and again what it could not tell; gives what went wrong.

    A topic is told when it breaks and when it mends, and not in between; one that was well from the beginning is no news.
    """
    wanted = list(messages)
    faults = [fault for name, given in settings.items() for fault in _tell_one(store, wanted, name, given)]
    return tuple(faults)


def _tell_one(store: Store, messages: Iterable[Message], notifier: str, settings: Mapping[str, Any]) -> Iterable[str]:
    tell = importlib.import_module(f"pipeline.notify.{notifier}").tell
    for message in messages:
        with store.unit() as unit:
            begin(unit, notifier=notifier, topic=message.topic, well=message.well, words=message.words, at=message.at)
    with store.look() as unit:
        waiting = unsent(unit, notifier)
    for one in waiting:
        with store.unit() as unit:
            sent(unit, one.number, at=one.at, fault="it was being sent when the process ended")
        try:
            tell(Message(topic=one.topic, well=one.well, words=one.words, at=one.at), settings)
            fault = None
        except NotTold as error:
            fault = str(error)
            yield fault
        with store.unit() as unit:
            sent(unit, one.number, at=None if fault else one.at, fault=fault)
