"""The articles that are edited in the gate: what they say, and which figures of theirs are statements about the zone.

Three sets: articles under `texts/`, in which such figures stand in 〔〕; articles under `articles/`, read by people into
claim lists; and the two founding texts where the reference material lies beside the checkout.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

HERE = Path(__file__).parent
SHARED = HERE.parents[2] / "shared" / "claims"

Span = tuple[int, int]

_MARKED = re.compile("〔([^〕]+)〕")


@dataclass(frozen=True, kw_only=True)
class Text:
    """One article with its stated figures."""

    name: str
    """Its name."""

    body: str
    """Paragraphs joined by one line feed."""

    published: date
    """Day of publication."""

    figures: tuple[Span, ...]
    """Where the figures of statements stand, hedges included, in order."""

    evidence: tuple[Span, ...] = ()
    """Evidence of every statement, also of those without a figure; empty when people did not mark it."""

    read_by_people: bool = True
    """False when only figures were marked."""

    @property
    def paragraphs(self) -> list[str]:
        """The body as paragraphs."""
        return self.body.split("\n")


def texts() -> Iterator[Text]:
    """Every article at hand."""
    for path in sorted((HERE / "texts").glob("*.txt")):
        yield _marked(path)
    for path in sorted((HERE / "articles").glob("*.gold.jsonl")):
        yield _annotated(path.name.removesuffix(".gold.jsonl"), path, path.with_name(path.name.replace(".gold.jsonl", ".txt")))
    for path in sorted(SHARED.glob("*.clean.txt")):
        name = path.name.removesuffix(".clean.txt")
        yield _annotated(name, SHARED / f"gold_{name}.jsonl", path)


def _marked(path: Path) -> Text:
    day, _, words = path.read_text(encoding="utf-8").rstrip("\n").partition("\n")
    body, figures, done = "", [], 0
    for found in _MARKED.finditer(words):
        body += words[done : found.start()]
        figures.append((len(body), len(body) + len(found.group(1))))
        body += found.group(1)
        done = found.end()
    return Text(name=path.stem, body=body + words[done:], published=date.fromisoformat(day), figures=tuple(figures), read_by_people=False)


def _annotated(name: str, gold: Path, words: Path) -> Text:
    claims = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
    figures = sorted({(claim["value"]["start"], claim["value"]["end"]) for claim in claims if claim["value"]})
    return Text(
        name=name,
        body=words.read_text(encoding="utf-8").rstrip("\n"),
        published=date.fromisoformat(claims[0]["pub"]),
        figures=tuple(figures),
        evidence=tuple((claim["evidence"]["start"], claim["evidence"]["end"]) for claim in claims),
    )
