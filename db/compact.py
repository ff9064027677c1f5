"""Columns that hold as few bytes as they can: words of paragraphs, digests, lists of rows.

Nothing asks a database for what stands in them, but for equality. Whoever reads a store by other means finds everything in plain
words in what `zonewatch export` writes.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from itertools import accumulate, pairwise

from sqlalchemy import Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator

from db.common_words import COMMON
from db.steps import packed, unpacked
from db.storable import storable

_DICTIONARIES = {1: COMMON.encode("utf-16-le")}
"""Never changed, only added to: what is held was packed with them. Two bytes a character, where UTF-8 has three for Chinese ones."""

_WHOLE = 32


def pack_words(words: str) -> bytes:
    """A paragraph as bytes, the first of which names the dictionary; the same words always give the same bytes."""
    packer = zlib.compressobj(9, wbits=-15, zdict=_DICTIONARIES[1])
    return b"\x01" + packer.compress(words.encode("utf-16-le")) + packer.flush()


def unpack_words(held: bytes) -> str:
    """The paragraph back."""
    opener = zlib.decompressobj(wbits=-15, zdict=_DICTIONARIES[held[0]])
    return (opener.decompress(held[1:]) + opener.flush()).decode("utf-16-le")


class Words(TypeDecorator[str]):
    """Text, kept packed."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """To bytes."""
        return None if value is None else pack_words(storable(value))

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        """Back."""
        return None if value is None else unpack_words(bytes(value))


class Digest(TypeDecorator[str]):
    """A digest of 64 hexadecimal digits, kept as the 32 bytes that they are; any other name as its UTF-8."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """To bytes."""
        return None if value is None else digest_bytes(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        """Back."""
        if value is None:
            return None
        held = bytes(value)
        return held.hex() if len(held) == _WHOLE else held.decode()


class Rows(TypeDecorator[Sequence[int]]):
    """Rows of another table in their order, kept as steps from one to the next."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Sequence[int] | None, dialect: Dialect) -> bytes | None:
        """To bytes."""
        return None if value is None else packed(after - before for before, after in pairwise((0, *value)))

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Sequence[int] | None:
        """Back."""
        return None if value is None else list(accumulate(unpacked(bytes(value))))


def digest_bytes(name: str) -> bytes:
    """What is kept of a digest."""
    try:
        whole = bytes.fromhex(name)
    except ValueError:
        return name.encode()
    return whole if len(whole) == _WHOLE and name == whole.hex() else name.encode()
