"""The address guard: what may be asked, and what may not."""

from __future__ import annotations

import time

import pytest

from crawler.guard import address_fault, forbidden, verdict

HOSTS = ("www.thepaper.cn", "m.thepaper.cn")
ORIGINS = ("http://127.0.0.1:8001", "http://replay:9000/base", "https://mirror.example")

ALLOWED = [
    "https://www.thepaper.cn/newsDetail_forward_1",
    "http://m.thepaper.cn:80/x",
    "https://WWW.ThePaper.CN/x",
    "https://www.thepaper.cn./x",
    "https://www.thepaper.cn:443/x?y#z",
    "http://127.0.0.1:8001/anything",
    "http://replay:9000/base/x",
    "https://mirror.example:443/x",
]

REFUSED = [
    "",
    "x",
    "//www.thepaper.cn/x",
    "http://",
    "http://[",
    "http://www.thepaper.cn:99999/",
    "file:///etc/passwd",
    "ftp://www.thepaper.cn/x",
    "data:text/html,x",
    "javascript:alert(1)",
    "gopher://www.thepaper.cn/",
    "https://user:word@www.thepaper.cn/x",
    "https://www.thepaper.cn@evil.example/",
    "https://www.thepaper.cn.evil.example/",
    "https://evil.example/www.thepaper.cn",
    "https://thepaper.cn/x",
    "http://www.thepaper.cn:8080/x",
    "http://localhost:8001/x",
    "http://127.0.0.1/x",
    "http://127.0.0.1:8002/x",
    "https://127.0.0.1:8001/x",
    "http://127.1:8001/x",
    "http://2130706433/x",
    "http://0x7f000001/x",
    "http://0177.0.0.1/x",
    "http://0/x",
    "http://10.0.0.1/x",
    "http://172.16.5.4/x",
    "http://192.168.1.1/x",
    "http://169.254.169.254/latest/meta-data/",
    "http://100.64.0.1/x",
    "http://[::1]/x",
    "http://[::ffff:127.0.0.1]/x",
    "http://[::ffff:7f00:1]:8001/x",
    "http://[fe80::1%25eth0]/x",
    "http://[fd00::1]/x",
    "http://１２７.0.0.1/x",
    "http://printer.local/x",
    "http://metadata.google.internal/x",
    "http://replay:9001/base",
    "http://\x00/",
    "http://[::g]/",
    "http://[v1.x]/",
]

OURS = """
127.0.0.1 10.1.2.3 172.31.255.255 192.168.0.1 169.254.169.254 100.64.0.1 100.127.255.255 0.0.0.0
224.0.0.1 255.255.255.255 192.0.2.1 198.18.0.1 240.0.0.1
:: ::1 fe80::1 fe80::1%eth0 fc00::1 ff02::1 2001:db8::1
::ffff:10.0.0.1 ::127.0.0.1 2002:7f00:1:: 2002:a00:1::1 64:ff9b::7f00:1 64:ff9b::a00:1
"""


@pytest.mark.parametrize("url", ALLOWED)
def test_a_source_may_ask_its_hosts_and_its_origins(url: str) -> None:
    assert verdict(url, HOSTS, ORIGINS) is None


@pytest.mark.parametrize("url", REFUSED)
def test_everything_else_is_refused_with_a_reason(url: str) -> None:
    assert verdict(url, HOSTS, ORIGINS)


@pytest.mark.parametrize("url", ["https://media.example/a", "http://8.8.8.8/a", "https://news.example:8443/a"])
def test_another_public_host_is_foreign_but_not_forbidden(url: str) -> None:
    assert forbidden(url, ORIGINS) is None
    assert verdict(url, HOSTS, ORIGINS)


@pytest.mark.parametrize("address", OURS.split())
def test_no_address_of_our_own_network_is_taken(address: str) -> None:
    assert address_fault(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "223.5.5.5", "2606:4700:4700::1111"])
def test_public_addresses_are_taken(address: str) -> None:
    assert address_fault(address) is None


def test_a_hostile_address_is_judged_in_no_time() -> None:
    began = time.process_time()
    for url in ("http://" + "a." * 50_000, "http://" + "@" * 100_000, "http://[" + ":" * 100_000, "x" * 100_000, "http://" + "1" * 100_000):
        assert verdict(url, HOSTS, ORIGINS)
    assert time.process_time() - began < 2
