"""Saved pages as test cases: a folder holds `page.*`, perhaps `capture.json` (what came with the page), and `expected.json`.

Run as a program it writes the expectation of the cases named, for a person to check before it is kept:
`python -m tests.layouts.saved tests/pages/<source>/<layout>/<case>`.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from db.records import Capture, Reading
from pipeline.reading import read

PAGES = Path(__file__).resolve().parents[1] / "pages"
FROZEN = "2024-05-20T12:00:00+08:00"


def cases() -> list[Path]:
    """Every case folder, in the order of their names."""
    return sorted(page.parent for page in PAGES.glob("*/*/*/page.*"))


def capture_of(case: Path) -> Capture:
    """The capture that a case describes; an imported file unless `capture.json` gives a status or a fault."""
    told: dict[str, Any] = json.loads(_text(case / "capture.json") or "{}")
    answered = "status" in told or "fault" in told
    return Capture(
        source=case.parents[1].name,
        key=told.get("key", ""),
        url=told.get("url", ""),
        final_url=told.get("final_url"),
        fetched_at=datetime.fromisoformat(told.get("fetched_at", FROZEN)),
        status=told.get("status"),
        headers=tuple((name, value) for name, value in told.get("headers", {}).items()),
        body=next(case.glob("page.*")).read_bytes(),
        fault=told.get("fault"),
        imported=not answered,
    )


def reading_of(case: Path) -> dict[str, Any]:
    """What reading a case gives, as plain data without the fields that are absent."""
    return _plain(read(capture_of(case)))


def expected_of(case: Path) -> dict[str, Any] | None:
    """What reading a case should give; None when nobody has said."""
    text = _text(case / "expected.json")
    return json.loads(text) if text else None


def _plain(reading: Reading) -> dict[str, Any]:
    plain: dict[str, Any] = {"outcome": str(reading.outcome), "layout": reading.layout}
    if reading.article is not None:
        fields = {name: getattr(reading.article, name) for name in type(reading.article).__slots__}
        plain |= {name: _json(value) for name, value in fields.items() if value not in (None, ())}
    return {name: value for name, value in plain.items() if value is not None}


def _json(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _write(folders: list[str]) -> None:
    for case in map(Path, folders):
        text = json.dumps(reading_of(case.resolve()), ensure_ascii=False, indent=2)
        (case / "expected.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    _write(sys.argv[1:])
