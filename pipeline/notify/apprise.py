"""Tells through Apprise: mail, 企业微信, 钉钉, Telegram and a hundred others, each by an address of its own scheme.

One address is one target: with several, a second try would reach again those that the first one reached.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pipeline.message import Message, NotTold

if TYPE_CHECKING:
    from apprise.plugins.base import NotifyBase

KEYS = frozenset({"url"})
"""Settings it takes: `url`, an address as Apprise writes them, such as `mailto://…`, `wecombot://…`, `dingtalk://…`, `tgram://…`."""

LONGEST = 8000
"""Bytes of a message at most, or what the service takes if that is less."""

_SCHEME = re.compile(r"[a-z][a-z0-9]{1,29}://\S+", re.IGNORECASE)
_STATUS = re.compile(r"error=(\d{3})")


def check(settings: Mapping[str, Any]) -> None:
    """Raise ValueError when there is no address; whether Apprise knows it is only found out when it tells: loading it takes long."""
    url = settings.get("url")
    if not isinstance(url, str) or not _SCHEME.fullmatch(url):
        raise ValueError("url must be one Apprise address, such as mailto://…, wecombot://…, dingtalk://… or tgram://…")


def tell(message: Message, settings: Mapping[str, Any]) -> None:
    """Send it as plain text, whatever the service makes of markup; raises NotTold, which says nothing of the address."""
    from apprise import Apprise, AppriseAsset, LogCapture, NotifyFormat, NotifyType
    from apprise.logger import logger

    logger.propagate = False
    logger.addHandler(logging.NullHandler())  # its own words hold hosts and tokens: they are read here, and go nowhere else
    asset = AppriseAsset(app_id="zonewatch", app_desc="zonewatch", storage_mode="memory", plugin_paths=[])
    service = Apprise.instantiate(str(settings["url"]), asset=asset, suppress_exceptions=True)
    if service is None or isinstance(service, dict):
        raise NotTold(notifier="apprise", why="Apprise does not understand its `url`")
    if len(service) > 1:
        raise NotTold(notifier="apprise", why=f"its `url` names {len(service)} targets: give each a table of its own")
    title, body = _fitted(message, service)
    kind = NotifyType.INFO if message.well else NotifyType.WARNING
    sender = Apprise(service, asset=asset)  # which escapes the text where the service reads HTML or Markdown
    with LogCapture(level=logging.DEBUG) as heard:  # type: ignore[no-untyped-call]
        told = sender.notify(title=title, body=body, notify_type=kind, body_format=NotifyFormat.TEXT)
        said = heard.getvalue()
    if not told:
        failed = NotTold(notifier="apprise", why=_why(said))
        failed.perhaps = "Read timed out" in said
        raise failed


def _fitted(message: Message, service: NotifyBase) -> tuple[str, str]:
    """Title and body that fit what the service takes, by whole lines."""
    title, *lines = message.words.split("\n")
    most = min(LONGEST, int(service.body_maxlen)) - len(title.encode()) - 8
    kept: list[str] = []
    for line in lines:
        most -= len(line.encode()) + 2
        if most < 0:
            kept.append("…")
            break
        kept.append(line)
    return title, "\n".join(kept) or title


def _why(said: str) -> str:
    status = _STATUS.search(said)
    if status:
        return f"the service answered {status[1]}"
    return "the service did not answer in time" if "Read timed out" in said else "the service cannot be reached or refuses"
