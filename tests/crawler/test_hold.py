"""Leases and what people are told: one daemon a store, one message a turn."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest

from crawler.hold import DaemonRunning, gone, held, myself
from db.lease import lease_named, take_lease
from db.store import Store
from db.told import faults_of_telling, unsent
from pipeline.message import Message
from pipeline.telling import tell_all

NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def taken(store: Store, holder: str, at: datetime) -> bool:
    with store.unit() as unit:
        return take_lease(unit, "daemon", holder, at, MINUTE) is None


def test_a_lease_is_one_holders_until_it_expires(store: Store) -> None:
    assert taken(store, "a", NOW)
    assert not taken(store, "b", NOW + MINUTE / 2)
    assert taken(store, "a", NOW + MINUTE / 2)
    assert not taken(store, "b", NOW + MINUTE)
    assert taken(store, "b", NOW + 2 * MINUTE)
    assert not taken(store, "a", NOW + 2 * MINUTE)


def test_a_lease_written_under_a_clock_far_ahead_holds_nobody_up(store: Store) -> None:
    assert taken(store, "a", NOW + timedelta(days=400))
    assert taken(store, "b", NOW)


def test_a_second_daemon_is_refused_with_the_first_ones_name(store: Store) -> None:
    with held(store, MINUTE, NOW) as first, pytest.raises(DaemonRunning, match=first.holder.split(":")[0]), held(store, MINUTE, NOW):
        pass
    with store.look() as unit:
        assert lease_named(unit, "daemon") is None


def test_only_a_process_of_this_machine_can_be_known_to_be_gone() -> None:
    me = myself()
    machine, number, _ = me.split(":")
    assert int(number) == os.getpid()
    assert not gone(me)
    assert gone(f"{machine}:999999999:0")
    assert not gone(f"{socket.gethostname()}/1:999999999:0")
    assert not gone("elsewhere/4026531836:999999999:0")
    assert not gone("nonsense")


class Hook(HTTPServer):
    """Keeps what it is told; answers with `status`."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Hook)
        self.told: list[dict[str, Any]] = []
        self.status = 204


class _Hook(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert isinstance(self.server, Hook)
        self.server.told.append(body | {"bearer": self.headers.get("Authorization")})
        self.send_response(self.server.status)
        self.send_header("Location", "http://127.0.0.1:9/")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the base class calls it so
        """The hook keeps its own log."""


@pytest.fixture
def hook() -> Iterator[Hook]:
    server = Hook()
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def say(store: Store, hook: Hook, *well: bool) -> list[str]:
    settings = {"webhook": {"url": f"http://127.0.0.1:{hook.server_address[1]}/x", "bearer": "t", "timeout": 2}}
    messages = [Message(topic="finews runs", well=one, words=f"runs {one}", at=NOW) for one in well]
    return [fault for message in messages for fault in tell_all(store, [message], settings)]


def test_what_breaks_is_told_once_and_once_more_when_it_mends(store: Store, hook: Hook) -> None:
    assert say(store, hook, True, False, False, False, True, True, False) == []
    assert [one["well"] for one in hook.told] == [False, True, False]
    assert hook.told[0] == {"topic": "finews runs", "well": False, "message": "runs False", "at": NOW.isoformat(), "bearer": "Bearer t"}


@pytest.mark.parametrize("status", [500, 302])
def test_what_could_not_be_told_is_told_later_and_once(store: Store, hook: Hook, status: int) -> None:
    hook.status = status
    (fault,) = say(store, hook, False)
    assert "webhook" in fault
    with store.look() as unit:
        assert [one.topic for one in unsent(unit, "webhook")] == ["finews runs"]
        assert len(faults_of_telling(unit)) == 1
    hook.status = 200
    assert say(store, hook, False, False) == []
    assert len(hook.told) == 2
    with store.look() as unit:
        assert faults_of_telling(unit) == []


def test_a_turn_that_was_undone_before_anybody_heard_of_it_is_not_told(store: Store, hook: Hook) -> None:
    hook.status = 500
    say(store, hook, False)
    hook.status = 200
    hook.told.clear()
    assert say(store, hook, True) == []
    assert hook.told == []
