"""The messages of the report, as they stand in its templates and code, and those its catalogue has."""

from __future__ import annotations

import re
from pathlib import Path

from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2] / "pipeline" / "report"
CATALOGUE = ROOT / "locale" / "zh_CN" / "LC_MESSAGES" / "report.po"
_ONE = re.compile(r"""(?:\b_|\.say|\.tell)\(\s*"((?:[^"\\]|\\.)+)\"""")
_MANY = re.compile(r"""ngettext\(\s*"((?:[^"\\]|\\.)+)",\s*"((?:[^"\\]|\\.)+)\"""")


def spoken() -> set[str]:
    """Every message in the code and the templates; of those that depend on a number the singular."""
    from pipeline.report.timeline import SHAPE_WORDS

    found = set(SHAPE_WORDS.values())
    for path in (*ROOT.glob("templates/*.html"), ROOT / "tongue.py", ROOT / "atom.py"):
        words = path.read_text(encoding="utf-8")
        found |= set(_ONE.findall(words)) | {one for one, _ in _MANY.findall(words)}
    return found


def translated() -> dict[str, str]:
    """Every message of the catalogue with its translation."""
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file)
    plain = {message.id if isinstance(message.id, str) else message.id[0]: message.string for message in catalogue if message.id}
    return {one: said if isinstance(said, str) else said[0] for one, said in plain.items()}
