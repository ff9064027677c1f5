"""The README's table of faults, made from the cases that the tests run: `python -m tests.replay.fault_table` writes it."""

from __future__ import annotations

from itertools import groupby

from tests.readme import README, with_part
from tests.replay.fault_cases import Case, cases

BEGIN, END = "<!-- faults: written by `make faults-table` -->", "<!-- end of faults -->"
WORDS = {
    "network": "the line and the server",
    "redirects": "redirects and names",
    "pages": "pages that are not the article",
    "charsets": "charsets",
    "clocks": "clocks and caches",
}


def table() -> str:
    """The table: per kind of fault and outcome one row."""
    lines = ["| where | what goes wrong | recorded as |", "|---|---|---|"]
    order = sorted(cases(), key=lambda case: (list(WORDS).index(case.group), case.outcome == "ok", case.outcome, case.number))
    for (group, outcome), those in groupby(order, key=lambda case: (case.group, case.outcome)):
        lines.append(f"| {WORDS[group]} | {'; '.join(map(_says, those))} | `{outcome}` |")
    return "\n".join(lines)


def written(readme: str) -> str:
    """The README with the table as it is now."""
    return with_part(readme, BEGIN, END, f"{len(cases())} faults, each met after a good first version:\n\n{table()}")


def _says(case: Case) -> str:
    return case.says.replace("|", "\\|")


if __name__ == "__main__":
    README.write_text(written(README.read_text(encoding="utf-8")), encoding="utf-8")
