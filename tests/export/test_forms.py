"""Every table in every form reads back as what was written, whatever words it holds."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from pipeline.export.forms.jsonld import NoVocabulary
from pipeline.export.table import Kind
from pipeline.export.tables.claims import ClaimOf
from pipeline.export.write import NoSuchExport, form_named, form_names, table_named, table_names
from pipeline.ledger.points import Point
from pipeline.report.table import COLUMNS
from tests.export.samples import RECORDS, written
from tests.report import hostile, samples

TABLES = tuple(RECORDS)


def test_forms_and_tables_are_found_where_they_lie() -> None:
    assert form_names() == ("csv", "jsonl", "jsonld", "parquet", "sqlite")
    assert set(table_names()) == set(TABLES)


@pytest.mark.parametrize("find", [form_named, table_named])
def test_a_name_that_is_none_is_refused_with_those_there_are(find: Any) -> None:
    with pytest.raises(NoSuchExport, match="choose one of c"):
        find("os.path")


@pytest.mark.parametrize("what", TABLES)
def test_every_record_has_a_cell_for_every_column_and_each_holds_what_it_says(what: str) -> None:
    table = table_named(what)
    types = {Kind.TEXT: str, Kind.INTEGER: int, Kind.REAL: float, Kind.FIGURE: Decimal, Kind.YES: bool, Kind.LIST: tuple}
    for record in RECORDS[what]:
        row = table.row(record)
        assert len(row) == len(table.columns)
        for cell, (name, kind) in zip(row, table.columns.items(), strict=True):
            assert cell is None or isinstance(cell, types.get(kind, object)), name


@pytest.mark.parametrize("what", TABLES)
def test_parquet_reads_back_with_types(what: str) -> None:
    read = parquet.read_table(io.BytesIO(written("parquet", what)))
    assert read.num_rows == len(RECORDS[what])
    assert read.column_names == list(table_named(what).columns)
    rows = [tuple(tuple(cell) if isinstance(cell, list) else cell for cell in row.values()) for row in read.to_pylist()]
    assert rows == [table_named(what).row(record) for record in RECORDS[what]]


@pytest.mark.parametrize("what", TABLES)
def test_lines_read_back_as_the_forms_of_the_commands(what: str) -> None:
    lines = written("jsonl", what).decode().splitlines()
    assert [json.loads(line) for line in lines] == [json.loads(json.dumps(table_named(what).form(record))) for record in RECORDS[what]]


def test_the_table_of_changes_begins_with_the_columns_of_the_command() -> None:
    assert tuple(table_named("changes").columns)[: len(COLUMNS)] == COLUMNS


def test_a_byte_order_mark_stands_at_the_beginning_only_if_it_is_asked_for() -> None:
    assert written("csv", "pages", bom=True) == b"\xef\xbb\xbf" + written("csv", "pages")
    assert not written("jsonl", "pages", bom=True).startswith(b"\xef")


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_an_export_of_nothing_can_be_read(form: str) -> None:
    for what in TABLES:
        printed = written(form, what, [])
        assert {"csv": lambda p: len(p.splitlines()) == 1, "jsonl": lambda p: p == b"", "parquet": lambda p: p[:4] == b"PAR1"}[form](
            printed
        )


@pytest.mark.parametrize("what", TABLES)
def test_a_database_reads_back_row_by_row(what: str, tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(written("sqlite", what))
    with closing(sqlite3.connect(tmp_path / "x.db")) as base:
        read = base.execute("SELECT * FROM rows")
        assert [column[0] for column in read.description] == list(table_named(what).columns)
        rows = read.fetchall()
    for row, record in zip(rows, RECORDS[what], strict=True):
        for held, cell in zip(row, table_named(what).row(record), strict=True):
            assert held == (cell.isoformat() if isinstance(cell, date) else list_of(cell) if isinstance(cell, tuple) else cell)


def list_of(cell: tuple[str, ...]) -> str:
    """A list as the database holds it."""
    return json.dumps(list(cell))


def test_a_figure_too_large_for_the_column_is_null_and_its_words_stay() -> None:
    claim = replace(samples.MANY, value=replace(samples.MANY.value, num=Decimal("1e40"), surface="1" + "0" * 40))
    one = parquet.read_table(io.BytesIO(written("parquet", "claims", [replace(RECORDS["claims"][0], claim=claim)]))).to_pylist()[0]
    assert (one["number"], one["value"]) == (None, "1" + "0" * 40)


def test_linked_data_names_zone_quantity_and_article() -> None:
    graph = json.loads(written("jsonld", "claims"))["@graph"]
    assert graph[0]["@type"] == "Claim"
    assert graph[0]["mainEntity"] == {
        "@type": "QuantitativeValue",
        "name": "10余家",
        "value": 10,
        "minValue": 10,
        "maxValue": 20,
        "unitText": "count",
    }
    assert graph[0]["about"] == [{"@type": "Place", "name": samples.ZONE, "identifier": samples.ZONE_ID}]
    assert graph[0]["firstAppearance"]["url"] == samples.ADDRESS
    assert graph[1]["temporalCoverage"] == "../2021-06-30"
    assert json.loads(written("jsonld", "claims", []))["@graph"] == []


def test_what_the_vocabulary_has_no_word_for_is_refused() -> None:
    with pytest.raises(NoVocabulary, match="jsonl, csv or parquet"):
        written("jsonld", "captures")


@pytest.mark.parametrize("name", hostile.WORDS)
def test_hostile_words_neither_run_nor_break_a_form(name: str) -> None:
    for what, records in _said(hostile.WORDS[name]).items():
        rows = list(csv.reader(io.StringIO(written("csv", what, records).decode(), newline="")))
        assert [len(row) for row in rows] == [len(table_named(what).columns)] * (len(records) + 1)
        assert not any(cell.lstrip().startswith(tuple("=+-@＝＋－＠")) for row in rows for cell in row)
        lines = written("jsonl", what, records).decode().splitlines()
        assert len(lines) == len(records)
        assert all(json.loads(line) for line in lines)
        assert parquet.read_table(io.BytesIO(written("parquet", what, records))).num_rows == len(records)
        assert written("sqlite", what, records).startswith(b"SQLite format 3")
        if table_named(what).linked:
            (linked,) = json.loads(written("jsonld", what, records))["@graph"]
            assert linked["firstAppearance"].get("url", "https://").startswith(("https://", "http://"))
            assert not set(json.dumps(linked, ensure_ascii=False)) & set("\u202e\u2066\x1b\x00\u2028")


def _said(words: str) -> dict[str, list[Any]]:
    """Of every table a record all texts of which are these words."""
    data = hostile.data(words)
    history = data.pages[0]
    claim = hostile.claim(words)
    return {
        "changes": [sheet.recorded for sheet in data.changes],
        "claims": [ClaimOf(version=history.versions[0], url=words, claim=claim)],
        "versions": list(history.versions),
        "captures": list(history.captures),
        "pages": [history.page],
        "reviews": [data.changes[0].recorded.review],
        "ledger": [Point(zone=words, page=1, url=words, version=1, claim=claim, seen_at=samples.at(3))],
    }
