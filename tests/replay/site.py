"""The replay: both sources on loopback ports, over several days of edits, for the demo and the end-to-end tests."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType

from tests.replay.routes import finews, finews_archive, finews_upstream, thepaper, thepaper_api
from tests.replay.server import ReplayServer
from tests.replay.story import Edition, Story, load_stories
from tests.replay.world import Answer, Asked, World, moment

DAYS = 7
"""Days 0 to 6 hold edits; later days stand still."""

ROUTES: Mapping[str, Callable[[Asked, World], Answer]] = {
    "thepaper": thepaper.answer,
    "thepaper_api": thepaper_api.answer,
    "finews": finews.answer,
    "finews_upstream": finews_upstream.answer,
    "finews_archive": finews_archive.answer,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Logged:
    """One request the site answered."""

    at: float
    """Reading of the site's clock, in seconds; only differences mean something."""

    day: int
    """The replay's day."""

    role: str
    """Which site was asked."""

    method: str
    """GET, HEAD or POST."""

    path: str
    """Decoded path, without the query."""

    headers: Mapping[str, str]
    """Names in lower case."""

    status: int
    """What was answered."""


class ReplaySite:
    """Both sources at once; use it as a context manager. `origins` has one address a role, `day` may be set at any time.

    The same seed, day and number of the request give the same bytes.
    """

    def __init__(
        self,
        day: int = 0,
        seed: int = 0,
        port: int = 0,
        stories: tuple[Story, ...] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`port` is the first role's, the others follow it; 0 takes free ones."""
        self.day = day
        self.log: list[Logged] = []
        self._seed, self._clock = seed, clock
        self._stories = load_stories() if stories is None else stories
        self._lock = threading.Lock()
        self._number = 0
        ports = [port + place if port else 0 for place in range(len(ROUTES))]
        self._servers = {role: ReplayServer(self._answer, role, number) for role, number in zip(ROUTES, ports, strict=True)}

    @property
    def origins(self) -> dict[str, str]:
        """Address of each role, such as `http://127.0.0.1:40123`."""
        return {role: server.origin for role, server in self._servers.items()}

    @property
    def origin(self) -> str:
        """Address of Thepaper's own site."""
        return self._servers["thepaper"].origin

    @property
    def now(self) -> datetime:
        """The hour the replay stands at: what to give as `--now`."""
        return moment(self.day)

    def edition(self, source: str, key: str) -> Edition | None:
        """What a page says today, with the paragraphs a correct reader finds; None before its first day."""
        return self._world().edition(source, key)

    def start(self) -> None:
        """Begin to answer."""
        for server in self._servers.values():
            server.start()

    def stop(self) -> None:
        """End every connection and thread, and free the ports."""
        for server in self._servers.values():
            server.stop()

    def __enter__(self) -> ReplaySite:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def _answer(self, asked: Asked) -> Answer:
        if asked.path == "/_replay/day":
            return self._steer(asked)
        with self._lock:
            world = self._world()
            self._number += 1
        answer = ROUTES[asked.role](asked, world)
        with self._lock:
            self.log.append(self._logged(asked, world.day, answer.status))
        return answer

    def _world(self) -> World:
        return World(day=self.day, stories=self._stories, chance=random.Random(f"{self._seed} {self._number}"))

    def _logged(self, asked: Asked, day: int, status: int) -> Logged:
        parts = {name: getattr(asked, name) for name in ("role", "method", "path", "headers")}
        return Logged(at=self._clock(), day=day, status=status, **parts)

    def _steer(self, asked: Asked) -> Answer:
        if asked.method == "POST":
            try:
                self.day = int(asked.body)
            except ValueError:
                return Answer(status=400, body=b"the body must be the number of a day, such as 3\n", content_type="text/plain")
        return Answer(status=200, body=f"{self.day}\n".encode(), content_type="text/plain")
