"""Which version each capture of a page shows or stands for, whatever the order they were recorded in.

Texts that are canonically alike under headers that agree (one may leave out what another states) are one
version, named by the first of them. A not_modified stands for the text of the capture whose validators the
server confirmed. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from db.records import Outcome
from db.sightings import Sighting
from db.versions import Head
from pipeline.canonical import same_header


def sighted(sightings: Sequence[Sighting], texts: Mapping[int, Head]) -> tuple[Sighting, ...]:
    """The sightings, in the order of time, each with the version it shows or stands for; `texts` by their rows."""
    leaders: dict[int, int] = {}
    lengths: dict[int, int] = {}
    placed: list[Sighting] = []
    for one in sightings:
        if one.text is not None:
            if one.text not in leaders:
                leaders[one.text] = _leader(one.text, leaders, texts)
            leader = leaders[one.text]
            placed.append(_standing_for(one, leader, lengths.setdefault(leader, one.length)))
        elif one.outcome is Outcome.NOT_MODIFIED:
            original = _confirmed(one, placed)
            placed.append(_standing_for(one, original.version, original.length) if original else _standing_for(one, None, 0))
        else:
            placed.append(_standing_for(one, None, 0))
    return tuple(placed)


def _standing_for(one: Sighting, version: int | None, length: int) -> Sighting:
    return one if (one.version, one.length) == (version, length) else replace(one, version=version, length=length)


def _leader(text: int, leaders: Mapping[int, int], texts: Mapping[int, Head]) -> int:
    own = texts[text]
    known = dict.fromkeys(leaders.values())
    alike = [row for row in known if texts[row].text_sha256 == own.text_sha256 and same_header(texts[row].article, own.article)]
    return alike[-1] if alike else text


def _confirmed(one: Sighting, placed: Sequence[Sighting]) -> Sighting | None:
    if not (one.etag or one.last_modified):
        return None
    return next((earlier for earlier in reversed(placed) if earlier.text is not None and _same_answer(one, earlier)), None)


def _same_answer(one: Sighting, earlier: Sighting) -> bool:
    """An ETag decides where both have one; a weak one (`W/`) is the same text all the same (RFC 9110, section 8.8.3.2)."""
    if one.url != earlier.url:
        return False
    if one.etag and earlier.etag:
        return one.etag.removeprefix("W/") == earlier.etag.removeprefix("W/")
    return bool(one.last_modified) and one.last_modified == earlier.last_modified
