"""zonewatch.toml: defaults, the door, and refusals by name."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from datetime import time, timedelta
from pathlib import Path

import pytest

from crawler.config import WrongConfiguration, load, parse, source_names

REFUSED = tomllib.loads((Path(__file__).parent / "refused.toml").read_text(encoding="utf-8"))["case"]


def test_no_file_means_the_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    config = load(None, {})
    assert config.store.url == "sqlite:///var/zonewatch.db"
    assert config.captures.dir == Path("var/captures")
    assert set(config.sources) == {"finews", "thepaper"}
    assert config.policy.floor == timedelta(hours=1)


def test_the_door_takes_the_path_given_then_the_environment_then_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("given", "named", "zonewatch"):
        (tmp_path / f"{name}.toml").write_text(f'[store]\nurl = "sqlite:///{name}.db"\n', encoding="utf-8")
    environ = {"ZONEWATCH_CONFIG": "named.toml"}
    assert load(Path("given.toml"), environ).store.url == "sqlite:///given.db"
    assert load(None, environ).store.url == "sqlite:///named.db"
    assert load(None, {}).store.url == "sqlite:///zonewatch.db"


def test_every_documented_key_is_taken() -> None:
    text = (Path(__file__).parent / "full.toml").read_text(encoding="utf-8")
    config = parse(tomllib.loads(text), "full.toml")
    assert config.sources["finews"].origins["archive"] == "http://127.0.0.1:8004/files"
    assert config.sources["thepaper"].names("nodes") == ("25462", "25491")
    assert config.sources["thepaper"].origin == "http://127.0.0.1:8001"
    assert config.sources["finews"].discover["feed"] is False
    assert config.notify == {"webhook": {"url": "https://hook.example/zonewatch"}, "log": {}}
    assert config.sources["finews"].quiet == ("23:00-06:30", "12:00-13:00")
    assert config.captures.retain == timedelta(days=90)


@pytest.mark.parametrize(
    ("desk", "given", "language"),
    [({}, {}, "zh"), ({"language": "auto"}, {}, "zh"), ({"language": "en"}, {}, "en"), ({"language": "en"}, {"language": "zh"}, "zh")],
)
def test_a_recipient_is_told_in_its_own_language_else_in_the_desks(desk: dict[str, str], given: dict[str, str], language: str) -> None:
    (one,) = parse({"desk": desk, "notify": {"log": given}}, "x").recipients()
    assert (one.name, one.by, one.language, one.at_once, one.digest, one.alerts) == ("log", "log", language, 0.7, time(8), True)


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case["says"][:60])
def test_a_wrong_key_or_value_is_refused_by_name(case: dict[str, str]) -> None:
    with pytest.raises(WrongConfiguration) as refusal:
        parse(tomllib.loads(case["toml"]), "zonewatch.toml")
    assert str(refusal.value).startswith(f"zonewatch.toml: {case['says']}")
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("content", [b"[store", b"\xff\xfe", b"a = 1\na = 2\n"])
def test_a_file_that_is_no_toml_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "z.toml"
    path.write_bytes(content)
    with pytest.raises(WrongConfiguration, match="is not TOML"):
        load(path, {})


def test_a_file_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(WrongConfiguration, match="cannot be read"):
        load(tmp_path / "absent.toml", {})


def test_every_source_has_a_spider_of_its_name_and_defaults_that_hold() -> None:
    spiders = Path(__file__).parents[2] / "crawler" / "spiders"
    assert source_names() == tuple(sorted(path.stem for path in spiders.glob("[a-z]*.py")))


def test_reading_the_configuration_loads_neither_scrapy_nor_twisted() -> None:
    code = "import sys; from crawler.config import load; load(None, {}); sys.exit(bool({'scrapy', 'twisted'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).parents[2]).returncode == 0


def test_an_added_zone_is_found_and_one_without_a_code_is_told_by_its_name() -> None:
    config = parse({"zones": {"add": [{"name": "内江新城", "short": ["内江城市新区"], "province": "四川", "kind": "xq"}]}}, "a.toml")
    known = config.gazetteer()
    assert known is not None
    assert [mention.id for mention in known.mentions("内江城市新区和内江高新区")] == ["zone:CN-000000-xq-内江新城", "zone:CN-511000-gxq"]
    assert parse({}, "a.toml").gazetteer() is None
