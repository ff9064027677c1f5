"""What lies in deploy/ is right: units that verify, a configuration that names every key, containers without rights."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from crawler.config import parse, source_names
from crawler.keys import Config, SourceTable
from pipeline.message import COMMON, notifier, notifiers

DEPLOY = Path(__file__).parents[2] / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.*"))
SPIDERS = DEPLOY.parent / "crawler" / "spiders"


def spelled_out() -> dict[str, Any]:
    """The example with the keys that stand behind a comment sign."""
    text = (DEPLOY / "zonewatch.toml").read_text(encoding="utf-8")
    return tomllib.loads(re.sub(r"^# (?=\w+ = |\[)", "", text, flags=re.MULTILINE))


def wanted() -> Iterator[tuple[str, ...]]:
    """Every key there is."""
    for name, field in Config.model_fields.items():
        yield from ((name, key) for key in getattr(field.annotation, "model_fields", {}))
    for name in source_names():
        own = SPIDERS / f"{name}.toml"
        beside = tomllib.loads(own.read_text(encoding="utf-8")) if own.exists() else {}
        yield from (("sources", name, key) for key in beside)
        yield from (("sources", name, "discover", key) for key in beside.get("discover", {}))
    yield from (("sources", "thepaper", key) for key in SourceTable.model_fields if key != "origins")


def test_the_example_is_right_as_it_stands_and_says_the_defaults() -> None:
    held = parse(tomllib.loads((DEPLOY / "zonewatch.toml").read_text(encoding="utf-8")), "example")
    assert held == parse({}, "defaults")


def test_the_example_names_every_key_and_each_is_known() -> None:
    example = spelled_out()
    parse(example, "example")
    missing = []
    for path in wanted():
        place: Any = example
        for key in path:
            place = place.get(key) if isinstance(place, dict) else None
        if place is None:
            missing.append(".".join(path))
    told = {key for table in example["notify"].values() for key in table}
    missing += sorted(COMMON.union(*(notifier(name).KEYS for name in notifiers())) - told)
    assert not missing, f"deploy/zonewatch.toml does not name {', '.join(missing)}"


@pytest.fixture
def units(tmp_path: Path) -> list[Path]:
    """The units with a program that is there."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not on this machine")
    for unit in UNITS:
        words = unit.read_text(encoding="utf-8").replace("/opt/zonewatch/bin/zonewatch", sys.executable)
        (tmp_path / unit.name).write_text(words, encoding="utf-8")
    return [tmp_path / unit.name for unit in UNITS]


def test_the_units_verify(units: list[Path]) -> None:
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *map(str, units)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_units_expose_little(units: list[Path]) -> None:
    for unit in units:
        if unit.suffix == ".service":
            words = ["systemd-analyze", "security", "--offline=true", "--no-pager", str(unit)]
            told = subprocess.run(words, capture_output=True, text=True, check=True).stdout
            level = re.search(r"Overall exposure level for (\S+): ([0-9.]+)", told)
            assert level is not None
            print(f"{level[1]}: exposure {level[2]} of 10")
            assert float(level[2]) < 2.0


def test_containers_have_no_rights_a_read_only_root_and_a_health_check() -> None:
    compose = yaml.safe_load((DEPLOY / "container" / "compose.yaml").read_text(encoding="utf-8"))
    for name, service in compose["services"].items():
        assert service["read_only"] is True, name
        assert service["user"] not in ("root", "0", "0:0"), name
        assert service["cap_drop"] == ["ALL"], name
        assert "no-new-privileges:true" in service["security_opt"], name
        assert re.fullmatch(r"[a-z]+:[0-9]+\.[0-9]+(\.[0-9]+)?(-[a-z]+)?", service["image"]), name
        assert "healthcheck" in service or service["restart"] == "no", name
    for line in (DEPLOY / "container" / "Containerfile").read_text(encoding="utf-8").splitlines():
        assert not line.startswith("FROM") or re.search(r":\d+\.\d+\.\d+", line)


def test_the_configuration_of_the_containers_is_right() -> None:
    parse(tomllib.loads((DEPLOY / "container" / "zonewatch.toml").read_text(encoding="utf-8")), "container")


def test_there_is_no_python_in_deploy() -> None:
    assert not list(DEPLOY.rglob("*.py"))
