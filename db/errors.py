"""Errors that say what happened and what to do: a class's docstring is its message.

The doors (command line, daemon) print the message of a `ZonewatchError` and nothing else; any other
exception is a fault of ours and keeps its trace.
"""

from __future__ import annotations


class ZonewatchError(Exception):
    """Something could not be done."""

    def __init__(self, **parts: object) -> None:
        """The docstring with its {parts} filled in becomes the message."""
        super().__init__((type(self).__doc__ or "").format(**parts))


class StoreUnreachable(ZonewatchError):
    """The store {url} cannot be opened ({why}): check `[store] url` in zonewatch.toml and the rights on its folder."""


class StoreOutdated(ZonewatchError):
    """The store {url} is at revision {found} and this zonewatch needs {wanted}: run `zonewatch db upgrade`."""


class StoreFailing(ZonewatchError):
    """The store {url} could not do what was asked ({why}): end what locks it or make room on its disk; what is due stays due."""


class NotHeld(ZonewatchError):
    """No {what} {name} is held: {remedy}."""
