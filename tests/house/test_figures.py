"""The README shows the figures that were kept last."""

from __future__ import annotations

from tests.bench.history import written
from tests.readme import README


def test_the_table_of_figures_in_the_readme_is_the_one_that_was_kept_last() -> None:
    readme = README.read_text(encoding="utf-8")
    assert written(readme) == readme, "run `make bench-record` on a quiet machine"
