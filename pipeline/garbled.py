"""Is a text in the words its author wrote, or were its bytes taken for another charset somewhere upstream?

What was decoded wrongly and encoded again arrives as a perfect page of nonsense. Its bytes, got back, are UTF-8 again,
which those of a real text never are but by chance.
"""

from __future__ import annotations

import re

MISTAKEN = ("latin-1", "cp1252", "gb18030")
"""Charsets that UTF-8 is taken for."""

SAMPLE = 4000
"""Characters that are looked at."""

FEW = 12
"""Fewer characters beyond ASCII tell nothing."""

LOST = 0.2
"""A text with a larger share of question marks and damaged characters has lost its words."""

_HAN = re.compile(r"[\u3400-\u9fff\u3000-\u303f\uff00-\uffef]")
_LOST = re.compile(r"[?\ufffd]")


def garbled(text: str) -> str | None:
    """Why a text cannot be what its author wrote, in one clause; None when nothing speaks against it."""
    text = text[:SAMPLE]
    if len(_LOST.findall(text)) > max(LOST * len(text), FEW):
        return "the text is garbled: its characters came as question marks"
    if len(text) - len(text.encode("ascii", "ignore")) < FEW:
        return None
    if any(_is_utf8(text, charset) for charset in MISTAKEN):
        return "the text is garbled: UTF-8 that was taken for another charset and encoded again"
    return None


def _is_utf8(text: str, charset: str) -> bool:
    words = text.encode(charset, "ignore").decode("utf-8", "replace")
    return len(_HAN.findall(words)) > max(FEW / 3, words.count("\ufffd"))
