"""A report's folder is complete or not there, and never takes the place of anything else."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import report
from pipeline.report.folder import CONTENTS, NotAReportFolder, TwoFormsOneFile, forms, write_report
from pipeline.report.material import ReportData
from tests.report import samples

FORM = '''
"""A form dropped into the folder."""
def render(data, *, made_at):
    return {{"{file}": str(len(data.changes))}}
'''


def files(out: Path) -> dict[str, str]:
    """Everything below a folder."""
    return {path.relative_to(out).as_posix(): path.read_text(encoding="utf-8") for path in out.rglob("*") if path.is_file()}


def write(out: Path, data: ReportData = samples.DATA) -> Path:
    """The sample report."""
    return write_report(out, data, made_at=samples.MADE_AT)


@pytest.fixture
def dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A second folder of forms."""
    folder = tmp_path / "forms"
    folder.mkdir()
    monkeypatch.setattr(report, "__path__", [*report.__path__, str(folder)])
    return folder


def test_the_folder_holds_every_form_and_the_path_of_the_index_is_given_back(tmp_path: Path) -> None:
    index = write(tmp_path / "deep" / "out")
    assert index == tmp_path / "deep" / "out" / "index.html"
    held = files(tmp_path / "deep" / "out")
    assert {"index.html", "feed.xml", "changes.csv", "changes.jsonl", "report.txt", "pages/1.html", CONTENTS} <= set(held)
    assert set(held[CONTENTS].splitlines()) == set(held) - {CONTENTS}


def test_nothing_is_left_beside_the_folder(tmp_path: Path) -> None:
    write(tmp_path / "out")
    write(tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_report_takes_the_place_of_an_earlier_one_as_a_whole(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write(out)
    write(out, ReportData())
    assert not list(out.glob("changes/*"))


def test_an_empty_folder_may_be_filled(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    assert write(tmp_path / "out").is_file()


def test_what_a_file_browser_leaves_is_no_obstacle(tmp_path: Path) -> None:
    write(tmp_path / "out")
    (tmp_path / "out" / "pages" / ".DS_Store").write_text("")
    assert write(tmp_path / "out").is_file()


@pytest.mark.parametrize("name", ["notes.txt", "pages/99.html", ".git/config", CONTENTS + ".bak"])
def test_a_folder_with_anything_else_in_it_is_refused_and_left_alone(tmp_path: Path, name: str) -> None:
    out = tmp_path / "out"
    write(out)
    (out / name).parent.mkdir(exist_ok=True)
    (out / name).write_text("mine")
    before = files(out)
    with pytest.raises(NotAReportFolder, match=r"which no report wrote: choose another folder") as refused:
        write(out, ReportData())
    assert name in str(refused.value)
    assert files(out) == before


def test_a_folder_that_no_report_wrote_is_refused(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("somebody's home page")
    with pytest.raises(NotAReportFolder, match=r"index\.html"):
        write(tmp_path)


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(NotAReportFolder):
        write(tmp_path / "out")


def test_a_link_to_the_folder_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "real")
    write(tmp_path / "out")
    write(tmp_path / "out")
    assert (tmp_path / "out").is_symlink()
    assert (tmp_path / "real" / "index.html").is_file()


def test_a_failure_leaves_the_earlier_report_and_nothing_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    write(out)
    before = files(out)
    calls = []

    def full_disk(path: Path, *_: object, **__: object) -> int:
        calls.append(path)
        if len(calls) == 3:
            raise OSError(28, "No space left on device")
        return 0

    monkeypatch.setattr(Path, "write_text", full_disk)
    with pytest.raises(OSError, match="No space left"):
        write(out, ReportData())
    monkeypatch.undo()
    assert files(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_when_the_new_report_cannot_be_moved_the_earlier_one_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    write(out)
    before = files(out)
    rename = Path.rename

    def stuck(path: Path, target: Path) -> Path:
        if path.name == "new":
            raise OSError("the folder is in use")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", stuck)
    with pytest.raises(OSError, match="in use"):
        write(out, ReportData())
    assert files(out) == before


def test_a_form_is_found_by_where_it_lies(dropped: Path, tmp_path: Path) -> None:
    (dropped / "dropped_form.py").write_text(FORM.format(file="dropped.txt"))
    assert "dropped_form" in forms()
    write(tmp_path / "out")
    assert (tmp_path / "out" / "dropped.txt").read_text() == "7"


def test_two_forms_that_write_one_file_are_refused_by_name(dropped: Path, tmp_path: Path) -> None:
    (dropped / "second_feed.py").write_text(FORM.format(file="feed.xml"))
    with pytest.raises(TwoFormsOneFile, match=r"atom and second_feed both write feed\.xml"):
        write(tmp_path / "out")
    assert not (tmp_path / "out").exists()
