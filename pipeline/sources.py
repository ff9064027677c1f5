"""Finds the sources by where they lie: every module in `pipeline/layouts/` that defines SOURCE is one.

A source is what we know of a site without asking it: its hosts, how an address names a page, its page designs.
Adding a source adds one file there and changes none.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Protocol

import pipeline.layouts
from db.errors import ZonewatchError
from db.records import Article, Capture, Reading


class UnknownSource(ZonewatchError):
    """There is no source named {name}: the known ones are {known}."""


class ForeignAddress(ZonewatchError):
    """{url} names no page of {source}: give an article's address on {hosts}."""


class SourceTwice(ZonewatchError):
    """Two modules in pipeline/layouts define a source named {name}: rename one."""


class Layout(Protocol):
    """A pure reader of one page design: it asks neither the network nor the clock nor a database."""

    @property
    def name(self) -> str:
        """Name of the design, such as `thepaper-html`."""

    @property
    def last_valid_day(self) -> date | None:
        """Last day the site showed it; None while it is in use. It only breaks a tie between designs."""

    def recognises(self, capture: Capture) -> bool:
        """Whether the capture's content is of this design; never raises."""

    def article(self, capture: Capture) -> Article:
        """The article of a recognised capture; raises a `Finding` (Offline, Empty, Malformed) when it shows none."""


def _nothing_special(_: Capture) -> Reading | None:
    return None


def _nothing_less(_: str) -> str | None:
    return None


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """A site we watch."""

    name: str
    """Name in commands and records, such as `finews`."""

    hosts: tuple[str, ...]
    """Public hosts its pages were seen on, in lower case; the first is the canonical one."""

    key_of: Callable[[str], str | None]
    """The page's identity from any form of its address; None when the address names no page of this source."""

    canonical_url: Callable[[str], str]
    """The one public form of an address; an address that is not the source's own comes back as it is."""

    layouts: tuple[Layout, ...] = ()
    """Page designs, the newest first; empty for a source that only the fallback (layout name `generic`) reads as yet."""

    judge: Callable[[Capture], Reading | None] = _nothing_special
    """What the site's own manners say of an answer before status and layouts are looked at; None when nothing."""

    reduced: Callable[[str], str | None] = _nothing_less
    """A page's text with nothing but the parts that its design reads, so that its layouts read the same from it; None when
    it must be read whole. The reduced page reduced again is itself or None."""


def source(name: str) -> Source:
    """The source of this name; raises `UnknownSource` with the names there are."""
    found = _found(tuple(pipeline.layouts.__path__))
    if name not in found:
        raise UnknownSource(name=name, known=", ".join(found) or "none")
    return found[name]


def names() -> tuple[str, ...]:
    """Names of all sources, in alphabetical order."""
    return tuple(_found(tuple(pipeline.layouts.__path__)))


@lru_cache(maxsize=8)
def _found(folders: tuple[str, ...]) -> dict[str, Source]:
    found: dict[str, Source] = {}
    for module in pkgutil.iter_modules(folders):
        held = getattr(importlib.import_module(f"{pipeline.layouts.__name__}.{module.name}"), "SOURCE", None)
        if isinstance(held, Source):
            if held.name in found:
                raise SourceTwice(name=held.name)
            found[held.name] = held
    return dict(sorted(found.items()))
