"""What is told to people, once: what each recipient was told stands in the store.

Three steps, each of which may be repeated: note what turned or changed, make messages of it, send what waits. A message is
taken in the store before it is sent, so a crash in between may lose one, which `doctor` names, and never sends one twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial

from db import told
from db.china import CHINA
from db.store import Store, Unit
from pipeline.message import Message, NotTold, Recipient, notifier

OLDEST = timedelta(days=30)
"""Changes seen longer ago are no news, though nobody was told of them."""

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
"""How long after a first failure a message is tried again; four times as long after every further one."""

GIVE_UP = timedelta(days=7)
"""A message that could not be sent for so long is not tried any more."""


def watch(store: Store, recipients: Iterable[Recipient], now: datetime) -> None:
    """From now on recipients are told of changes: each is noted once, before the first run whose changes it is to hear of."""
    with store.unit() as unit:
        for one in recipients:
            told.watched_since(unit, one.name, now)


def note_states(store: Store, states: Iterable[tuple[str, bool, str]], recipients: Sequence[Recipient], now: datetime) -> None:
    """Note how things stand (what, whether well, words); only what turned becomes a message."""
    found = list(states)
    with store.unit() as unit:
        for one in recipients:
            for what, well, words in found if one.alerts else ():
                said = partial(_in_words, what, well, words, one.language)
                told.begin(unit, notifier=one.name, topic=what[:100], well=well, words=said, at=now)


def _in_words(what: str, well: bool, words: str, language: str) -> str:
    # Loaded when something turned: the catalogues would stay in the daemon for ever.
    from pipeline.notices.texts import of_state

    return of_state(what, well, words, language)


def pending(unit: Unit, recipients: Iterable[Recipient], now: datetime) -> bool:
    """Whether there is anything to note or to send now."""
    return any(_pending(unit, one, now) for one in recipients)


def tell(store: Store, recipients: Sequence[Recipient], now: datetime, *, ending: Callable[[], bool] = lambda: False) -> tuple[str, ...]:
    """Make messages of the changes nobody was told of, and send every message that waits; gives what went wrong.

    Between two messages `ending` is asked whether to leave the rest for later.
    """
    from pipeline.notices.changes import note_changes

    for one in recipients:
        with store.unit() as unit:
            note_changes(unit, one, now, oldest=now - OLDEST)
    return tuple(fault for one in recipients for fault in _send(store, one, now, ending))


def try_out(one: Recipient, now: datetime) -> str | None:
    """Send a recipient a test message, which is not recorded; gives why it could not be sent, None when it was."""
    from pipeline.notices.texts import of_test

    message = Message(topic="test", words=of_test(one.name, one.language), at=now, id=f"{one.name}-test-{now:%Y%m%dT%H%M%S}")
    try:
        notifier(one.by).tell(message, one.settings)
    except NotTold as error:
        return str(error)
    return None


def digest_topic(one: Recipient, now: datetime) -> str | None:
    """The topic of the digest that is due, whether it was made already or not; None while none is."""
    local = now.astimezone(CHINA)
    return f"digest {local:%Y-%m-%d}" if one.digest is not None and local.time() >= one.digest else None


def _pending(unit: Unit, one: Recipient, now: datetime) -> bool:
    since = told.known_since(unit, one.name)
    if since is None or told.is_waiting(unit, one.name, now) or told.is_unnoticed(unit, one.name, max(since, now - OLDEST)):
        return True
    topic = digest_topic(one, now)
    return topic is not None and not told.was_noted(unit, one.name, topic)


def _send(store: Store, one: Recipient, now: datetime, ending: Callable[[], bool]) -> Iterable[str]:
    with store.look() as unit:
        found = told.waiting(unit, one.name, now)
    for row in found:
        if ending():
            return
        with store.unit() as unit:
            mine = told.take(unit, row.number, now)
        if not mine:
            continue
        message = Message(topic=row.topic, well=row.well, words=row.words, at=row.at, id=f"{one.name}-{row.number}")
        try:
            notifier(one.by).tell(message, one.settings)
        except NotTold as error:
            yield f"{one.name}: {error}"
            with store.unit() as unit:
                _failed(unit, row, error, now)
            return  # what else waits for this recipient is tried at the next beat, and does not hold up the others
        with store.unit() as unit:
            told.settle(unit, row.number)


def _failed(unit: Unit, row: told.Told, error: NotTold, now: datetime) -> None:
    if error.perhaps:
        told.settle(unit, row.number, f"{error} It may have arrived, and is not sent again.")
        return
    again = now + min(FIRST_WAIT * 4 ** min(row.tries, 10), LONGEST_WAIT)
    if again - row.at > GIVE_UP:
        told.settle(unit, row.number, f"given up after {row.tries + 1} tries: {error}", given_back=True)
    else:
        told.settle(unit, row.number, str(error), again=again, given_back=True)
