"""Sources are found by where they lie, and every form of an address leads to the one page."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pipeline.layouts
from pipeline.sources import SourceTwice, UnknownSource, names, source

FILE = """
from pipeline.sources import Source
SOURCE = Source(name="{name}", hosts=("news.example",), key_of=lambda url: None, canonical_url=lambda url: url, layouts=())
"""

KEYS = [
    ("thepaper", "http://www.thepaper.cn/newsDetail_forward_10925465", "10925465"),
    ("thepaper", "https://thepaper.cn/newsDetail_forward_10925465?commTag=true#x", "10925465"),
    ("thepaper", "https://m.thepaper.cn/detail/10925465", "10925465"),
    ("thepaper", "https://M.THEPAPER.CN/series/10925465/", "10925465"),
    ("thepaper", "https://m.thepaper.cn/newsDetail_forward_4150096", "4150096"),
    ("thepaper", "https://www.thepaper.cn/_next/data/b7F2/detail/10925465.json?id=10925465", "10925465"),
    ("thepaper", "www.thepaper.cn/newsDetail_forward_10925465", "10925465"),
    ("thepaper", "newsDetail_forward_10925465", "10925465"),
    ("thepaper", "https://www.thepaper.cn/list_25432", None),
    ("thepaper", "https://www.thepaper.cn/", None),
    ("thepaper", "https://www.thepaper.cn.evil.example/newsDetail_forward_10925465", None),
    ("thepaper", "https://news.example/detail/10925465", None),
    ("thepaper", "javascript:newsDetail_forward_10925465", None),
    ("thepaper", "http://[broken/newsDetail_forward_10925465", None),
    ("finews", "https://finews.withounder.com/kejiribao/2022/05/25/NW202205252391675717.html", "NW202205252391675717"),
    ("finews", "http://finews.zning.me/emnews/2021/12/08/202112082206928461.html", "202112082206928461"),
    ("finews", "http://finnews.zning.me/dow/jones/2022/05/25/NW202205252391675717.html?x=1", "NW202205252391675717"),
    ("finews", "https://finews.withounder.com/2022/05/25/NW202205252391675717.html", "NW202205252391675717"),
    ("finews", "/kejiribao/2022/05/25/NW202205252391675717.html", "NW202205252391675717"),
    ("finews", "https://github.com/zning1994/finews/blob/main/old_post/2022-05-25-NW202205252391675717.md", "NW202205252391675717"),
    ("finews", "old_post/2022-05-25-NW202205252391675717.md", "NW202205252391675717"),
    ("finews", "https://raw.example/_posts/-202205262391921712.md", "202205262391921712"),
    ("finews", "http://finews.zning.xyz/html_News/NewsShare.html?infoCode=NW202205252391675717", "NW202205252391675717"),
    ("finews", "http://finews.zning.xyz/NewsData/GetNewsText.do?id=NW202205252391675717&cid=1", "NW202205252391675717"),
    ("finews", "http://finews.zning.xyz/NewsData/GetNewsText.do?id=", None),
    ("finews", "https://finews.withounder.com/category/kejiribao.html", None),
    ("finews", "https://finews.withounder.com/feed.xml", None),
    ("finews", "https://news.example/a/2022/05/25/NW202205252391675717.html", None),
    ("finews", "old_post/2021-12-01-init.md", None),
]


@pytest.mark.parametrize(("name", "url", "key"), KEYS)
def test_an_address_names_its_page(name: str, url: str, key: str | None) -> None:
    assert source(name).key_of(url) == key


@pytest.mark.parametrize(
    ("name", "url", "canonical"),
    [
        ("thepaper", "http://m.thepaper.cn/detail/10925465?a=b", "https://www.thepaper.cn/newsDetail_forward_10925465"),
        ("thepaper", "https://www.thepaper.cn/list_25432", "https://www.thepaper.cn/list_25432"),
        (
            "finews",
            "http://finews.zning.me/kejiribao/2022/05/25/NW202205252391675717.html?x#y",
            "https://finews.withounder.com/kejiribao/2022/05/25/NW202205252391675717.html",
        ),
        ("finews", "https://news.example/x", "https://news.example/x"),
        ("finews", "http://[broken", "http://[broken"),
    ],
)
def test_an_address_has_one_public_form(name: str, url: str, canonical: str) -> None:
    assert source(name).canonical_url(url) == canonical
    assert source(name).canonical_url(canonical) == canonical


@given(st.text(max_size=80), st.sampled_from(["thepaper", "finews"]))
def test_no_text_crashes_an_identity(text: str, name: str) -> None:
    site = source(name)
    assert site.key_of(site.canonical_url(text)) == site.key_of(text)


def test_the_first_host_is_the_canonical_one() -> None:
    assert [source(name).hosts[0] for name in ("finews", "thepaper")] == ["finews.withounder.com", "www.thepaper.cn"]


def test_an_unknown_source_is_refused_by_name_with_the_known_ones() -> None:
    with pytest.raises(UnknownSource, match=r"caixin.*finews, thepaper"):
        source("caixin")


def test_a_source_is_added_by_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _add(tmp_path, monkeypatch, "an_added_source", "example")
    assert names() == ("example", "finews", "thepaper")
    assert source("example").hosts == ("news.example",)


def test_two_sources_of_one_name_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _add(tmp_path, monkeypatch, "a_second_finews", "finews")
    with pytest.raises(SourceTwice, match="finews"):
        names()


def _add(folder: Path, monkeypatch: pytest.MonkeyPatch, module: str, name: str) -> None:
    (folder / f"{module}.py").write_text(FILE.format(name=name), encoding="utf-8")
    monkeypatch.setattr(pipeline.layouts, "__path__", [*pipeline.layouts.__path__, str(folder)])
    monkeypatch.delitem(sys.modules, f"pipeline.layouts.{module}", raising=False)
