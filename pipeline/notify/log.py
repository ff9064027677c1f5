"""Tells by lines in the log of whoever runs it: the daemon's own, or a tick's standard error."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from pipeline.message import Message

KEYS = frozenset[str]()
"""Settings it takes: none."""

logger = logging.getLogger("zonewatch.daemon.alert")


def check(_settings: Mapping[str, Any]) -> None:
    """Nothing can be wrong with none."""


def tell(message: Message, _settings: Mapping[str, Any]) -> None:
    """One entry, as a warning when something broke; the lines of a longer one are indented."""
    logger.log(logging.INFO if message.well else logging.WARNING, "%s", message.words.replace("\n", "\n    "))
