"""Names are looked up, and what lies in our own network is kept back; a process each, for a reactor starts once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

LOOK_UP = """
from types import SimpleNamespace
from scrapy.utils.reactor import install_reactor
install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
from twisted.internet import defer, reactor, task
from crawler.config import parse
from crawler.resolver import GuardedResolver
from crawler.run import project_settings

def looked_up(sources):
    process = SimpleNamespace(settings=project_settings(parse({"sources": sources}, "test")))
    GuardedResolver.from_crawler(process, reactor=reactor).install_on_reactor()
    return reactor.resolve("localhost").addCallbacks(print, lambda failure: print(failure.type.__name__))

async def both(_):
    await looked_up({})
    await looked_up({"finews": {"origin": "http://localhost:8001"}})

task.react(lambda reactor: defer.Deferred.fromCoroutine(both(reactor)))
"""


def test_a_name_that_leads_home_is_not_found_unless_it_is_an_origin() -> None:
    done = subprocess.run([sys.executable, "-c", LOOK_UP], cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["DNSLookupError", "127.0.0.1"], done.stderr
