"""A report as a folder: every form found here, written at once or not at all.

A form is a module of this folder with a function `render` (`pipeline.report.material.Form`); it is
found by where it lies, so that adding one changes no other file.
"""

from __future__ import annotations

import importlib
import pkgutil
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path, PurePath

from db.errors import ZonewatchError
from pipeline import report
from pipeline.gather import Progress, plainly
from pipeline.report.material import Form, ReportData

CONTENTS = ".zonewatch-report"
"""The file by which a report's folder is known: the names of everything a report wrote there, one a line."""

_LITTER = {".DS_Store", "Thumbs.db", "desktop.ini"}  # file browsers leave these wherever somebody looks


class NotAReportFolder(ZonewatchError):
    """{out} holds {foreign}, which no report wrote: choose another folder for the report, or move that away first."""


class TwoFormsOneFile(ZonewatchError):
    """The forms {forms} both write {file}: give one of them another file name."""


def forms() -> dict[str, Form]:
    """Every form by the name of its module, in alphabetical order."""
    names = sorted(module.name for module in pkgutil.iter_modules(report.__path__))
    modules = {name: importlib.import_module(f"{report.__name__}.{name}") for name in names}
    return {name: module.render for name, module in modules.items() if hasattr(module, "render")}


def write_report(out: Path, data: ReportData, *, made_at: datetime, progress: Progress = plainly) -> Path:
    """Write every form below `out` and return the path of its `index.html`.

    The folder appears complete or not at all; an earlier report there is replaced. Raises
    `NotAReportFolder` when `out` holds anything else, and OSError when it cannot be written.
    """
    place = out.resolve()
    _refuse_foreign(place)
    made_by = _files(data, made_at)
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{place.name}-", dir=place.parent) as workshop:
        made = Path(workshop) / "new"
        _write(made, made_by, progress)
        _swap(made, place, Path(workshop) / "old")
    return out / "index.html"


def _files(data: ReportData, made_at: datetime) -> dict[str, Mapping[str, str]]:
    """Every file with the files of the form that makes it."""
    made_by: dict[str, Mapping[str, str]] = {}
    wrote: dict[str, str] = {}
    for name, form in forms().items():
        files = form(data, made_at=made_at)
        for file in files:
            if file in wrote:
                raise TwoFormsOneFile(forms=f"{wrote[file]} and {name}", file=file)
            made_by[file], wrote[file] = files, name
    return made_by


def _refuse_foreign(place: Path) -> None:
    if not place.exists():
        return
    if not place.is_dir():
        raise NotAReportFolder(out=place, foreign="a file instead of a folder")
    contents = place / CONTENTS
    known = set(contents.read_text(encoding="utf-8").splitlines()) | {CONTENTS} if contents.is_file() else set()
    held = sorted(path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_symlink() or not path.is_dir())
    foreign = next((name for name in held if name not in known and PurePath(name).name not in _LITTER), None)
    if foreign is not None:
        raise NotAReportFolder(out=place, foreign=foreign)


def _write(made: Path, made_by: Mapping[str, Mapping[str, str]], progress: Progress) -> None:
    made.mkdir()
    for name in progress(made_by, len(made_by), "report"):
        path = made / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(made_by[name][name], encoding="utf-8", newline="")
    (made / CONTENTS).write_text("".join(f"{name}\n" for name in sorted(made_by)), encoding="utf-8", newline="")


def _swap(made: Path, place: Path, aside: Path) -> None:
    if not place.exists():
        made.rename(place)
        return
    place.rename(aside)
    try:
        made.rename(place)
    except OSError:
        aside.rename(place)
        raise
