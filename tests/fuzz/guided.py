"""One target under atheris: `python -m tests.fuzz.guided <target> [libFuzzer's options] corpus`."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["pipeline", "crawler.guard", "crawler.lists", "crawler.config"]):
    from tests.fuzz.targets import TARGETS

name = sys.argv.pop(1)
atheris.Setup(sys.argv, TARGETS[name])
atheris.Fuzz()
