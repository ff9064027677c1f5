"""The words of notices in one language: a TOML file beside this one, found by where it lies."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from db.records import Change

HERE = Path(__file__).parent


@cache
def tongue(language: str) -> dict[str, Any]:
    """The words of a language, `zh` or `en`."""
    return tomllib.loads((HERE / f"{language}.toml").read_text(encoding="utf-8"))


def said(language: str, key: str, **parts: object) -> str:
    """A phrase with its parts filled in."""
    return str(tongue(language)[key]).format(**parts)


def kind_said(language: str, change: Change) -> str:
    """The primary kind with its direction where one is known; a kind without words stands as it is."""
    words = tongue(language)
    whole = next((one for one in change.kinds if one.partition(":")[0] == change.kind), change.kind)
    name, _, direction = whole.partition(":")
    said_so = words["kinds"].get(name, name.replace("_", " "))
    if not direction:
        return str(said_so)
    turned = words["directions"].get(direction, direction.replace("_", " "))
    return f"{said_so}（{turned}）" if language == "zh" else f"{said_so} ({turned})"
