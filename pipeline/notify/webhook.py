"""Tells by HTTP POST of one JSON object to an address of your own: a chat room, a pager, a mail gateway."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.error import URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from pipeline.message import Message, NotTold

KEYS = frozenset({"url", "bearer", "timeout"})
"""Settings it takes: `url` (http or https), `bearer` (a token sent as authorization) and `timeout` (seconds, 10 if left out)."""


class _Stay(HTTPRedirectHandler):
    """A redirect would turn the POST into a GET, or send the token elsewhere."""

    def redirect_request(self, *_: Any) -> None:
        """Follow none."""


_OPENER = build_opener(_Stay)


def tell(message: Message, settings: Mapping[str, Any]) -> None:
    """POST `{"topic", "well", "message", "at"}`; any answer but 2xx, or none, raises NotTold."""
    url = str(settings.get("url", ""))
    if not url.startswith(("http://", "https://")):
        raise NotTold(notifier="webhook", why="`[notify.webhook] url` is no http or https address")
    plain = {"topic": message.topic, "well": message.well, "message": message.words, "at": message.at.isoformat()}
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "zonewatch"}
    if settings.get("bearer"):
        headers["Authorization"] = f"Bearer {settings['bearer']}"
    asked = Request(url, data=json.dumps(plain, ensure_ascii=False).encode(), headers=headers, method="POST")  # noqa: S310 -- checked above
    try:
        with _OPENER.open(asked, timeout=float(settings.get("timeout", 10))):
            return
    except (URLError, OSError, ValueError) as error:
        raise NotTold(notifier="webhook", why=f"{type(error).__name__}: {error}") from error
