"""By which name a zone is shown that is printed in many ways; looked up once each, for lists hold hundreds of them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from pipeline.claims.zones import gazetteer


@lru_cache(maxsize=10_000)
def shown_as(surface: str) -> str:
    """The gazetteer's name of a zone as printed; as it is printed where the gazetteer does not list it."""
    listed = gazetteer().zone_named(surface)
    return listed.name if listed else surface


def counted(by_surface: Mapping[str, int]) -> dict[str, int]:
    """Numbers by names as printed, added up by the names they are shown by."""
    found: dict[str, int] = {}
    for surface, number in by_surface.items():
        found[shown_as(surface)] = found.get(shown_as(surface), 0) + number
    return found
