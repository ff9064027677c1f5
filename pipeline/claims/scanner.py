"""Find the words of all lexicons in one pass over a text, and of any list of names in another: Aho and Corasick's automaton.

A regular expression tries its thousand words one after the other wherever a first character fits; the automaton reads every
character once, however many words there are. Offsets are code points. The text must be folded: it then holds no half of a
surrogate pair, which the automaton could not take.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from ahocorasick_rs import AhoCorasick

from pipeline.claims.lexicon_files import Entry, Hit, lexicon

KINDS = ("aggregates", "idioms", "modality", "predicates", "prepositions", "times")
"""Lexicons that are looked for everywhere; the others are asked at a place."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Scanner:
    """The words of several lexicons, ready to be found together."""

    automaton: AhoCorasick
    """Finds them by number."""

    owners: tuple[tuple[tuple[str, tuple[Entry, ...]], ...], ...]
    """By number of the word the lexicons that hold it, each with what it may mean there."""


def scanned(text: str) -> Mapping[str, list[Hit]]:
    """By kind what `lexicon(kind).hits(text)` finds in the folded text, for all of `KINDS`."""
    scanner = _scanner()
    found: dict[str, list[Hit]] = {kind: [] for kind in KINDS}
    reached = dict.fromkeys(KINDS, 0)
    matches = scanner.automaton.find_matches_as_indexes(text, overlapping=True)
    # Leftmost first, of those the longest first: a word whose contexts forbid it leaves its place to a shorter one.
    for start, back, number in sorted([(start, -end, number) for number, start, end in matches]):
        end = -back
        for kind, entries in scanner.owners[number]:
            if start < reached[kind]:
                continue
            for entry in entries:
                if entry.anywhere or entry.fits(text, start, end):
                    found[kind].append(Hit(entry, start, end))
                    reached[kind] = end
                    break
    return found


@lru_cache
def _scanner() -> _Scanner:
    words: dict[str, list[tuple[str, tuple[Entry, ...]]]] = {}
    for kind in KINDS:
        for surface, entries in lexicon(kind).surfaces.items():
            words.setdefault(surface, []).append((kind, entries))
    return _Scanner(automaton=AhoCorasick(list(words)), owners=tuple(tuple(owners) for owners in words.values()))
