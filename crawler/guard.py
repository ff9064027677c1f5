"""Which addresses may be fetched: a page's words must never make us ask a machine of our own network.

`verdict` is pure and judges every request and every redirect; `address_fault` judges what a name resolves
to (see resolver.py). Only what is configured as an origin may lie on loopback or in a private network.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable
from functools import cached_property, lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any, Self
from unicodedata import normalize
from urllib.parse import SplitResult, urlsplit

from scrapy import Request
from scrapy.exceptions import IgnoreRequest

Address = IPv4Address | IPv6Address

DEFAULT_PORTS = {"http": 80, "https": 443}
LOCAL_ENDINGS = ("localhost", "local", "internal", "intranet", "lan", "home.arpa", "localdomain")
NAT64 = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"))


class ForbiddenAddress(IgnoreRequest):
    """The address guard forbids a request; the message says why."""


def verdict(url: str, hosts: Iterable[str], origins: Iterable[str]) -> str | None:
    """Why an address may not be fetched, in one clause; None when it may.

    `hosts` are the source's public hosts (default ports only), `origins` the configured ones, wherever they lie.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return forbidden(url, origins)
    # Nothing but scheme and place is judged, and a run asks of few places.
    return _verdict(f"{parts.scheme}://{parts.netloc}", tuple(hosts), tuple(origins))


def forbidden(url: str, origins: Iterable[str]) -> str | None:
    """Why no source may ever be sent to an address: wrong scheme, credentials, a place in our own network; None otherwise."""
    try:
        parts = urlsplit(url)
        _port(parts)
    except ValueError:
        return f"{url[:200]!r} is not an address"
    if parts.scheme not in DEFAULT_PORTS:
        return f"the scheme {parts.scheme or '(none)'} is not http or https"
    if parts.username is not None or parts.password is not None:
        return "the address holds a user name or password"
    if not _host(parts):
        return f"{url[:200]!r} names no host"
    return None if is_origin(url, origins) else _place_fault(_host(parts))


def is_origin(url: str, origins: Iterable[str]) -> bool:
    """Whether an address lies on a configured origin: same scheme, host and port."""
    place = _place(url)
    return place is not None and any(place == _place(origin) for origin in origins)


def address_fault(text: str) -> str | None:
    """Why nothing may be fetched from an IP address, with the IPv4 addresses hidden in IPv6 ones; None when it is public."""
    address = ip_address(text.partition("%")[0])
    for seen in (address, *_hidden(address)):
        if not seen.is_global or seen.is_multicast or seen.is_reserved:
            return f"{text} is not a public address; name it as an origin to allow it"
    return None


class AddressGuard:
    """Refuses a forbidden request before anything is asked: also robots.txt, also every hop of a redirect."""

    def __init__(self, crawler: Any) -> None:
        self.crawler = crawler

    @cached_property
    def _rules(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The hosts and origins of the spider's source, which stay the same for as long as a run lasts."""
        places = self.crawler.spider.places
        return places.allowed, places.origins

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        """The spider's places are read from the crawler at the first request."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise ForbiddenAddress when the spider's source may not ask this address."""
        reason = verdict(request.url, *self._rules)
        if reason:
            raise ForbiddenAddress(f"the address guard forbids it: {reason}")


@lru_cache(maxsize=256)
def _verdict(place: str, hosts: tuple[str, ...], origins: tuple[str, ...]) -> str | None:
    reason = forbidden(place, origins)
    if reason:
        return reason
    parts = urlsplit(place)
    if is_origin(place, origins) or (_host(parts) in hosts and _port(parts) == DEFAULT_PORTS[parts.scheme]):
        return None
    return f"{parts.netloc} is neither a host of this source ({', '.join(hosts)}) nor a configured origin"


def _place_fault(host: str) -> str | None:
    literal = _literal(host)
    if literal is not None:
        return address_fault(literal)
    if not all(host.split(".")):
        return f"{host!r} is no name of a host"
    if "." not in host or any(host == ending or host.endswith(f".{ending}") for ending in LOCAL_ENDINGS):
        return f"{host} is a name of a local network; name it as an origin to allow it"
    return None


def _literal(host: str) -> str | None:
    # inet_aton also reads 127.1, 0x7f000001 and 2130706433, as some resolvers do.
    try:
        return str(ip_address(host.partition("%")[0])) if ":" in host else socket.inet_ntoa(socket.inet_aton(host))
    except (OSError, ValueError):
        return None


def _hidden(address: Address) -> Iterable[Address]:
    if isinstance(address, IPv4Address):
        return
    if address.ipv4_mapped:
        yield address.ipv4_mapped
    if address.sixtofour:
        yield address.sixtofour
    if address.teredo:
        yield from address.teredo
    if any(address in network for network in NAT64) or int(address) >> 32 == 0:
        yield IPv4Address(int(address) & 0xFFFFFFFF)


def _host(parts: SplitResult) -> str:
    # As IDNA maps a name before it is looked up: full-width digits and ideographic full stops are digits and dots.
    return normalize("NFKC", parts.hostname or "").replace("。", ".").lower().rstrip(".")


def _port(parts: SplitResult) -> int:
    return parts.port if parts.port is not None else DEFAULT_PORTS.get(parts.scheme, 0)


def _place(url: str) -> tuple[str, str, int] | None:
    try:
        parts = urlsplit(url)
        return parts.scheme, _host(parts), _port(parts)
    except ValueError:
        return None
