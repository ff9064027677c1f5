"""Tells by HTTP POST of one JSON object to an address of your own: a chat room, a pager, a mail gateway."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http.client import InvalidURL
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from pipeline.message import Message, NotTold

KEYS = frozenset({"url", "bearer", "timeout"})
"""Settings it takes: `url` (http or https), `bearer` (a token sent as authorization) and `timeout` (seconds, 10 if left out)."""


class _Stay(HTTPRedirectHandler):
    """A redirect would turn the POST into a GET, or send the token elsewhere."""

    def redirect_request(self, *_: Any) -> None:
        """Follow none."""


_OPENER = build_opener(_Stay)


def check(settings: Mapping[str, Any]) -> None:
    """Raise ValueError when the address, the token or the time is none."""
    if not str(settings.get("url", "")).startswith(("http://", "https://")):
        raise ValueError("url must be an http or https address")
    bearer, timeout = settings.get("bearer", ""), settings.get("timeout", 10)
    if not isinstance(bearer, str) or not bearer.isascii() or not bearer.isprintable():
        raise ValueError("bearer must be a token of visible ASCII characters")
    if isinstance(timeout, bool) or not isinstance(timeout, int | float) or not 0 < timeout <= 60:
        raise ValueError("timeout must be a number of seconds up to 60")


def tell(message: Message, settings: Mapping[str, Any]) -> None:
    """POST `{"id", "topic", "well", "message", "at"}`; any answer but 2xx, or none, raises NotTold, which says nothing of the address."""
    plain = {"id": message.id, "topic": message.topic, "well": message.well, "message": message.words, "at": message.at.isoformat()}
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "zonewatch", "Idempotency-Key": message.id}
    if settings.get("bearer"):
        headers["Authorization"] = f"Bearer {settings['bearer']}"
    body = json.dumps(plain, ensure_ascii=False).encode()
    asked = Request(str(settings["url"]), data=body, headers=headers, method="POST")  # noqa: S310 -- checked before
    try:
        with _OPENER.open(asked, timeout=float(settings.get("timeout", 10))):
            return
    except (OSError, ValueError, InvalidURL) as error:
        failed = NotTold(notifier="webhook", why=_why(error))
        failed.perhaps = isinstance(error, TimeoutError)  # connecting too late is an URLError: this one was asked and did not answer
        raise failed from None  # what urllib says may hold the address


def _why(error: OSError | ValueError | InvalidURL) -> str:
    if isinstance(error, HTTPError):
        return f"it answered {error.code}"
    if isinstance(error, TimeoutError):
        return "it did not answer in time"
    reason = error.reason if isinstance(error, URLError) else error
    said = getattr(reason, "strerror", None)
    return f"it cannot be reached: {said or type(reason).__name__}"
