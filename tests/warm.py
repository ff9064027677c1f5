"""Loads what any process of ours needs, and goes its way once: whoever is forked from this one need do neither."""

from __future__ import annotations

import importlib
import pkgutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import crawler
import db
import pipeline
from crawler.loading import load
from db.store import open_store
from tests.way.filled import fill

IMPORTED_LATE = (
    "rich._emoji_codes",
    "rich._unicode_data.unicode17-0-0",
    "rich.progress",
    "typer._adapters",
    "typer._click.decorators",
)
"""What others import in the middle of a command; what a run needs is known to the product, what we import is found by where it lies."""

RUN = ("crawler.mould",)


def warm() -> None:
    """Import it all, and send a few pages the way, in a folder that goes again: the lexicons are read then, and statements worked out."""
    load()
    for name in (*IMPORTED_LATE, *modules(crawler), *modules(pipeline), *modules(db)):
        importlib.import_module(name)
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/z.db")
        fill(store, Path(folder))
        store.close()


def modules(package: ModuleType) -> Iterator[str]:
    """The modules of a package and of those within it, but for those that are only ever run."""
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not found.name.startswith("db.migrations.") and found.name not in RUN:
            yield found.name
