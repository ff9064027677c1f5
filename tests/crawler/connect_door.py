"""Connects twice to a name whose look-ups give answers of the test's, through our resolver; prints what came of it as JSON.

The one argument is JSON: the name, the port, the configured sources, and the addresses that one look-up after the other gives.
A process of its own, for a reactor starts once.
"""

from __future__ import annotations

import json
import socket
import sys
from types import SimpleNamespace
from typing import Any

from scrapy.utils.reactor import install_reactor

from crawler.config import parse
from crawler.resolver import GuardedResolver
from crawler.run import project_settings
from tests.replay.fork_door import look_up_by

PATIENCE = 0.9
"""Seconds: addresses of a name are tried three tenths of a second apart, and no test has more than three."""


class Names:
    """Answers look-ups of one name, each by the next answer; an address that is written out is only taken apart."""

    def __init__(self, name: str, answers: list[list[str]]) -> None:
        self.name, self.answers, self.looked = name, answers, 0

    def getaddrinfo(self, host: str, port: int, family: int = 0, *_: Any, **__: Any) -> list[Any]:
        """As the system's."""
        addresses = [host]
        if host == self.name:
            addresses = self.answers[min(self.looked, len(self.answers) - 1)]
            self.looked += 1
        return [one for one in (_end(address, port) for address in addresses) if family in (0, one[0])]


def _end(address: str, port: int) -> tuple[Any, ...]:
    if ":" in address:
        return socket.AF_INET6, socket.SOCK_STREAM, 6, "", (address, port, 0, 0)
    return socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)


async def connect(reactor: Any, name: str, port: int, sources: dict[str, Any]) -> list[str]:
    """What came of both tries."""
    from twisted.internet import endpoints, protocol

    process = SimpleNamespace(settings=project_settings(parse({"sources": sources}, "test")))
    GuardedResolver.from_crawler(process, reactor=reactor).install_on_reactor()  # type: ignore[arg-type]
    told = []
    for _ in range(2):
        try:
            end = endpoints.HostnameEndpoint(reactor, name, port, timeout=PATIENCE)
            connection = await end.connect(protocol.Factory.forProtocol(protocol.Protocol))
            told.append("connected")
            connection.transport.loseConnection()
        except Exception as error:  # noqa: BLE001 -- the test asks which
            told.append(type(error).__name__)
    return told


def main(name: str, port: int, sources: dict[str, Any], answers: list[list[str]]) -> None:
    """Try, and print what came of it and how often the name was looked up."""
    names = Names(name, answers)
    look_up_by(names.getaddrinfo)  # before there is a reactor, which takes the look-up along
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet import defer, task

    async def tries(reactor: Any) -> None:
        print(json.dumps([await connect(reactor, name, port, sources), names.looked]))

    task.react(lambda reactor: defer.Deferred.fromCoroutine(tries(reactor)))


if __name__ == "__main__":
    main(*json.loads(sys.argv[1]))
