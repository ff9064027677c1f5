"""Names are looked up, and what lies in our own network is kept back; a process each, for a reactor starts once."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
CONNECT = """
import json, socket, sys
name, port, sources, answers = json.loads(sys.argv[1])
looked = []

def getaddrinfo(host, port, family=0, type=0, *_):
    addresses = answers[min(len(looked), len(answers) - 1)] if host == name else [host]
    if host == name:  # a numeric address is only taken apart
        looked.append(host)
    kinds = {True: socket.AF_INET6, False: socket.AF_INET}
    ends = [(kinds[":" in one], (one, port, 0, 0) if ":" in one else (one, port)) for one in addresses]
    return [(kind, socket.SOCK_STREAM, 6, "", end) for kind, end in ends if family in (0, kind)]

socket.getaddrinfo = getaddrinfo
from types import SimpleNamespace
from scrapy.utils.reactor import install_reactor
install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
from twisted.internet import defer, endpoints, protocol, reactor, task
from crawler.config import parse
from crawler.resolver import GuardedResolver
from crawler.run import project_settings

async def connect():
    process = SimpleNamespace(settings=project_settings(parse({"sources": sources}, "test")))
    GuardedResolver.from_crawler(process, reactor=reactor).install_on_reactor()
    told = []
    for _ in range(2):
        try:
            end = endpoints.HostnameEndpoint(reactor, name, port, timeout=1.5)
            connection = await end.connect(protocol.Factory.forProtocol(protocol.Protocol))
            told.append("connected")
            connection.transport.loseConnection()
        except Exception as error:
            told.append(type(error).__name__)
    print(json.dumps([told, len(looked)]))

task.react(lambda reactor: defer.Deferred.fromCoroutine(connect()))
"""


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
    done = subprocess.run([sys.executable, "-c", CONNECT, given], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
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
