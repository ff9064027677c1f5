"""The parts of the README that programs write: each lies between two marks and is replaced whole."""

from __future__ import annotations

from pathlib import Path

README = Path(__file__).parents[1] / "README.md"


def with_part(readme: str, begin: str, end: str, part: str) -> str:
    """The README with another part between the two marks, which stay."""
    before, _, rest = readme.partition(begin)
    _, _, after = rest.partition(end)
    return f"{before}{begin}\n\n{part}\n\n{end}{after}"
