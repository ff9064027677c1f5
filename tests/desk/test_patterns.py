"""Every reason and outcome that the code writes into the store has a pattern by which the desk tells it in another language."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.desk.phrases import SENTENCES

PIPELINE = Path(__file__).parents[2] / "pipeline"
FILES = (
    *(PIPELINE / name for name in ("outcome.py", "reading.py", "history.py", "reextract.py", "changes/severity.py", "changes/compare.py")),
    *sorted((PIPELINE / "layouts").glob("*.py")),
    *sorted((PIPELINE / "ledger").glob("*.py")),
)
NAMES = frozenset({"reason", "reasons", "why", "words", "_WORDS"})
FILLED = ("1", "1 and 2")
"""What stands in the places of a sentence: one thing, or two."""


@pytest.mark.parametrize("file", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_what_is_written_can_be_told(file: Path) -> None:
    untold = [forms[0] for forms in written(ast.parse(file.read_text(encoding="utf-8"))) if not any(map(known, forms))]
    assert not untold, f"add a pattern to pipeline/desk/phrases.py or watch_phrases.py for {untold}"


def known(sentence: str) -> bool:
    """Whether a pattern finds it; a single word is a term and needs none."""
    return " " not in sentence or any(pattern.fullmatch(sentence) for pattern, _ in SENTENCES)


def written(tree: ast.AST) -> Iterator[tuple[str, ...]]:
    """Every sentence given as a reason or raised as a finding, with its places filled in each way."""
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in NAMES:
            yield from sentences(node.value)
        elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            yield from (found for given in node.exc.args[:1] for found in sentences(given))
        elif isinstance(node, ast.Assign) and any(isinstance(one, ast.Name) and one.id in NAMES for one in node.targets):
            yield from sentences(node.value)


def sentences(node: ast.AST) -> Iterator[tuple[str, ...]]:
    """The sentences an expression may stand for."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield (node.value,)
    elif isinstance(node, ast.JoinedStr):
        yield tuple("".join(str(part.value) if isinstance(part, ast.Constant) else way for part in node.values) for way in FILLED)
    elif isinstance(node, ast.IfExp):
        yield from (*sentences(node.body), *sentences(node.orelse))
    elif isinstance(node, ast.Tuple | ast.List | ast.Dict):
        for one in node.values if isinstance(node, ast.Dict) else node.elts:
            yield from sentences(one)
