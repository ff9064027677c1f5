"""Write the golden files anew: `python -m tests.report.refresh`. Look at what git shows as changed before keeping it."""

from __future__ import annotations

import shutil

from tests.report.views import GOLDEN, golden_files


def refresh() -> None:
    """Replace the folders this package owns below tests/golden, and no other."""
    files = golden_files()
    for folder in {name.partition("/")[0] for name in files}:
        shutil.rmtree(GOLDEN / folder, ignore_errors=True)
    for name, words in files.items():
        path = GOLDEN / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(words, encoding="utf-8", newline="")


if __name__ == "__main__":
    refresh()
