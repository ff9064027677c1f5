"""Cut a clean body into paragraphs, sentences, clauses and quotes, all as offsets of one string.

A comma or colon between digits and a quotation mark around a mere name do not end a clause; the edges of a
quoted utterance do. Everything runs in one pass over the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from pipeline.claims.fold import fold
from pipeline.claims.interim import interim

_SENTENCE_END = re.compile(r"[。!?…\n]++[”’\"）)]*+|[。!?\n]")
_CLAUSE_END = re.compile(r"[,;:。!?\n“”]|——|……")
_QUOTE_MARK = re.compile(r"[“”《》]|\"")
_WORD = re.compile(r"\w")
_AIM = re.compile(r"的?(?:总体)?(?:目标|战略|思路|理念|定位|要求|原则|方针|路径|主题|口号|愿景|行动|工程|机制|模式)")
"""“建新城,造园区”目标 names an aim, however long, and is nobody's speech."""
_SPEECH = re.compile(r"[。!?;]")
NAME_LENGTH = 24
"""A quoted stretch longer than this many code points is an utterance, not a name."""


MOST_CLAUSES = 1000
"""A sentence with more clauses than this is no sentence; what runs on behind them is not read, and `Body.unread` names it."""

LONGEST = 400
"""A clause longer than this many code points is no news text; the bound keeps hostile input linear."""


@interim
class Stretch:
    """A part of the body by its offsets."""

    start: int
    """First code point."""

    end: int
    """One past the last."""


@interim
class Quote:
    """What stands between two quotation marks or title marks."""

    start: int
    """Offset of the opening mark."""

    end: int
    """One past the closing mark."""

    utterance: bool
    """True for speech, False for a name or a title."""


@interim
class Clause:
    """A run of words between two clause boundaries."""

    start: int
    """First code point."""

    end: int
    """One past the last; the boundary mark is not part of it."""

    number: int
    """Place among all clauses, from 0."""

    sentence: int
    """Number of its sentence, from 0."""

    paragraph: int
    """Number of its paragraph, from 0."""

    opens_paragraph: bool
    """True for the first clause of a paragraph."""

    after: str
    """The mark that ends the clause before it; empty at the start of a sentence."""


@dataclass(frozen=True, kw_only=True)
class Body:
    """The clean body with its cuts."""

    text: str
    """Paragraphs joined by one line feed, as published."""

    folded: str
    """The same, folded for matching."""

    quotes: tuple[Quote, ...]
    """Quotes and titles in order."""

    sentences: tuple[Stretch, ...]
    """Sentences in order."""

    clauses: tuple[Clause, ...]
    """Clauses in order, none blank."""

    @cached_property
    def clauses_of(self) -> dict[int, tuple[Clause, ...]]:
        """Clauses by number of the sentence."""
        result: dict[int, list[Clause]] = {}
        for clause in self.clauses:
            result.setdefault(clause.sentence, []).append(clause)
        return {sentence: tuple(clauses) for sentence, clauses in result.items()}

    def back_from(self, clause: Clause, most: int) -> Iterator[Clause]:
        """The clause and those before it in its sentence, the nearest first, so many at most."""
        sentence = self.clauses_of[clause.sentence]
        at = clause.number - sentence[0].number
        return reversed(sentence[max(0, at + 1 - most) : at + 1])

    @cached_property
    def clause_starts(self) -> tuple[int, ...]:
        """Where each clause begins."""
        return tuple([clause.start for clause in self.clauses])

    @cached_property
    def unread(self) -> tuple[Stretch, ...]:
        """What runs on behind the last clause read of a sentence that has too many."""
        last = {number: clauses[-1].end for number, clauses in self.clauses_of.items()}
        rest = (Stretch(start=last.get(number, whole.start), end=whole.end) for number, whole in enumerate(self.sentences))
        return tuple(part for part in rest if part.end - part.start > 4 and _WORD.search(self.folded, part.start, part.end))


def read_body(paragraphs: Sequence[str]) -> Body:
    """The body made of its paragraphs."""
    text = "\n".join(paragraphs)
    folded = fold(text)
    quoted = quotes(folded)
    sentences = tuple(_stretches(folded, _SENTENCE_END))
    return Body(text=text, folded=folded, quotes=quoted, sentences=sentences, clauses=tuple(_clauses(folded, quoted, sentences)))


def quotes(text: str) -> tuple[Quote, ...]:
    """Quotes and titles of the folded text in the order of their closing marks."""
    return tuple(_quotes(text))


def _quotes(text: str) -> Iterator[Quote]:
    opened: list[tuple[str, int]] = []
    for mark in _QUOTE_MARK.finditer(text):
        sign, at = mark.group(), mark.start()
        closing = sign in "”》" or (sign == '"' and bool(opened) and opened[-1][0] == '"')
        if not closing:
            # Marks left open far back are typing errors, not quotes: they must not pile up.
            opened = [*opened[-3:], (sign, at)]
        elif opened:
            start = opened.pop()[1]
            if "\n" not in text[start:at] if at - start < 2000 else False:
                speech = sign != "》" and _is_speech(text[start + 1 : at])
                yield Quote(start=start, end=at + 1, utterance=speech and not (at - start < 2 * NAME_LENGTH and _AIM.match(text, at + 1)))


def _is_speech(words: str) -> bool:
    return len(words) > NAME_LENGTH or bool(_SPEECH.search(words)) or ("," in words and len(words) > 12)


def _stretches(text: str, end: re.Pattern[str]) -> Iterator[Stretch]:
    start = 0
    for found in end.finditer(text):
        if text[start : found.start()].strip():
            yield Stretch(start=start, end=found.end())
        start = found.end()
    if text[start:].strip():
        yield Stretch(start=start, end=len(text))


def _clauses(text: str, quotes: tuple[Quote, ...], sentences: tuple[Stretch, ...]) -> Iterator[Clause]:
    edges = {edge for quote in quotes if quote.utterance for edge in (quote.start, quote.end - 1)}
    number = paragraph = 0
    paragraph_open = True
    for index, sentence in enumerate(sentences):
        breaks = text.count("\n", sentences[index - 1].start if index else 0, sentence.start)
        if breaks:
            paragraph, paragraph_open = paragraph + breaks, True
        after = ""
        for low, high, mark in islice(_cuts(text, sentence, edges), MOST_CLAUSES):
            start, end = _trim(text, low, high)
            if start < end:
                yield Clause(start, end, number, index, paragraph, paragraph_open, after)
                number, paragraph_open, after = number + 1, False, mark
            else:
                after = mark or after


def _cuts(text: str, sentence: Stretch, edges: set[int]) -> Iterator[tuple[int, int, str]]:
    """Clauses of a sentence with the mark behind each; what runs on without any mark is cut at `LONGEST`."""
    for start, end, mark in _marked(text, sentence, edges):
        low = start
        while end - low > LONGEST:
            yield low, low + LONGEST, ""
            low += LONGEST
        yield low, end, mark


def _marked(text: str, sentence: Stretch, edges: set[int]) -> Iterator[tuple[int, int, str]]:
    start = sentence.start
    for found in _CLAUSE_END.finditer(text, sentence.start, sentence.end):
        sign, at = found.group(), found.start()
        if sign in "“”" and at not in edges:
            continue
        if sign in ",:" and text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit() and (sign == ":" or _thousands(text, at)):
            continue
        yield start, at, sign
        start = found.end()
    yield start, sentence.end, ""


def _thousands(text: str, at: int) -> bool:
    """Whether the comma groups digits (12,345) rather than parting two numbers."""
    return text[at + 1 : at + 4].isdigit() and not text[at + 4 : at + 5].isdigit() and len(text[at + 1 : at + 4]) == 3


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    if start < end and text[start] not in " \n" and text[end - 1] not in " \n":
        return start, end
    words = text[start:end]
    left = len(words) - len(words.lstrip(" \n"))
    return start + left, start + len(words.rstrip(" \n")) if words.strip(" \n") else start + left
