"""What every answer carries and every request must pass, before anything else looks at it.

A host name that is not ours is refused, or a page elsewhere could make its own name point at this machine (DNS
rebinding) and read the desk. Addresses in numbers cannot be made to point anywhere.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, TypeAlias

from fastapi.responses import PlainTextResponse

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

LARGEST = 256 * 1024
"""Bytes of a request's body; no form of ours is larger."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
}
"""Set on every answer that does not set its own."""


class TooLarge(Exception):
    """The body of a request is larger than any form of ours."""


def shielded(app: Application, hosts: frozenset[str]) -> Application:
    """The application behind the check of names, the limit of bodies and the headers."""

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        refusal = _refusal(scope, hosts)
        if refusal:
            await refusal(scope, receive, _with_headers(send))
            return
        try:
            await app(scope, _limited(receive), _with_headers(send))
        except TooLarge:
            await PlainTextResponse(_TOO_LARGE, status_code=413)(scope, receive, _with_headers(send))

    return guarded


def answers_to(host: str, hosts: frozenset[str]) -> bool:
    """Whether a Host header names this desk: an address in numbers, or one of the names it was given."""
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    name = name.strip("[]").lower().rstrip(".")
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return name in hosts
    return True


_TOO_LARGE = f"The request is larger than {LARGEST // 1024} KiB: shorten the note.\n"


def _refusal(scope: Scope, hosts: frozenset[str]) -> PlainTextResponse | None:
    given = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
    if len(given) != 1 or not answers_to(given[0], hosts):
        return PlainTextResponse("This desk does not answer to that name: add its address as `[desk] origin`.\n", status_code=421)
    lengths = [value for name, value in scope["headers"] if name == b"content-length"]
    if lengths and (not lengths[0].isdigit() or int(lengths[0][:18]) > LARGEST):
        return PlainTextResponse(_TOO_LARGE, status_code=413)
    return None


def _limited(receive: Receive) -> Receive:
    seen = 0

    async def counted() -> MutableMapping[str, Any]:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > LARGEST:
            raise TooLarge
        return message

    return counted


def _with_headers(send: Send) -> Send:
    async def sending(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            held = list(message.get("headers", []))
            names = {name.lower() for name, _ in held}
            held += [(name.encode(), value.encode()) for name, value in HEADERS.items() if name.encode() not in names]
            message["headers"] = held
        await send(message)

    return sending
