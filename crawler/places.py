"""Where a source's addresses are really asked: public address to configured origin, and back.

Captures always carry the public address, also when a mirror or a replay answers in its stead. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """One further public address of a source (an archive, an API) and what stands in for it."""

    public: str
    """Public address all its pages begin with, without a slash at the end."""

    origin: str | None = None
    """Address asked instead; None when the public one is asked."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Places:
    """All addresses of one source."""

    hosts: tuple[str, ...]
    """Public hosts of the source, the canonical one first."""

    origin: str | None = None
    """Address asked instead of any of these hosts; None when they are asked themselves."""

    further: Mapping[str, Place] = field(default_factory=dict)
    """Further places by name, such as `archive`."""

    def asked(self, url: str) -> str:
        """The address to ask for a public one."""
        for place in self.further.values():
            if place.origin and _below(_bare(url), _bare(place.public)):
                return place.origin + _bare(url)[len(_bare(place.public)) :]
        if self.origin and self.is_own(url):
            return self.origin + _path(url)
        return url

    def public(self, url: str) -> str:
        """The public address that an asked one stands for; any other address comes back as it is."""
        for place in self.further.values():
            if place.origin and _below(url, place.origin):
                return place.public + url[len(place.origin) :]
        if self.origin and _below(url, self.origin):
            return f"https://{self.hosts[0]}{url[len(self.origin) :] or '/'}"
        return url

    def is_own(self, url: str) -> bool:
        """Whether a public address lies on the source's own hosts, not on a further place."""
        return _host(url) in self.hosts and not any(_below(_bare(url), _bare(place.public)) for place in self.further.values())

    @property
    def allowed(self) -> tuple[str, ...]:
        """Every public host that may be asked."""
        return (*self.hosts, *(_host(place.public) for place in self.further.values()))

    @property
    def origins(self) -> tuple[str, ...]:
        """Every configured origin."""
        given = (self.origin, *(place.origin for place in self.further.values()))
        return tuple(origin for origin in given if origin)


def _below(url: str, base: str) -> bool:
    return url.lower().startswith(base.lower()) and url[len(base) : len(base) + 1] in ("", "/", "?", "#")


def _bare(url: str) -> str:
    """An address without its scheme, for a place answers under http and https alike."""
    return url.partition("://")[2] or url


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def _path(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
