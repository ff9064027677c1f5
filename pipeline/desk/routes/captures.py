"""The evidence itself: a capture's bytes as plain text, or its WARC record; never as a page that could run."""

from __future__ import annotations

import zlib
from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import Response

from db.errors import NotHeld
from db.evidence import exhibit
from pipeline.archive import EvidenceLost, held_at
from pipeline.desk.rooms import Desk, Here
from pipeline.folder import Folder, opened

router = APIRouter()

Row = Annotated[int, Path(ge=1, le=2**31 - 1)]

CHUNK = 64 * 1024
LARGEST = 64 * 1024 * 1024
"""Bytes of a packed record beyond which it is none of ours."""

_SAFE = {"content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox"}


@router.get("/captures/{row}/text")
def capture_text(desk: Here, row: Row) -> Response:
    """The payload as it came, as plain text to be saved."""
    body = held_at(_place(desk, row), desk.captures).body
    return Response(body, media_type="text/plain; charset=utf-8", headers=_saved(f"capture-{row}.txt"))


@router.get("/captures/{row}/warc")
def capture_warc(desk: Here, row: Row) -> Response:
    """The record as it lies in the archive, packed."""
    place = _place(desk, row)
    return Response(record_bytes(desk.captures, place), media_type="application/warc", headers=_saved(f"capture-{row}.warc.gz"))


def record_bytes(folder: Folder, place: str) -> bytes:
    """The one packed record at `<file>#<offset>`; raises EvidenceLost."""
    name, _, offset = place.rpartition("#")
    opener, read = zlib.decompressobj(wbits=31), bytearray()
    try:
        with opened(folder, name) as file:
            file.seek(int(offset))
            while not opener.eof and len(read) < LARGEST:
                chunk = file.read(CHUNK)
                if not chunk:
                    raise EvidenceLost(place=place, why="it is cut short")
                opener.decompress(chunk)
                read += chunk
    except (OSError, ValueError, zlib.error) as error:
        raise EvidenceLost(place=place, why=str(error)) from error
    return bytes(read[: len(read) - len(opener.unused_data)])


def _place(desk: Desk, row: int) -> str:
    with desk.store.look() as unit:
        place = exhibit(unit, row).capture.warc
    if place is None:
        raise NotHeld(what="payload of capture", name=str(row), remedy="only its digest and headers were kept")
    return place


def _saved(name: str) -> dict[str, str]:
    return {**_SAFE, "content-disposition": f'attachment; filename="{name}"'}
