"""Nothing is kept that nothing uses: what only tests would miss is no part of the product."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.trees import MODULES, ROOT, named, nodes, statements

WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
TEXTS = [*MODULES, *(path for folder in ("crawler", "pipeline") for path in (ROOT / folder).rglob("*.html"))]
CALLED_FROM_OUTSIDE = {
    "downgrade",  # Alembic
    "main",  # the command, by pyproject.toml
    "process_bind_param",  # SQLAlchemy
    "process_result_value",
    "process_item",  # Scrapy
    "process_request",
    "process_response",
    "process_exception",
    "_engine_started",  # Scrapy's redirects, see crawler/patience.py
    "send_catch_log",
    "has_pending_requests",
    "enqueue_request",
    "next_request",
    "download_request",
    "connection_made",  # asyncio
    "data_received",
    "connection_lost",
    "on_message_begin",  # httptools
    "on_header",
    "on_headers_complete",
    "on_body",
    "on_message_complete",
    "get_retry_decision",  # Procrastinate
    "collect",  # prometheus-client
    "do_GET",  # http.server
    "log_message",
    "redirect_request",  # urllib
    "emit",  # logging
}


def used(path: Path) -> set[str]:
    """Names that a file calls, imports or says in a string; what stands in a docstring or a comment uses nothing."""
    if path.suffix != ".py":
        return set(WORD.findall(path.read_text(encoding="utf-8")))
    docstrings = {id(node.value) for node in statements(path) if isinstance(node, ast.Expr)}
    names: set[str] = set()
    for node in nodes(path):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name):
                names.add(name)
            case ast.Constant(value=str(words)) if id(node) not in docstrings:
                names |= set(WORD.findall(words))
    return names


def definitions(path: Path) -> list[str]:
    """Functions and methods that carry no decorator: one that does is called by what decorates it."""
    found = [node for node in statements(path) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [node.name for node in found if not node.decorator_list and not node.name.startswith("__")]


def test_every_function_is_used_by_the_product() -> None:
    names = set().union(*map(used, TEXTS)) | CALLED_FROM_OUTSIDE
    assert {f"{named(path)}: {name}" for path in MODULES for name in definitions(path) if name not in names} == set()
