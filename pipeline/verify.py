"""Is the evidence whole? Every record of the archive and every stored digest, checked against one another.

A file is read from its beginning, member by member, so that damage is found wherever it lies. The end of a file
that a crash cut off is no damage as long as nothing in the store points behind the cut.
"""

from __future__ import annotations

import hashlib
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from db import captures, versions
from db.records import Page
from db.store import Store
from db.stretches import count, every_page
from pipeline.archive import EvidenceLost, record_in
from pipeline.canonical import text_sha256
from pipeline.folder import Folder, names_in, opened, size_of

CHUNK = 1 << 16
CUT_OFF = "the file ends in the middle of a record"

Progress: TypeAlias = "Callable[[Iterable[Any], int, str], Iterable[Any]]"
"""Passes things on while showing how far along it is: the things, how many there are, what is being done."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """One thing that is not as it should be."""

    what: str
    """`capture` (a payload the store points to), `record` (another record of the archive) or `version`."""

    place: str
    """Where it lies: `<file>#<offset>`, or the page and the number of a version."""

    why: str
    """What is wrong, and the remedy."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Verified:
    """What was checked and what is wrong."""

    captures: int
    """Payloads read back."""

    versions: int
    """Texts whose digest was computed again."""

    bad: tuple[Fault, ...]
    """Everything that is wrong."""


def plainly(things: Iterable[Any], _total: int, _words: str) -> Iterable[Any]:
    """No sign of progress."""
    return things


def verify(store: Store, folder: Folder, progress: Progress = plainly) -> Verified:
    """Read everything back and compare, a file and a stretch of pages at a time; changes nothing."""
    with store.look() as unit:
        names = sorted({*captures.files(unit), *names_in(folder)})
        pages = count(unit, "page")
    payloads, texts, bad = 0, 0, list[Fault]()
    for name in progress(names, len(names), "archive"):
        wanted = _wanted(store, name)
        payloads += len(wanted)
        bad += _file_faults(name, folder, wanted)
    for page in progress(every_page(store), pages, "versions"):
        checked, faults = _text_faults(store, page)
        texts += checked
        bad += faults
    return Verified(captures=payloads, versions=texts, bad=tuple(bad))


def _wanted(store: Store, name: str) -> dict[int, set[str]]:
    wanted: dict[int, set[str]] = defaultdict(set)
    with store.look() as unit:
        for one in captures.places_in(unit, name):
            wanted[one.offset].add(one.payload_sha256)
    return wanted


def _file_faults(name: str, folder: Folder, wanted: Mapping[int, set[str]]) -> Iterator[Fault]:
    met = set()
    try:
        for offset, member in _members(folder, name, sorted(wanted)):
            met.add(offset)
            if isinstance(member, str):
                if member != CUT_OFF or any(place >= offset for place in wanted):
                    yield _fault(name, offset, wanted, member)
            elif why := _record_fault(member, f"{name}#{offset}", wanted.get(offset, set())):
                yield _fault(name, offset, wanted, why)
    except OSError as error:
        yield Fault(what="capture", place=name, why=f"the file cannot be read ({error.strerror or error}): restore it from a backup")
        return
    for offset in sorted(set(wanted) - met):
        yield _fault(name, offset, wanted, "no record begins there")


def _fault(name: str, offset: int, wanted: Mapping[int, set[str]], why: str) -> Fault:
    what = "capture" if offset in wanted else "record"
    return Fault(what=what, place=f"{name}#{offset}", why=f"{why}: restore that file from a backup")


def _record_fault(member: bytes, place: str, digests: set[str]) -> str | None:
    try:
        body = record_in(member, place).body
    except EvidenceLost as lost:
        return lost.why
    found = hashlib.sha256(body).hexdigest()
    wrong = sorted(digests - {found})
    return f"the payload has the digest {found[:16]}…, the store says {wrong[0][:16]}…" if wrong else None


def _members(folder: Folder, name: str, starts: list[int]) -> Iterator[tuple[int, bytes | str]]:
    """Each gzip member with its offset: unpacked, or what is wrong with it; goes on at the next known start behind damage."""
    size = size_of(folder, name)
    with opened(folder, name) as file:
        offset = 0
        while offset < size:
            file.seek(offset)
            unpacker, parts = zlib.decompressobj(wbits=31), []
            behind, why = offset, ""
            try:
                while not unpacker.eof and (chunk := file.read(CHUNK)):
                    parts.append(unpacker.decompress(chunk))
                    behind += len(chunk)
                why = "" if unpacker.eof else CUT_OFF
            except zlib.error as error:
                why = f"the record is damaged ({error})"
            yield offset, why or b"".join(parts)
            later = [start for start in starts if start > offset]
            offset = behind - len(unpacker.unused_data) if not why else min(later, default=size)


def _text_faults(store: Store, page: Page) -> tuple[int, list[Fault]]:
    with store.look() as unit:
        held = versions.texts_of(unit, page.id)
    wrong = [one for one in held.values() if text_sha256(one.article.paragraphs) != one.text_sha256]
    remedy = "the text does not have the digest held with it: run `zonewatch reextract`, or restore the store from a backup"
    return len(held), [Fault(what="version", place=f"page {page.id} ({page.key}), version {one.number}", why=remedy) for one in wrong]
