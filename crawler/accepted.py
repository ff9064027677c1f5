"""The configuration as the daemon took it: a copy that its children read.

An edit of the file that is half done, or wrong, reaches nobody until it is taken whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from crawler.config import contents, load_bytes, place_of
from crawler.keys import Config

COPY = "zonewatch.toml"


@dataclass(frozen=True, kw_only=True, slots=True)
class Accepted:
    """A configuration that was found right."""

    config: Config
    """The settings."""

    path: Path | None
    """The copy of its file; None when there is no file."""


def accept(path: Path | None, environ: Mapping[str, str], folder: Path) -> Accepted:
    """Take the file (see `config.place_of`) as it is now, with a copy below `folder`; raises WrongConfiguration and leaves the old copy."""
    place = place_of(path, environ)
    if place is None:
        return Accepted(config=load_bytes(b"", COPY), path=None)
    content = contents(place)
    config = load_bytes(content, str(place))
    part = folder / f"{COPY}.part"
    part.write_bytes(content)
    return Accepted(config=config, path=part.replace(folder / COPY))
