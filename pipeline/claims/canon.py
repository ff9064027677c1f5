"""Make the normal form of what is counted, and the key that identifies a claim across versions and articles.

`canon` is computed, never typed: fold, drop 的, 等 and 相关, split into head and qualifiers, sort the qualifiers.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

from db.claim import Claim, Metric
from pipeline.claims.fold import fold
from pipeline.claims.lexicon_files import lexicon

_DROPPED = re.compile(r"相关|[的等、\s]")
_HEADS = re.compile(
    r"(?:职业经理人|产业集群|产业链|产业园|示范园|孵化器|主导产业|固定资产投资|生产总值|总产值|增加值|桥头堡|产业联盟|商业综合体"
    r"|企业|项目|基地|中心|机构|产品|资金|道路|公司|机制|体系|试点|基金|平台|厂房|投资|产值|收入|税收|利润|面积|专利|人才|岗位|产业|园区)$"
)
_UNIFIED = {"规模以上": "规上", "高新技术": "高新", "内资到位资金": "到位内资", "亿元以上": "亿元以上"}


def metric(surface: str, span: tuple[int, int] | None, *, elided: bool) -> Metric:
    """The metric with head, sorted qualifiers and normal form made of its words."""
    canon, head, qualifiers = _normal(surface)
    start, end = span if span else (None, None)
    return Metric(canon=canon, surface=surface, head=head, qualifiers=qualifiers, start=start, end=end, elided=elided)


@lru_cache
def _synonyms() -> dict[str, str]:
    return {old: new for entry in lexicon("heads").entries for old, new in entry.data.get("synonyms", {}).items()}


@lru_cache(maxsize=4096)
def _normal(surface: str) -> tuple[str, str, tuple[str, ...]]:
    """Normal form, head and sorted qualifiers; kept, for an article names the same few things again and again."""
    words = _DROPPED.sub("", fold(surface))
    for old, new in _UNIFIED.items():
        words = words.replace(old, new)
    words = _synonyms().get(words, words)
    found = _HEADS.search(words)
    head = found.group() if found else _last_word(words)
    qualifiers = tuple(sorted(word for word in _split(words[: len(words) - len(head)]) if word))
    return "".join(qualifiers) + head, head, qualifiers


def _last_word(words: str) -> str:
    cut = _split(words)
    return cut[-1] if cut else words


def _split(words: str) -> list[str]:
    import rjieba  # not at the top: see words.py

    return [str(word) for word in rjieba.cut(words)] if words else []


def keyed(claim: Claim, name: str) -> Claim:
    """The claim with its name and its key: 12 hexadecimal digits of SHA-1 over zone, subject, predicate, metric, aggregate and period.

    For a claim that was just made and that nobody else holds: it is given both in place, as a dataclass does when it is made.
    """
    zone = (claim.zone.id or claim.zone.surface) if claim.zone else ""
    period = f"{claim.time.start}/{claim.time.end}" if claim.time.role == "period" else ""
    subject = claim.subject.link or claim.subject.canon
    parts = (zone, subject, claim.predicate.name, claim.metric.canon, claim.aggregate, period)
    object.__setattr__(claim, "id", name)
    object.__setattr__(claim, "key", hashlib.sha1("|".join(parts).encode(), usedforsecurity=False).hexdigest()[:12])
    return claim
