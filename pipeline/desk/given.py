"""Words that people send: any characters but the one that PostgreSQL cannot keep."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator


def _kept(words: str) -> str:
    if "\x00" in words:
        raise ValueError("it holds a character that cannot be kept")
    return words


Words = Annotated[str, AfterValidator(_kept)]
"""Words without U+0000."""
