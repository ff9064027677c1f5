"""Leases: one daemon a store."""

from __future__ import annotations

import os
import socket
from datetime import UTC, datetime, timedelta

import pytest

from crawler.hold import DaemonRunning, gone, held, myself
from db.lease import lease_named, take_lease
from db.store import Store

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
