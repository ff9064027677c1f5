"""Which articles are ours: those that name a watched zone, or hold one of the configured words.

Lists bring everything an outlet writes. What is watched is said by `[zones] watch` and a source's `keep_words`;
where both are empty, any development zone counts, listed in the gazetteer or named like one.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from db.records import Article
from pipeline.claims.fold import fold
from pipeline.claims.zones import Gazetteer, gazetteer


def concerns(texts: Iterable[str], *, watch: tuple[str, ...], words: tuple[str, ...], known: Gazetteer | None = None) -> bool:
    """Whether any of the texts names a watched zone (in any of its names) or holds one of the words.

    `known` are the zones to find; None means the listed ones.
    """
    zones = known or gazetteer()
    whole = "\n".join(texts)
    plain = fold(whole).casefold()
    if any(word in plain for word in (*_folded(words), *_folded(watch))):
        return True
    if not watch:
        return not words and bool(zones.mentions(whole))
    wanted = _listed(watch) if known is None else _among(known, watch)
    return bool(wanted) and any(mention.id in wanted for mention in zones.mentions(whole))


def article_concerns(article: Article, *, watch: tuple[str, ...], words: tuple[str, ...], known: Gazetteer | None = None) -> bool:
    """The same of an article: its title, body and captions."""
    return concerns((article.title, *article.paragraphs, *article.captions), watch=watch, words=words, known=known)


def looked_for(watch: tuple[str, ...], words: tuple[str, ...]) -> str:
    """What an article that is passed over does not have, in one clause that is the same as long as the same is watched."""
    if not watch and not words:
        return "it names no development zone"
    zones = f"names none of the zones {', '.join(watch)}" if watch else ""
    held = f"holds none of the words {', '.join(words)}" if words else ""
    return f"it {' and '.join(part for part in (zones, held) if part)}"


@lru_cache(maxsize=8)
def _folded(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(fold(word).casefold() for word in words)


@lru_cache(maxsize=8)
def _listed(watch: tuple[str, ...]) -> frozenset[str]:
    return _among(gazetteer(), watch)


def _among(known: Gazetteer, watch: tuple[str, ...]) -> frozenset[str]:
    return frozenset(zone.id for name in watch if (zone := known.zone_named(name)))
