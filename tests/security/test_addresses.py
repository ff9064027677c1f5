"""Parsers of addresses disagree; the guard must refuse whatever any of them might take for a place in our own network."""

from __future__ import annotations

import socket
from ipaddress import ip_address
from unicodedata import normalize
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request

from crawler.guard import ForbiddenAddress, address_fault, forbidden, verdict
from crawler.places import Places

HOSTS = ("finews.withounder.com",)
INSIDE = [
    "http://127.0.0.1/",
    "http://127.1/",
    "http://0/",
    "http://0.0.0.0/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://0177.0.0.1/",
    "http://017700000001/",
    "http://127.0.0.1./",
    "http://localhost/",
    "http://LOCALHOST/",
    "http://localhost./",
    "http://a.localhost/",
    "http://printer/",
    "http://db.internal/",
    "http://metadata.google.internal/",
    "http://169.254.169.254/latest/meta-data/",
    "http://[fd00:ec2::254]/",
    "http://100.100.100.200/latest/meta-data/",
    "http://10.0.0.1/",
    "http://172.16.0.1/",
    "http://192.168.1.1/",
    "http://100.64.0.1/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "http://[::1]/",
    "http://[::]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[fe80::1%25eth0]/",
    "http://[fc00::1]/",
    "http://finews.withounder.com@127.0.0.1/",
    "http://127.0.0.1@finews.withounder.com/",
    "http://finews.withounder.com:80@127.0.0.1/",
    "http://127.0.0.1\\@finews.withounder.com/",
    "http://finews.withounder.com\\@127.0.0.1/",
    "http://127。0。0。1/",
    "http://１２７.０.０.１/",
    "http://①②⑦.⓪.⓪.①/",
    "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/",
    "http:///etc/passwd",
    "http:/127.0.0.1/",
    "http://",
    "//127.0.0.1/",
    "file:///etc/passwd",
    "file://localhost/etc/passwd",
    "gopher://127.0.0.1:6379/_INFO",
    "ftp://127.0.0.1/",
    "data:text/html,<script>",
    "dict://127.0.0.1:11211/",
    "jar:http://127.0.0.1!/",
    "http://finews.withounder.com:99999/",
    "http://finews.withounder.com:x/",
    "http://[::1",
]


@pytest.mark.parametrize("url", INSIDE)
def test_no_way_of_writing_our_own_network_is_let_through(url: str) -> None:
    assert forbidden(url, ()) is not None


@pytest.mark.parametrize(
    "url",
    [
        "https://finews.withounder.com.evil.example/x",
        "https://evil-finews.withounder.com/x",
        "https://evil.example/finews.withounder.com",
        "https://evil.example#finews.withounder.com",
        "https://evil.example?finews.withounder.com",
        "https://evil.example\\.finews.withounder.com/",
        "https://finews.withounder.com:8443/x",
        "https://withounder.com/x",
    ],
)
def test_a_host_that_only_holds_the_name_of_ours_is_foreign(url: str) -> None:
    assert verdict(url, HOSTS, ()) is not None


@pytest.mark.parametrize("origin", ["http://127.0.0.1:8000", "http://replay.test"])
@pytest.mark.parametrize("suffix", [".evil.example/x", "@evil.example/x", "1/x", ":9/x", "\\@evil.example/x"])
def test_an_origin_is_no_prefix(origin: str, suffix: str) -> None:
    places = Places(hosts=HOSTS, origin=origin)
    assert verdict(origin + suffix, places.allowed, places.origins) is not None


@given(st.integers(min_value=0, max_value=2**32 - 1), st.sampled_from([str, hex, oct]))
def test_a_number_is_judged_as_the_address_it_is(number: int, write: type) -> None:
    words = write(number).replace("0o", "0")
    spelled = socket.inet_ntoa(number.to_bytes(4, "big"))
    assert (forbidden(f"http://{words}/", ()) is None) == (address_fault(spelled) is None)


@given(st.text(alphabet="/\\@:#?.[]%127localhst fi。．①", max_size=24))
def test_what_is_let_through_is_one_host_for_every_parser(words: str) -> None:
    url = f"http://{words}"
    if forbidden(url, ()) is not None:
        return
    host = (urlsplit(url).hostname or "").rstrip(".")
    try:
        request = Request(url)
    except ValueError:
        return  # nothing is asked
    asked = normalize("NFKC", urlsplit(request.url).hostname or "").replace("。", ".").rstrip(".")
    assert forbidden(request.url, ()) is None, (host, asked)
    try:
        assert ip_address(asked).is_global
    except ValueError:
        assert "." in asked.strip("."), asked


def test_the_guard_says_why() -> None:
    with pytest.raises(ForbiddenAddress, match="guard"):
        raise ForbiddenAddress(f"the address guard forbids it: {forbidden('http://10.0.0.1/', ())}")
