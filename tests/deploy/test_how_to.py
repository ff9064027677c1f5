"""The how-tos are followed: what stands in their `sh` blocks runs, on SQLite and on PostgreSQL, and a restored store is whole."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.forge import here
from tests.postgres import installed
from tests.stores import database

ROOT = Path(__file__).parents[2]
HEAD = "layout: post\ntitle: 内江高新区项目建设\ndate: 2026-03-02 10:00:00 +0800\ncategories: kejiribao\ntags: 科技日报"
POST = f"---\n{HEAD}\n---\n\n截至2月底，内江高新区已引进电子信息项目13个。\n"
URL = "https://finews.withounder.com/kejiribao/2026/03/02/NW202603023411120001.html"
HELD = "zonewatch import post.md --source finews --at 2026-03-02T12:00:00+08:00 --url {url}\nzonewatch verify --json\n"


def blocks(page: str, kind: str = "") -> str:
    """The blocks marked `sh`, in order; those of lists without their indentation."""
    text = (ROOT / "deploy" / "how-to" / page).read_text(encoding="utf-8")
    mark = f"sh {kind}".strip()
    found = re.findall(rf"^( *)```{mark}\n(.*?)^ *```", text, re.DOTALL | re.MULTILINE)
    return "\n".join(re.sub(rf"^{indent}", "", block, flags=re.MULTILINE) for indent, block in found)


def follow(folder: Path, script: str, **environ: str) -> str:
    """Run a script in a folder, with `zonewatch` of this checkout on the path; gives what it printed."""
    programs = here().programs()
    (folder / "post.md").write_text(POST, encoding="utf-8")
    path = f"{programs}:{environ.pop('PROGRAMS', '')}:{os.environ['PATH']}"
    given = {**os.environ, **here().environ(), "PATH": path, **environ}
    done = subprocess.run(["bash", "-euo", "pipefail", "-c", script], cwd=folder, env=given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_an_sqlite_store_is_backed_up_restored_and_upgraded(tmp_path: Path) -> None:
    script = HELD.format(url=URL) + blocks("back-up-and-restore.md") + blocks("upgrade.md") + blocks("install.md")
    told = follow(tmp_path, script)
    assert '{"captures": 1, "versions": 1, "bad": []}' in told
    assert "bytes in backup/zonewatch.db" in told
    assert "1 payloads and 1 texts checked" in told


def test_a_change_is_reviewed(tmp_path: Path) -> None:
    later = HELD.replace("03-02T12", "03-03T12")
    script = HELD.format(url=URL) + "sed -i s/13个/15个/ post.md\n" + later.format(url=URL) + blocks("review.md")
    told = follow(tmp_path, script)
    assert "13个 became 15个" in told
    assert "2 payloads and 2 texts checked" in told
    (row,) = (tmp_path / "changes.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    assert '"dismiss"' in row
    assert (tmp_path / "report" / "index.html").is_file()


def test_a_postgresql_store_is_made_looked_at_dumped_and_restored(postgres: str, tmp_path: Path) -> None:
    with database(postgres) as store, database(postgres) as restored:
        for name, address in (("z", store), ("r", restored)):
            text = f'[store]\nurl = "{address}"\n[captures]\ndir = "{tmp_path.as_posix()}/captures"\n'
            (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
        dump, check = (part for part in re.split(r"(?=zonewatch db check)", blocks("back-up-and-restore.md", "postgresql"), maxsplit=1))
        script = blocks("many-machines.md") + HELD.format(url=URL) + "mkdir -p backup\n" + dump + "export ZONEWATCH_CONFIG=r.toml\n" + check
        plain = {name: address.replace("+psycopg", "") for name, address in (("STORE", store), ("RESTORED", restored))}
        told = follow(tmp_path, script, ZONEWATCH_CONFIG="z.toml", PROGRAMS=str(installed() / "bin"), **plain)
    assert "0 workers alive" in told
    assert "1 payloads and 1 texts checked" in told


@pytest.mark.parametrize("page", sorted(path.name for path in (ROOT / "deploy" / "how-to").glob("*.md")))
def test_every_how_to_has_something_that_runs(page: str) -> None:
    assert blocks(page)
