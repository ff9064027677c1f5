"""Takes chunking and content encoding off a payload as some tool recorded it, within a limit of size.

What says that it is packed and is not comes back as it is: many tools unpack a payload and leave its header.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from typing import IO

import brotli
from warcio.bufferedreaders import ChunkedDataReader

CHUNK = 1 << 16


class TooLarge(ValueError):
    """The payload is larger than it may be."""


class NotUnpacked(ValueError):
    """The payload is packed in a way that cannot be undone here."""


class EndsEarly(ValueError):
    """The payload ends before its packing does."""


def unpacked(stream: IO[bytes], *, chunked: bool, encodings: str, most: int) -> bytes:
    """The payload of a stream; `encodings` is its Content-Encoding. Raises TooLarge, NotUnpacked, EndsEarly."""
    body = _read(ChunkedDataReader(stream) if chunked else stream, most)
    for encoding in reversed([name.strip().lower() for name in encodings.split(",")]):
        if encoding in ("", "identity"):
            continue
        if encoding not in WAYS:
            raise NotUnpacked(encoding)
        body = _undone(body, WAYS[encoding], most)
    return body


def unpacked_answer(body: bytes, encodings: Sequence[str], most: int) -> bytes:
    """An answer's body without its content encodings, the last one applied first.

    Here a server speaks and no tool stands between: what is not packed as it says, or ends early, is refused.
    Raises TooLarge, NotUnpacked, EndsEarly.
    """
    for encoding in reversed(encodings):
        body = body if encoding == "identity" else _strictly(body, encoding, most)
    return body


def _strictly(body: bytes, encoding: str, most: int) -> bytes:
    fault: Exception | None = None
    for way in WAYS.get(encoding, ()):
        try:
            return _gathered(way(body), most)
        except (zlib.error, brotli.error) as error:
            fault = error
    raise NotUnpacked(encoding if fault is None else f"{encoding}: {fault}")


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
    whole = BytesIO()
    for part in parts:
        if whole.tell() + len(part) > most:
            whole.close()  # the error's trace would hold what was unpacked so far
            raise TooLarge
        whole.write(part)
    return whole.getvalue()


def _inflated(body: bytes, wbits: int) -> Iterator[bytes]:
    while body:
        unpacker = zlib.decompressobj(wbits)
        yield unpacker.decompress(body, CHUNK)
        while unpacker.unconsumed_tail and not unpacker.eof:
            yield unpacker.decompress(unpacker.unconsumed_tail, CHUNK)
        yield unpacker.flush()
        if not unpacker.eof:
            raise EndsEarly
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
        while not unpacker.can_accept_more_data() and not unpacker.is_finished():
            yield unpacker.process(b"", output_buffer_limit=CHUNK)
    if not unpacker.is_finished():
        raise EndsEarly


WAYS = {
    "gzip": (_from_gzip,),
    "x-gzip": (_from_gzip,),
    "deflate": (_from_zlib, _from_deflate),
    "br": (_from_brotli,),
}
"""By name of an encoding the ways to undo it, in the order they are tried."""
