"""One article, many addresses: whatever names it on the command line, in a list or in a redirect leads to one page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.forge import python
from tests.replay.demo import CONFIGURATION, replay, zonewatch

ARTICLE = "24681357"
FORMS = (
    f"https://www.thepaper.cn/newsDetail_forward_{ARTICLE}",
    f"http://www.thepaper.cn/newsDetail_forward_{ARTICLE}",
    f"https://thepaper.cn/newsDetail_forward_{ARTICLE}?from=search",
    f"https://m.thepaper.cn/newsDetail_forward_{ARTICLE}",
    f"https://m.thepaper.cn/detail/{ARTICLE}",
    f"https://www.thepaper.cn/series/{ARTICLE}",
    f"www.thepaper.cn/detail/{ARTICLE}",
)


@pytest.fixture(scope="module")
def visited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The configuration of a store in which every form was visited, each at a time of its own."""
    folder = tmp_path_factory.mktemp("addresses")
    config = folder / "zonewatch.toml"
    with replay() as origins:
        config.write_text(CONFIGURATION.format(folder=folder.as_posix(), **origins), encoding="utf-8")
        forms = [*FORMS, f"{origins['thepaper']}/detail/{ARTICLE}"]
        for day, some in enumerate((forms[:1], forms)):
            words = [word for url in some for word in ("--url", url)]
            zonewatch(config, "crawl", "thepaper", *words, "--now", f"2026-03-0{2 + day}T12:00:00+08:00", capture=True, run=python)
        yield config


def asked(config: Path, *words: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in zonewatch(config, *words, "--json", capture=True, run=python).splitlines()]


def test_every_form_of_an_address_leads_to_one_page_with_one_version(visited: Path) -> None:
    (page,) = asked(visited, "pages")
    assert (page["key"], page["versions"]) == (ARTICLE, 1)
    captures = asked(visited, "captures", ARTICLE)
    assert [capture["outcome"] for capture in captures] == ["ok"] * len(captures)
    assert len(captures) >= len(FORMS)
    assert asked(visited, "changes") == []


def test_every_form_is_remembered_with_its_first_and_last_sight(visited: Path) -> None:
    from sqlalchemy import select

    from db.store import open_store
    from db.tables import address

    (page,) = asked(visited, "pages")
    assert not any("127.0.0.1" in url for url in page["urls"])
    assert {"https://m.thepaper.cn/detail/" + ARTICLE, "https://www.thepaper.cn/series/" + ARTICLE} <= set(page["urls"])
    store = open_store(f"sqlite:///{visited.parent}/zonewatch.db")
    with store.look() as unit:
        seen = {row.url: (row.first_seen.day, row.last_seen.day) for row in unit.execute(select(address))}
    store.close()
    assert seen.pop(FORMS[0]) == (2, 3)
    assert set(seen.values()) == {(3, 3)}


@pytest.mark.parametrize("form", FORMS)
def test_a_page_can_be_named_by_any_address_it_was_seen_under(visited: Path, form: str) -> None:
    url = form if "://" in form else f"https://{form}"
    (version,) = asked(visited, "versions", url)
    assert version["number"] == 1
