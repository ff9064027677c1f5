"""What stands in tests/golden: every form's files, and every view of the terminal with and without colour."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

from rich.console import Console, RenderableType

from pipeline.report import text, text_holdings
from pipeline.report.folder import forms
from pipeline.report.html import comparison_page
from pipeline.report.material import ChangeSheet
from tests.export.samples import golden_exports
from tests.report import samples

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
CHINESE = ("index.html", "promises.html", "changes/00000000000000a2.html", "zones/zone-CN-511000-gxq.html", "pages/1.html")
"""Pages of the report in Chinese that have a golden file, too."""

REFRESH = "python -m tests.report.refresh"

VIEWS: dict[str, RenderableType] = {
    "changes": text.changes_table([sheet.recorded for sheet in samples.DATA.changes]),
    "no-changes": text.changes_table([]),
    "change": text.change_page(samples.sheet(samples.LOWERED)),
    "change-of-title": text.change_page(samples.sheet(samples.RETITLED)),
    "relation": text.change_page(ChangeSheet(recorded=samples.OVERDUE)),
    "comparison": text.compare_view(samples.COMPARISON),
    "article": text.article_view(samples.READING),
    "offline": text.article_view(samples.OFFLINE),
    "pages": text_holdings.pages_table([samples.PAGE, samples.GONE_PAGE]),
    "versions": text_holdings.versions_table([samples.FIRST, samples.SECOND]),
    "versions-in-turn": text_holdings.versions_table([samples.FIRST, samples.SECOND], [samples.FLICKER]),
    "captures": text_holdings.captures_table(samples.HISTORY.captures),
    "run": text_holdings.run_summary(samples.RUN),
    "claims": text_holdings.claims_table([samples.MANY, samples.JUNE, samples.SCHOOLS], "\n".join(samples.OLD_BODY)),
}


def drawn(view: RenderableType, *, colour: bool = False, width: int = 80) -> str:
    """What a terminal of 80 columns would be sent."""
    page = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        legacy_windows=False,
        _environ={},
    )
    page.print(view)
    assert isinstance(page.file, io.StringIO)
    return "\n".join(line.rstrip() for line in page.file.getvalue().split("\n"))


def golden_files() -> dict[str, str]:
    """Every golden file by its path below tests/golden."""
    files = {
        f"{name}/{file}": words for name, form in forms().items() for file, words in form(samples.DATA, made_at=samples.MADE_AT).items()
    }
    chinese = forms()["html"](replace(samples.DATA, language="zh"), made_at=samples.MADE_AT)
    files |= {f"html-zh/{file}": chinese[file] for file in CHINESE}
    files |= {f"terminal/{name}.txt": drawn(view) for name, view in VIEWS.items()}
    files["terminal/change-in-colour.txt"] = drawn(VIEWS["change"], colour=True)
    files["comparison/comparison.html"] = comparison_page(samples.COMPARISON, old_name="old.txt", new_name="new.txt")
    return files | golden_exports()
