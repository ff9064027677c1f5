"""Which captures' bytes may go after a time, and letting them go: what proves a version or a removal stays for ever.

A page that stays as it is for a year is fetched a hundred times, and the first and the last of those captures prove all that
the others do. The rows of the others stay, with time, outcome and digest; only their bytes go.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO

from warcio.archiveiterator import ArchiveIterator

from db import captures
from db.records import HeldCapture, Outcome
from db.store import Store
from db.stretches import every_page
from pipeline.folder import SUFFIX, Folder, names_in, opened, put, remove

KEPT = frozenset({Outcome.UNRECOGNISED, Outcome.EMPTY, Outcome.MOVED})
"""Outcomes whose bytes always stay: tomorrow's layouts may read them."""

YOUNGEST = timedelta(days=2)
"""A file with a capture younger than this may still be written to and is left alone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Pruned:
    """What pruning let go, or would."""

    captures: int
    """Captures without bytes of their own from now on."""

    records: int
    """WARC records dropped."""

    size: int
    """Bytes freed."""

    files: int
    """Files rewritten or removed."""


def droppable(of_page: Sequence[HeldCapture], before: datetime) -> list[HeldCapture]:
    """The captures of one page, given in the order of time, whose bytes prove nothing that others do not. Pure.

    Of every unbroken run with the same outcome and version the first and the last stay, as does everything from `before` on.
    """
    inner = (
        here
        for earlier, here, later in zip(of_page, of_page[1:], of_page[2:], strict=False)
        if _shows(earlier) == _shows(here) == _shows(later)
    )
    return [one for one in inner if one.warc and one.fetched_at < before and one.outcome not in KEPT]


def prune(store: Store, folder: Folder, now: datetime, retain: timedelta, *, dry: bool = False) -> Pruned:
    """Let go the bytes that `droppable` names in every page older than `retain`; with `dry` only count them.

    A file is written anew beside the old one, the store is turned to it in one unit of work, and then the old one goes: a
    crash in between leaves both files and every place readable. Raises StoreFailing or OSError.
    """
    agreed, there, totals = _agreed(store, now - retain), set(names_in(folder)), [0, 0, 0, 0]
    for name in sorted(agreed.keys() & there):
        places = _let_go(store, name, agreed[name], now - YOUNGEST)
        for place, gain in enumerate(_prune_file(store, folder, name, places, dry=dry) if places else ()):
            totals[place] += gain
    return Pruned(captures=totals[0], records=totals[1], size=totals[2], files=totals[3])


def _shows(one: HeldCapture) -> tuple[Outcome, int | None, str]:
    same_text = {Outcome.OK, Outcome.NOT_MODIFIED}
    return (Outcome.OK if one.outcome in same_text else one.outcome, one.version, one.url)


def _agreed(store: Store, before: datetime) -> dict[str, array[int]]:
    """By file the places that some page may lose: each as often as there are pages that may."""
    found: dict[str, array[int]] = defaultdict(lambda: array("q"))
    for page in every_page(store):
        with store.look() as unit:
            held = captures.captures_of(unit, page.id)
        dropped = droppable(held, before)
        needed = {one.warc for one in held if one not in dropped}
        for place in {one.warc for one in dropped if one.warc} - needed:
            name, _, offset = place.rpartition("#")
            found[name].append(int(offset))
    return found


def _let_go(store: Store, name: str, agreed: array[int], young: datetime) -> set[int]:
    """The places of a file that every page with a capture there may lose; none while something else in it is too young."""
    with store.look() as unit:
        held = captures.places_in(unit, name)
    pages: dict[int, set[int]] = defaultdict(set)
    for one in held:
        pages[one.offset].add(one.page)
    times = Counter(agreed)
    free = {offset for offset, of in pages.items() if times[offset] == len(of)}
    return set() if any(one.at >= young for one in held if one.offset not in free) else free


def _prune_file(store: Store, folder: Folder, name: str, offsets: set[int], *, dry: bool) -> tuple[int, int, int, int]:
    records = list(_records(folder, name))
    dropped = list(_dropped(records, offsets))
    size = sum(length for _, length, _ in dropped)
    if dry or not dropped:
        with store.look() as unit:
            return captures.count_at(unit, [f"{name}#{offset}" for offset in offsets]), len(dropped), size, int(bool(dropped))
    gone = {offset for offset, _, _ in dropped}
    stays = [record for record in records if record[0] not in gone]
    new_name = _next_name(folder, name)
    moved = _rewrite(folder, name, new_name, stays) if stays else {}
    with store.unit() as unit:
        count = captures.let_go(unit, [f"{name}#{offset}" for offset in offsets])
        captures.moved(unit, {f"{name}#{old}": f"{new_name}#{new}" for old, new in moved.items()})
    remove(folder, name)
    return count, len(dropped), size, 1


def _records(folder: Folder, name: str) -> Iterator[tuple[int, int, str]]:
    """Offset, length and type of every record of a file."""
    with opened(folder, name) as file:
        records = ArchiveIterator(file)
        for record in records:
            kind = str(record.rec_type)
            record.content_stream().read()
            yield records.get_record_offset(), records.get_record_length(), kind


def _dropped(records: Sequence[tuple[int, int, str]], offsets: set[int]) -> Iterator[tuple[int, int, str]]:
    """The records at the offsets, each with the request that was written after it."""
    following = False
    for record in records:
        following = record[0] in offsets or (following and record[2] == "request")
        if following:
            yield record


def _next_name(folder: Folder, name: str) -> str:
    stem, number, there = name.removesuffix(SUFFIX).partition("-pruned")[0], 1, set(names_in(folder))
    while f"{stem}-pruned{number}{SUFFIX}" in there:
        number += 1
    return f"{stem}-pruned{number}{SUFFIX}"


def _rewrite(folder: Folder, old: str, new: str, stays: Sequence[tuple[int, int, str]]) -> dict[int, int]:
    """Copy the records that stay, byte for byte; gives old to new offsets."""
    moved, kept = {}, BytesIO()
    with opened(folder, old) as source:
        for offset, length, _ in stays:
            moved[offset] = kept.tell()
            source.seek(offset)
            kept.write(source.read(length))
    put(folder, new, kept.getvalue())
    return moved
