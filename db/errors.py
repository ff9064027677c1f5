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
    """The store {url} cannot be opened ({why}): check `[store] url` in zonewatch.toml, and the rights on its folder or its server."""


class StoreUnfit(ZonewatchError):
    """The database {url} keeps text as {encoding}, which cannot hold Chinese: use one made with `createdb -E UTF8 -T template0`."""


class StoreOutdated(ZonewatchError):
    """The store {url} is at revision {found} and this zonewatch needs {wanted}: run `zonewatch db upgrade`."""


class StoreAhead(ZonewatchError):
    """The store {url} is at revision {found}, made by a newer zonewatch than this one ({wanted}): install that one here too."""


class StoreFailing(ZonewatchError):
    """The store {url} could not do what was asked ({why}): end what locks it, make room, or start its server; what is due stays due."""


class NotHeld(ZonewatchError):
    """No {what} {name} is held: {remedy}."""
