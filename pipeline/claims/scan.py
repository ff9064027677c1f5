"""Say which stretches of a text must never be cut in two: dates, quantities with unit and hedge, names with digits.

A diff that splits 1830万元 into 18 and 30万元 shows a change that nobody made; `units` is what it asks first.
"""

from __future__ import annotations

import re

from pipeline.claims.body import quotes
from pipeline.claims.dates import time_words
from pipeline.claims.fold import fold
from pipeline.claims.masks import masked
from pipeline.claims.numerals import ARABIC
from pipeline.claims.quantities import quantities
from pipeline.claims.scanner import scanned

_NUMBER = re.compile(rf"(?:(?<![A-Za-z])[A-Za-z]{{1,8}})?{ARABIC}%?")
_DIGIT = re.compile(r"[\d零一二两三四五六七八九十百千万亿]")


def units(text: str) -> list[tuple[int, int]]:
    """Spans of dates, quantities (number, unit, hedge), quoted names with digits and bare numbers, in order and disjoint.

    Offsets are code points of the text as given, half-open. Any text is accepted; linear in its length.
    """
    folded = fold(text)
    quoted = quotes(folded)
    words = scanned(folded)
    marks = masked(folded, quoted, words["idioms"])
    spans = [(quote.start, quote.end) for quote in quoted if not quote.utterance and _DIGIT.search(folded, quote.start, quote.end)]
    moments = [(moment.start, moment.end) for moment in time_words(folded, marks, words["times"])]
    for start, end in moments:
        marks[start:end] = b"\x01" * (end - start)
    spans += moments
    spans += [(quantity.start, quantity.end) for quantity in quantities(folded, marks)]
    spans += [found.span() for found in _NUMBER.finditer(folded)]
    return _disjoint(spans, len(text))


def _disjoint(spans: list[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    """Those spans that do not overlap an earlier one of the list, in the order of the text."""
    taken = bytearray(length)
    kept = []
    for start, end in spans:
        if start < end and not any(taken[start:end]):
            taken[start:end] = b"\x01" * (end - start)
            kept.append((start, end))
    return sorted(kept)
