"""Names are looked up, and what lies in our own network is kept back; a process each, for a reactor starts once."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import pytest

from tests.forge import python


@contextmanager
def listening(family: socket.AddressFamily, address: str) -> Iterator[tuple[int, list[Any]]]:
    """A loopback server that notes who connects."""
    met: list[Any] = []
    with socket.create_server((address, 0), family=family) as server:

        def accept() -> None:
            while True:
                try:
                    connection, peer = server.accept()
                except OSError:
                    return
                met.append(peer)
                connection.close()

        thread = Thread(target=accept, daemon=True)
        thread.start()
        yield server.getsockname()[1], met
        server.shutdown(socket.SHUT_RDWR)
        thread.join(2)


def connect(name: str, port: int, sources: dict[str, Any], answers: list[list[str]]) -> tuple[list[str], int]:
    """Connect twice to a name whose lookups give these answers, one after the other; what came of it, and how many lookups."""
    given = json.dumps([name, port, sources, answers])
    done = python("tests.crawler.connect_door", given, timeout=60)
    assert done.returncode == 0, done.stderr
    told, looked = json.loads(done.stdout)
    return told, looked


@pytest.mark.parametrize(
    "answers",
    [
        [["127.0.0.1"]],
        [["::1"]],
        [["::ffff:127.0.0.1"]],
        [["127.0.0.1", "::1", "10.0.0.1"]],
        [["64:ff9b::7f00:1"]],
    ],
    ids=["IPv4", "IPv6", "mapped", "several", "NAT64"],
)
def test_a_name_that_leads_home_is_not_found(answers: list[list[str]]) -> None:
    with listening(socket.AF_INET, "127.0.0.1") as (port, met):
        told, _ = connect("rebind.example", port, {}, answers)
    assert told == ["DNSLookupError"] * 2
    assert met == []


def test_a_name_that_leads_elsewhere_at_a_second_look_gains_nothing() -> None:
    with listening(socket.AF_INET, "127.0.0.1") as (port, met):
        told, looked = connect("rebind.example", port, {}, [["192.88.99.1"], ["127.0.0.1"]])
    assert "connected" not in told
    assert looked <= 2
    assert met == []


def test_of_several_addresses_only_the_public_ones_are_tried() -> None:
    with listening(socket.AF_INET, "127.0.0.1") as (port, met):
        told, _ = connect("mixed.example", port, {}, [["192.88.99.1", "127.0.0.1", "::1"]])
    assert "connected" not in told
    assert met == []


@pytest.mark.parametrize(("family", "address"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")], ids=["IPv4", "IPv6"])
def test_an_origin_may_lie_at_home(family: socket.AddressFamily, address: str) -> None:
    try:
        with listening(family, address) as (port, met):
            told, looked = connect("replay.test", port, {"finews": {"origin": f"http://replay.test:{port}"}}, [[address]])
    except OSError:
        pytest.skip("this machine has no such loopback")
    assert told == ["connected"] * 2
    assert (len(met), looked) == (2, 1)
