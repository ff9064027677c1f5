"""One thing to tell people, and who can tell it: a notifier is found by where it lies.

It is a module of `pipeline/notify/` with `KEYS`, the settings it takes under `[notify.<name>]`, and
`tell(message, settings)`, which raises NotTold when it could not. telling.py sees to it that nothing is told twice.
"""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from datetime import datetime

import pipeline.notify
from db.errors import ZonewatchError


class NotTold(ZonewatchError):
    """The notifier {notifier} could not tell it ({why}): it is tried again after the next run."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """One thing to tell."""

    topic: str
    """What it is about, such as `finews runs`: a state that is well or not."""

    well: bool
    """False when it broke, True when it mended."""

    words: str
    """In one line, for people."""

    at: datetime
    """When it was noticed."""


def notifiers() -> tuple[str, ...]:
    """The notifiers there are, by the files in `pipeline/notify/`."""
    return tuple(sorted(info.name for info in pkgutil.iter_modules(pipeline.notify.__path__)))


def keys_of(notifier: str) -> frozenset[str]:
    """The settings a notifier takes."""
    return frozenset(importlib.import_module(f"pipeline.notify.{notifier}").KEYS)
