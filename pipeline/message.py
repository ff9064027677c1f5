"""One thing to tell people, who is told, and who can tell it: a notifier is found by where it lies.

It is a module of `pipeline/notify/` with `KEYS`, the settings it takes under `[notify.<recipient>]` beside the common ones;
`check(settings)`, which raises ValueError (`<key> <why>`, never with the value: it may be a secret); and `tell(message,
settings)`, which raises NotTold when it could not. telling.py sees to it that nothing is told twice.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any, Protocol, cast

import pipeline.notify
from db.errors import ZonewatchError


class NotTold(ZonewatchError):
    """The notifier {notifier} could not tell it ({why}): it is tried again later."""

    perhaps: bool = False
    """True when it may have arrived all the same: then it must not be sent again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """One thing to tell."""

    topic: str
    """What it is about, such as `finews runs`: a state that is well or not; or `changes …`, `digest …`, `test`."""

    well: bool = True
    """False when something broke; True when it mended, and of every other message."""

    words: str
    """For people: plain text, its title in the first line."""

    at: datetime
    """When it was noticed."""

    id: str = ""
    """The same for the same message however often it is tried, so that a receiver can drop what came twice."""

    @property
    def title(self) -> str:
        """The first line."""
        return self.words.partition("\n")[0]

    @property
    def body(self) -> str:
        """The lines after it; empty when there are none."""
        return self.words.partition("\n")[2]


class Notifier(Protocol):
    """What makes a module of `pipeline/notify/` a notifier."""

    KEYS: frozenset[str]

    def check(self, settings: Mapping[str, Any]) -> None:
        """Raise ValueError naming the setting that is missing or wrong."""

    def tell(self, message: Message, settings: Mapping[str, Any]) -> None:
        """Tell it; raises NotTold."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Recipient:
    """One table `[notify.<name>]`."""

    name: str
    """The table's name, which stands in the store and in logs."""

    by: str
    """The notifier that tells it; the table's name unless said otherwise."""

    at_once: float | None = 0.7
    """Changes of this severity and above are told at once; None: none are."""

    digest: time | None = time(8)
    """When, in Shanghai, the other changes of a day are told in one message; None: never."""

    language: str = "zh"
    """`zh` or `en`."""

    alerts: bool = True
    """Whether it is told when the watch itself breaks and mends."""

    settings: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """The notifier's own settings; not shown in logs, for they may hold secrets."""


LANGUAGES = ("zh", "en")
"""Languages there are words of notices in."""

COMMON = frozenset({"by", "at_once", "digest", "language", "alerts"})
"""Settings that every recipient has."""

_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")


def notifiers() -> tuple[str, ...]:
    """The notifiers there are, by the files in `pipeline/notify/`."""
    return tuple(sorted(info.name for info in pkgutil.iter_modules(pipeline.notify.__path__)))


def notifier(name: str) -> Notifier:
    """The module of a notifier."""
    return cast(Notifier, importlib.import_module(f"pipeline.notify.{name}"))


def recipient(name: str, given: Mapping[str, Any], language: str) -> Recipient:
    """A table as given, of a notifier there is; raises ValueError (`<key> <why>`). `language` is what it has without one of its own."""
    by = str(given.get("by", name))
    own = {key: value for key, value in given.items() if key not in COMMON}
    notifier(by).check(own)
    alerts, told_in = given.get("alerts", True), given.get("language", language)
    if not isinstance(alerts, bool):
        raise ValueError("alerts must be true or false")
    if told_in not in LANGUAGES:
        raise ValueError("language must be zh or en")
    return Recipient(
        name=name,
        by=by,
        at_once=_severity(given.get("at_once", 0.7)),
        digest=_clock(given.get("digest", "08:00")),
        language=told_in,
        alerts=alerts,
        settings=own,
    )


def recipients(tables: Mapping[str, Mapping[str, Any]], language: str) -> tuple[Recipient, ...]:
    """Every table under `notify` as found right before; without a language there, and none but `auto` for the desk, it is Chinese."""
    return tuple(recipient(name, given, language if language in LANGUAGES else "zh") for name, given in tables.items())


def _severity(given: object) -> float | None:
    if given == "never":
        return None
    if isinstance(given, bool) or not isinstance(given, int | float) or not 0 <= given <= 1:
        raise ValueError("at_once must be a severity from 0 to 1, or never")
    return float(given)


def _clock(given: object) -> time | None:
    if given == "off":
        return None
    match = _CLOCK.fullmatch(given) if isinstance(given, str) else None
    if not match:
        raise ValueError("digest must be a time of day, such as 08:00, or off")
    return time(int(match[1]), int(match[2]))
