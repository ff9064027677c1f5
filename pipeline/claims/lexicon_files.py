"""Read the lexicons: words of the genre with what they mean, one TOML file a kind, found by where it lies.

A kind may lie in several files, `predicates-stage.toml` beside `predicates-action.toml`. A file holds `[[entry]]`
tables: `name`, `surfaces`, optional contexts (`not_before`, `not_after`: words that
must not stand directly before or after; `needs_before`, `needs_after`: one of them must), the example sentences
`yes` and `no`, and whatever else the kind needs. Adding a word touches one file.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, cast

FOLDER = Path(__file__).parent / "lexicon"
_KNOWN = {"name", "surfaces", "not_before", "not_after", "needs_before", "needs_after", "yes", "no"}


class LexiconEntryError(ValueError):
    """{file}: entry {name} lacks {lack}. Give every entry a name, surfaces, and `yes` and `no` example sentences."""

    def __init__(self, file: str, name: str, lack: str) -> None:
        super().__init__((self.__doc__ or "").format(file=file, name=name, lack=lack))


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One meaning with the words that carry it."""

    kind: str
    """Name of the file it stands in."""

    name: str
    """What it means: the class, the comparator, the unit."""

    surfaces: tuple[str, ...]
    """Words that carry it, folded."""

    not_before: tuple[str, ...] = ()
    """Words that must not stand directly before it."""

    not_after: tuple[str, ...] = ()
    """Words that must not follow directly."""

    needs_before: tuple[str, ...] = ()
    """One of these must stand directly before; empty when none need."""

    needs_after: tuple[str, ...] = ()
    """One of these must follow directly; empty when none need."""

    yes: tuple[str, ...]
    """Sentences in which it is meant."""

    no: tuple[str, ...]
    """Sentences in which it looks meant and is not."""

    data: Mapping[str, Any] = field(default_factory=dict)
    """Further fields of its kind."""

    anywhere: bool = field(init=False)
    """True when it has no contexts, so that it fits wherever it stands."""

    def __post_init__(self) -> None:
        contexts = self.not_before or self.not_after or self.needs_before or self.needs_after
        object.__setattr__(self, "anywhere", not contexts)

    def fits(self, text: str, start: int, end: int) -> bool:
        """Whether the contexts allow the entry at text[start:end]."""
        if self.not_after and text.startswith(self.not_after, end):
            return False
        if self.not_before and text.endswith(self.not_before, 0, start):
            return False
        if self.needs_after and not text.startswith(self.needs_after, end):
            return False
        return not self.needs_before or text.endswith(self.needs_before, 0, start)


class Hit(NamedTuple):
    """An entry found in a text; a named tuple, for there are thousands a text and it is made three times as quickly."""

    entry: Entry
    """What was found."""

    start: int
    """First code point."""

    end: int
    """One past the last."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Lexicon:
    """All entries of one kind, ready to be found in a text."""

    kind: str
    """Name of the file."""

    entries: tuple[Entry, ...]
    """In the order of the file."""

    surfaces: Mapping[str, tuple[Entry, ...]]
    """Entries by surface."""

    pattern: re.Pattern[str]
    """Any surface, the longest first."""

    choices: Mapping[str, tuple[tuple[int, Entry], ...]]
    """By surface what may be meant where it stands, with the length: its own entries, then those of the shorter ones it begins with."""

    def hits(self, text: str, start: int = 0, end: int | None = None) -> Iterator[Hit]:
        """Entries in folded text[start:end], leftmost longest; a surface whose contexts forbid it hides nothing behind it."""
        search, choices = self.pattern.search, self.choices
        stop = len(text) if end is None else end
        found = search(text, start, stop)
        while found:
            position = found.start()
            for length, entry in choices[found.group()]:
                if entry.anywhere or entry.fits(text, position, position + length):
                    yield Hit(entry, position, position + length)
                    position += length
                    break
            else:
                position += 1
            found = search(text, position, stop)


def alternation(words: Mapping[str, Any] | tuple[str, ...]) -> str:
    """A regular expression for any of the words, the longest first, grouped by first character so that matching is quick."""
    groups: dict[str, list[str]] = {}
    for word in sorted(words, key=lambda word: (-len(word), word)):
        groups.setdefault(word[0], []).append(re.escape(word[1:]))
    return "|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in sorted(groups.items()))


def kinds() -> tuple[str, ...]:
    """Names of all lexicons that lie in the folder."""
    return tuple(sorted({path.stem.partition("-")[0] for path in FOLDER.glob("*.toml")}))


@lru_cache
def lexicon(kind: str) -> Lexicon:
    """The lexicon of one kind, read once.

    Raises LexiconEntryError when an entry lacks something, FileNotFoundError when there is no such file.
    """
    files = [path for path in sorted(FOLDER.glob("*.toml")) if path.stem.partition("-")[0] == kind]
    if not files:
        raise FileNotFoundError(f"there is no lexicon {kind}: put {kind}.toml into {FOLDER}")
    entries = tuple(_entry(kind, table) for path in files for table in tomllib.loads(path.read_text(encoding="utf-8"))["entry"])
    surfaces: dict[str, tuple[Entry, ...]] = {}
    for entry in entries:
        for surface in entry.surfaces:
            surfaces[surface] = (*surfaces.get(surface, ()), entry)
    choices = {surface: tuple(_choices(surface, surfaces)) for surface in surfaces}
    return Lexicon(kind=kind, entries=entries, surfaces=surfaces, pattern=re.compile(alternation(surfaces)), choices=choices)


def _choices(surface: str, surfaces: Mapping[str, tuple[Entry, ...]]) -> Iterator[tuple[int, Entry]]:
    for length in range(len(surface), 0, -1):
        yield from ((length, entry) for entry in surfaces.get(surface[:length], ()))


def _entry(kind: str, table: dict[str, Any]) -> Entry:
    for lack in ("name", "surfaces", "yes", "no"):
        if not table.get(lack):
            raise LexiconEntryError(f"lexicon/{kind}.toml", str(table.get("name")), lack)
    known = {key: tuple(value) if isinstance(value, list) else value for key, value in table.items() if key in _KNOWN}
    further = {key: value for key, value in table.items() if key not in _KNOWN}
    return Entry(kind=kind, data=further, **cast("dict[str, Any]", known))
