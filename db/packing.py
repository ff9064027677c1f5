"""Claims packed small: JSON, compressed with a dictionary of what every claim says in the same words.

A claim is some 1,200 bytes of JSON, nearly all of it names of fields; packed it is about 200. The first byte names the
dictionary, so that a better one can follow without touching what is held.
"""

from __future__ import annotations

import json
import zlib
from typing import Any

from sqlalchemy import Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator

_FIRST = (
    '"counterparty": "成都高新区", "examples": [], "mentions": [], "condition": "全面达产", "polarity": "neg", '
    '"attribution": {"type": "enterprise", "surface": "相关负责人", "mode": "indirect"}, "attribution": {"type": "official", "surface": "'
    '"aggregate": "yoy", "aggregate": "increment", "aggregate": "cumulative", "unit": "m2", "unit": "pct", "unit": "CNY", '
    '"comparator": "ge", "hedge": "以上", "comparator": "approx", "hedge": "约", "comparator": "gt", "hedge": "余", "high": null, '
    '"role": "deadline", "surface": "到2025年", "start": null, "end": "2025-12-31", "granularity": "year", "basis": "explicit", '
    '"role": "period", "surface": "上半年", "start": "2022-01-01", "end": "2022-06-30", "granularity": "half", "basis": "relative", '
    '"role": "asof", "surface": null, "start": null, "end": "2022-05-25", "granularity": "day", "basis": "implicit_pub", "span": null, '
    '"modality": {"class": "planned", "cue": "将"}, "modality": {"class": "target", "cue": "力争"}, "modality": {"class": "ongoing", '
    '"type": "enterprise", "link": "ent:", "type": "project", "link": "ent:", "type": "group", "link": null, "predicate": {"class": '
    '"拥有", '
    '{"doc": "finews-NW202205252391675717", "doc": "thepaper-10925465", "pub": "2022-05-25", "tier": "E", "tier": "T", "tier": "L", '
    '"tier": "Q", "zone": {"id": "zone:CN-510000-gxq", "surface": "高新区", "via": "part_of"}, "via": "discourse"}, "via": "explicit"}, '
    '"subject": {"canon": "高新区", "type": "zone", "link": "zone:CN-510000-gxq"}, "predicate": {"class": "引进", "surface": "引进"}, '
    '"metric": {"canon": "企业", "surface": "企业", "head": "企业", "qualifiers": ["规上", "工业"], "start": 10, "end": 12, '
    '"elided": false}, "aggregate": "none", "value": {"surface": "10家", "num": 10, "low": 10, "high": 10, "unit": "count", '
    '"unit_surface": "家", "comparator": "eq", "hedge": null, "start": 14, "end": 18}, "time": {"role": "none", "surface": null, '
    '"start": null, "end": null, "granularity": null, "basis": null, "span": null, "ambiguous": false}, '
    '"modality": {"class": "achieved", "cue": "已"}, "condition": null, "polarity": "pos", "attribution": {"type": "narrator", '
    '"surface": null, "mode": "none"}, "counterparty": null, "examples": [], "evidence": {"start": 0, "end": 22, "text": "高新区已引进'
    '实现完成投资建设项目企业亿元"}, "mentions": [], "key": "'
)
_DICTIONARIES = {1: _FIRST.encode()}
"""Never changed, only added to: what is held was packed with them."""


def pack(plain: Any) -> bytes:
    """Plain data as bytes; the same data always gives the same bytes."""
    packer = zlib.compressobj(9, wbits=-15, zdict=_DICTIONARIES[1])
    return b"\x01" + packer.compress(json.dumps(plain, ensure_ascii=False).encode()) + packer.flush()


def unpack(packed: bytes) -> Any:
    """The data back."""
    opener = zlib.decompressobj(wbits=-15, zdict=_DICTIONARIES[packed[0]])
    return json.loads(opener.decompress(packed[1:]) + opener.flush())


class Packed(TypeDecorator[Any]):
    """Plain data, kept packed; None stays None."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        """To bytes."""
        return None if value is None else pack(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Back."""
        return None if value is None else unpack(bytes(value))
