"""Sentences as the code writes them, found again: the pattern of each is made of the message that tells it.

A message has parts by name, as in `%(n)s of %(all)s pages`. Where people are told a sentence in other words than it was
written in, or where a part must be narrower than its name says, the pattern is given beside the message.
"""

from __future__ import annotations

import re
from typing import TypeAlias

Written: TypeAlias = str | tuple[str, str]
"""A message, or a pattern and the message it is told by."""

_PARTS = {
    **dict.fromkeys(("n", "share", "status", "odd", "most", "doing", "todo", "failed"), r"\d+"),
    **dict.fromkeys(("at", "day", "due", "end", "host", "key", "late", "layout", "other", "who"), r"\S+"),
    "step": r"[+-]\d+",
    "points": r"[+-][\d.]+",
}
"""What a part of that name may be; any other is anything."""

_PLACE = re.compile(r"%\((\w+)\)s")


def pattern(one: Written) -> tuple[re.Pattern[str], str]:
    """What finds a sentence again, and the message by which it is told."""
    found, message = one if isinstance(one, tuple) else (_of(one), one)
    return re.compile(found, re.DOTALL), message


def _of(message: str) -> str:
    parts = _PLACE.split(message.replace("%%", "%"))
    return "".join(f"(?P<{part}>{_PARTS.get(part, '.+')})" if place % 2 else re.escape(part) for place, part in enumerate(parts))
