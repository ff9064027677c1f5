"""Every lexicon entry says in example sentences what it means and what it only looks like; here they are all read."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from pipeline.claims.body import quotes
from pipeline.claims.dates import time_words
from pipeline.claims.fold import fold
from pipeline.claims.lexicon_files import Entry, kinds, lexicon
from pipeline.claims.masks import masked
from pipeline.claims.quantities import quantities
from pipeline.claims.scanner import scanned


def _plain(kind: str) -> Callable[[str], set[str]]:
    return lambda text: {hit.entry.name for hit in lexicon(kind).hits(text)}


def _units(text: str) -> set[str]:
    found = quantities(text, _marks(text))
    return {quantity.entry for quantity in found} | {quantity.comparator for quantity in found if quantity.hedge}


def _times(text: str) -> set[str]:
    found = scanned(text)
    marks = masked(text, quotes(text), found["idioms"])
    return {words.entry.name for words in time_words(text, marks, found["times"]) if words.entry is not None}


def _marks(text: str) -> bytearray:
    found = scanned(text)
    marks = masked(text, quotes(text), found["idioms"])
    for words in time_words(text, marks, found["times"]):
        marks[words.start : words.end] = b"\x01" * (words.end - words.start)
    return marks


READERS = {"units": _units, "hedges": _units, "times": _times}
"""Kinds that are only read together with a number; the others are found as they stand."""


def _sentences() -> Iterator[tuple[Entry, str, bool]]:
    for kind in kinds():
        for entry in lexicon(kind).entries:
            yield from ((entry, sentence, True) for sentence in entry.yes)
            yield from ((entry, sentence, False) for sentence in entry.no)


@pytest.mark.parametrize(
    ("entry", "sentence", "meant"), [pytest.param(*case, id=f"{case[0].kind}:{case[0].name}:{case[1]}") for case in _sentences()]
)
def test_an_entry_is_found_in_its_yes_sentences_and_not_in_its_no_sentences(entry: Entry, sentence: str, meant: bool) -> None:
    found = READERS.get(entry.kind, _plain(entry.kind))(fold(sentence))
    assert (entry.name in found) is meant


@pytest.mark.parametrize("kind", kinds())
def test_no_surface_stands_twice_under_one_name(kind: str) -> None:
    for surface, entries in lexicon(kind).surfaces.items():
        names = [(entry.name, entry.data.get("place")) for entry in entries]
        assert len(names) == len(set(names)), surface


@pytest.mark.parametrize("kind", kinds())
def test_surfaces_are_written_as_they_are_matched(kind: str) -> None:
    assert [surface for surface in lexicon(kind).surfaces if fold(surface) != surface] == []
