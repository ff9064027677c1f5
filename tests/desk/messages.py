"""The catalogues brought up to date with the code: `python -m tests.desk.messages` writes them, git shows what changed.

Messages stand in the templates and in the modules of the desk; a new one comes into the catalogue empty, and the tests
fail until it is translated.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

DESK = Path(__file__).resolve().parents[2] / "pipeline" / "desk"
CATALOGUE = DESK / "locale" / "zh_CN" / "LC_MESSAGES" / "desk.po"
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]
STILL = datetime(2026, 1, 1, tzinfo=UTC)
"""A date that is always the same, so that only messages change the file."""


def wanted() -> Catalog:
    """Every message of the desk, without translations."""
    found = Catalog(project="zonewatch", creation_date=STILL, charset="utf-8")
    keywords = {"_": None, "tell": None, "ngettext": (1, 2), "count": (1, 2)}
    options = {"templates/**.html": {"silent": "false", "trim_blocks": "true", "lstrip_blocks": "true"}}
    for name, _line, message, comments, context in extract_from_dir(DESK, METHODS, options, keywords=keywords):
        found.add(message, None, [(Path(name).as_posix(), 0)], auto_comments=comments, context=context)
    return found


def held() -> Catalog:
    """The Chinese catalogue as it is kept."""
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="zh_CN")


def main() -> int:
    """Write the catalogue anew; gives 1 when something is still to be translated."""
    kept = held() if CATALOGUE.exists() else Catalog(locale="zh_CN", charset="utf-8")
    kept.update(wanted(), no_fuzzy_matching=True)
    kept.creation_date = kept.revision_date = STILL
    kept.header_comment, kept.fuzzy, kept.project, kept.version = "# The desk in Chinese.", False, "zonewatch", ""
    kept.msgid_bugs_address, kept.last_translator, kept.language_team = "", "zonewatch", "zh_CN"
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as file:
        write_po(file, kept, width=0, no_location=True, sort_output=True, ignore_obsolete=True)
    left = [one.id for one in kept if one.id and not (all(one.string) if isinstance(one.string, tuple) else one.string)]
    for message in left:
        print(message)
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
