"""Takes chunking and content encoding off a payload as some tool recorded it, within a limit of size.

What says that it is packed and is not comes back as it is: many tools unpack a payload and leave its header.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import IO

import brotli
from warcio.bufferedreaders import ChunkedDataReader

CHUNK = 1 << 16


class TooLarge(ValueError):
    """The payload is larger than it may be."""


class NotUnpacked(ValueError):
    """The payload is packed in a way that cannot be undone here."""


def unpacked(stream: IO[bytes], *, chunked: bool, encodings: str, most: int) -> bytes:
    """The payload of a stream; `encodings` is its Content-Encoding. Raises TooLarge, NotUnpacked."""
    body = _read(ChunkedDataReader(stream) if chunked else stream, most)
    for encoding in reversed([name.strip().lower() for name in encodings.split(",")]):
        if encoding in ("", "identity"):
            continue
        if encoding not in WAYS:
            raise NotUnpacked(encoding)
        body = _undone(body, WAYS[encoding], most)
    return body


def _read(stream: IO[bytes], most: int) -> bytes:
    return _gathered(iter(lambda: stream.read(CHUNK), b""), most)


def _undone(body: bytes, ways: tuple[Callable[[bytes], Iterator[bytes]], ...], most: int) -> bytes:
    for way in ways:
        try:
            return _gathered(way(body), most)
        except (zlib.error, brotli.error):
            continue
    return body


def _gathered(parts: Iterator[bytes], most: int) -> bytes:
    whole = bytearray()
    for part in parts:
        whole += part
        if len(whole) > most:
            raise TooLarge
    return bytes(whole)


def _inflated(body: bytes, wbits: int) -> Iterator[bytes]:
    while body:
        unpacker = zlib.decompressobj(wbits)
        yield unpacker.decompress(body, CHUNK)
        while unpacker.unconsumed_tail:
            yield unpacker.decompress(unpacker.unconsumed_tail, CHUNK)
        yield unpacker.flush()
        body = unpacker.unused_data if wbits > zlib.MAX_WBITS and unpacker.unused_data.startswith(b"\x1f\x8b") else b""


def _from_gzip(body: bytes) -> Iterator[bytes]:
    return _inflated(body, 16 + zlib.MAX_WBITS)


def _from_zlib(body: bytes) -> Iterator[bytes]:
    return _inflated(body, zlib.MAX_WBITS)


def _from_deflate(body: bytes) -> Iterator[bytes]:
    return _inflated(body, -zlib.MAX_WBITS)


def _from_brotli(body: bytes) -> Iterator[bytes]:
    unpacker = brotli.Decompressor()
    for start in range(0, len(body), CHUNK):
        yield unpacker.process(body[start : start + CHUNK], output_buffer_limit=CHUNK)
        while not unpacker.can_accept_more_data():
            yield unpacker.process(b"", output_buffer_limit=CHUNK)
    if not unpacker.is_finished():
        raise brotli.error("the stream ends early")


WAYS = {
    "gzip": (_from_gzip,),
    "x-gzip": (_from_gzip,),
    "deflate": (_from_zlib, _from_deflate),
    "br": (_from_brotli,),
}
"""By name of an encoding the ways to undo it, in the order they are tried."""
