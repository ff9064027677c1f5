"""Rising numbers as the steps between them, seven bits a byte: what stands in a row for lists that would be long otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def packed(steps: Iterable[int]) -> bytes:
    """Whole numbers, small ones in one byte; steps back are odd."""
    places = bytearray()
    for step in steps:
        left = step << 1 if step >= 0 else (-step << 1) - 1
        while left > 0x7F:
            places.append(left & 0x7F | 0x80)
            left >>= 7
        places.append(left)
    return bytes(places)


def unpacked(places: bytes) -> Iterator[int]:
    """The numbers back."""
    left = shift = 0
    for byte in places:
        left |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            yield -(left + 1 >> 1) if left & 1 else left >> 1
            left = shift = 0
