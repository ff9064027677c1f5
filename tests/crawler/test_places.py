"""Public addresses, and where they are really asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.places import Place, Places

PUBLIC = "https://raw.githubusercontent.com/zning1994/finews/main"
PLAIN = Places(hosts=("finews.withounder.com", "finews.zning.me"), further={"archive": Place(public=PUBLIC)})
MIRRORED = Places(
    hosts=PLAIN.hosts,
    origin="http://127.0.0.1:8003",
    further={"archive": Place(public=PUBLIC, origin="http://127.0.0.1:8004/files")},
)

ASKED = [
    ("https://finews.withounder.com/a/b.html?c=d", "http://127.0.0.1:8003/a/b.html?c=d"),
    ("http://finews.zning.me/a", "http://127.0.0.1:8003/a"),
    ("https://finews.withounder.com", "http://127.0.0.1:8003/"),
    ("https://FINEWS.withounder.com/a#part", "http://127.0.0.1:8003/a"),
    (f"{PUBLIC}/old_post/x.md", "http://127.0.0.1:8004/files/old_post/x.md"),
    ("https://elsewhere.example/a", "https://elsewhere.example/a"),
    (f"{PUBLIC}x/y", f"{PUBLIC}x/y"),
    ("http://[", "http://["),
]


@pytest.mark.parametrize(("public", "asked"), ASKED)
def test_an_origin_stands_in_for_the_public_host(public: str, asked: str) -> None:
    assert MIRRORED.asked(public) == asked
    assert PLAIN.asked(public) == public


def test_what_an_origin_answers_is_told_under_the_public_address() -> None:
    assert MIRRORED.public("http://127.0.0.1:8003/a?b") == "https://finews.withounder.com/a?b"
    assert MIRRORED.public("http://127.0.0.1:8003") == "https://finews.withounder.com/"
    assert MIRRORED.public("http://127.0.0.1:8004/files/old_post/x.md") == f"{PUBLIC}/old_post/x.md"
    assert MIRRORED.public("http://127.0.0.1:80031/a") == "http://127.0.0.1:80031/a"


@given(st.text(alphabet="abc/.-_?=%", max_size=30))
def test_there_and_back_gives_the_same_address(path: str) -> None:
    public = f"https://finews.withounder.com/{path}"
    assert MIRRORED.public(MIRRORED.asked(public)).rstrip("?") == public.rstrip("?")


def test_every_origin_and_every_public_host_is_known_to_the_guard() -> None:
    assert MIRRORED.origins == ("http://127.0.0.1:8003", "http://127.0.0.1:8004/files")
    assert MIRRORED.allowed == ("finews.withounder.com", "finews.zning.me", "raw.githubusercontent.com")
