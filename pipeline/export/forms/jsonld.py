"""JSON-LD in the vocabulary of schema.org: claims with the article they stand in, for catalogues and other fact checkers' tools.

No ClaimReview is written: it would say whether a claim is true, and that is not ours to judge.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO

from db.errors import ZonewatchError
from pipeline.export.table import Table
from pipeline.report.jsonl import line


class NoVocabulary(ZonewatchError):
    """schema.org has no word for what was asked for: export claims or the ledger as jsonld, and the rest as jsonl, csv or parquet."""


def write(table: Table, records: Iterable[Any], out: BinaryIO, *, bom: bool) -> None:
    """One document with a graph, a claim a line. Raises NoVocabulary."""
    if table.linked is None:
        raise NoVocabulary
    out.write(b'{"@context": "https://schema.org", "@graph": [')
    for number, record in enumerate(records):
        out.write(f"{',' if number else ''}\n{line(table.linked(record))}".encode())
    out.write(b"\n]}\n")
