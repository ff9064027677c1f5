"""A page's history told from its captures: when did it turn from one version into another, vanish, come back?

One pure fold over the captures in the order of time. A failure is never a change: only captures that were
read, or stand for one that was (304), show a text, and only removals seen three times over at least a day
count as a withdrawal. A new text of less than half the length (a page cut short, a teaser) is held in doubt
until it was seen as often. A text that comes back within hours of being replaced (two caches that disagree)
is held until it has lasted, and so is one that an older Last-Modified gives away as a stale copy. A return told at once,
because the other text had stood, is taken back when it was not seen to last before the other is there again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache

from db.records import REMOVALS, Look, Outcome, PageState
from db.sightings import Sighting

LASTING = timedelta(hours=6)
"""How long a text must have stood, or a return to an earlier one must last, to be more than a flicker."""

REMOVAL_SIGHTINGS = 3
REMOVAL_SPAN = timedelta(hours=24)

DOUBTFUL = 0.5
"""A new text with less than this share of the length of the one before is held in doubt."""

DOUBT_SIGHTINGS = 3
DOUBT_SPAN = timedelta(hours=24)


SHOWING = frozenset({Outcome.OK, Outcome.NOT_MODIFIED})
"""Outcomes in which a page shows a text that is certain."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """The page turned from one state into another."""

    kind: str
    """`edited`, `withdrawn` or `restored`."""

    old: int
    """Row of the version before."""

    new: int
    """Row of the version after; the same as `old` for withdrawn and for most restored."""

    last_without: datetime
    """Last capture that shows the state before."""

    first_with: datetime
    """First capture that shows the state after."""

    seen_at: datetime
    """The capture at which it was certain."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Flicker:
    """Two versions that a page showed in turn, as caches do that disagree: recorded once, however often it went on."""

    settled: int
    """Row of the version that stood."""

    other: int
    """Row of the version that came and went."""

    first: datetime
    """First capture of the other one between two of the settled."""

    last: datetime
    """Last such capture."""

    times: int
    """How often it came and went."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """How a page stands after some of its captures."""

    settled: int | None = None
    """Row of the version it is known to show; None before the first."""

    since: datetime | None = None
    """Beginning of the latest unbroken run of the settled version."""

    last_ok: datetime | None = None
    """Latest capture that showed the settled version."""

    modified: datetime | None = None
    """Latest Last-Modified under which it was shown; None when the server never says."""

    returning: int | None = None
    """Row of an earlier version that showed up again and has not lasted yet."""

    returned_at: datetime | None = None
    """First capture of that return."""

    shown_at: datetime | None = None
    """Latest capture of that return."""

    flickers: tuple[Flicker, ...] = ()
    """Returns that did not last, those of the same two versions as one."""

    before: Standing | None = None
    """How it stood before it returned to an earlier version, until that return has lasted."""

    back: Turn | None = None
    """That return as it was told."""

    undone: tuple[Turn, ...] = ()
    """Returns that were told, did not last, and are taken back."""

    undone_at: datetime | None = None
    """The capture at which the latest of them was taken back."""

    removals: tuple[datetime, ...] = ()
    """Captures since the last ok one in which the source said that the page is gone."""

    withdrawn: bool = False
    """True after removals enough."""

    archived_url: str | None = None
    """Address that answered `archived` and has not shown the page since; None when there is none."""

    seen: tuple[int, ...] = ()
    """Rows of every version shown so far, in the order in which they became certain."""

    length: int = 0
    """Characters of the settled version."""

    doubted: tuple[tuple[int, datetime], ...] = ()
    """Row and time of every sight of a text in doubt since a certain one was shown."""

    @property
    def state(self) -> PageState:
        """How the page stands, in one word."""
        if self.withdrawn:
            return PageState.WITHDRAWN
        return PageState.ARCHIVED if self.archived_url else PageState.LIVE


def turns(sightings: Sequence[Sighting]) -> tuple[tuple[Turn, ...], Standing]:
    """Every turn of a page's history and how the page stands at the end; sightings come in the order of time."""
    standing = Standing()
    told: list[Turn] = []
    again: list[Sighting] = []
    for sighting in sightings:
        if _as_before(standing, sighting):
            again.append(sighting)
            continue
        standing, new = _step(_seen_again(standing, again), sighting)
        again = []
        told.extend(new)
    return tuple(turn for turn in told if turn not in standing.undone), _seen_again(standing, again)


def _as_before(standing: Standing, sighting: Sighting) -> bool:
    """Whether a sighting shows what stood, and nothing else was in the air: nearly every one does."""
    if standing.settled is None or sighting.version != standing.settled:
        return False
    unsettled = standing.returning or standing.before or standing.doubted
    return not (unsettled or standing.removals or standing.withdrawn or standing.archived_url)


def _seen_again(standing: Standing, again: Sequence[Sighting]) -> Standing:
    if not again:
        return standing
    latest = max(filter(None, (standing.modified, *map(_modified, again))), default=None)
    return replace(standing, last_ok=again[-1].at, modified=latest)


def looks(sightings: Sequence[Sighting]) -> tuple[Look, ...]:
    """The same captures as far as deciding on the next look needs them."""
    return tuple(_looks(sightings))


def _looks(sightings: Sequence[Sighting]) -> Iterator[Look]:
    shown: int | None = None
    for sighting in sightings:
        version = sighting.version if sighting.outcome in SHOWING else None
        changed = version is not None and shown is not None and version != shown
        shown = version if version is not None else shown
        yield Look(at=sighting.at, outcome=sighting.outcome, changed=changed)


def _step(standing: Standing, sighting: Sighting) -> tuple[Standing, tuple[Turn, ...]]:
    if sighting.version is not None:
        return _held_or_shown(standing, sighting, sighting.version)
    if sighting.outcome in REMOVALS:
        return _removed(standing, sighting)
    if sighting.outcome is Outcome.ARCHIVED:
        removals = standing.removals if standing.withdrawn else ()  # kept in an archive is not taken down
        return replace(standing, archived_url=sighting.url, removals=removals), ()
    return standing, ()


def _held_or_shown(standing: Standing, sighting: Sighting, version: int) -> tuple[Standing, tuple[Turn, ...]]:
    if version in standing.seen or sighting.length >= DOUBTFUL * standing.length:
        return _shown(standing, sighting, version, sighting.at)
    doubted = (*standing.doubted, (version, sighting.at))
    sights = [at for row, at in doubted if row == version]
    if len(sights) < DOUBT_SIGHTINGS or sights[-1] - sights[0] < DOUBT_SPAN:
        return replace(standing, doubted=doubted), ()
    return _shown(standing, sighting, version, sights[0])


def _shown(standing: Standing, sighting: Sighting, version: int, first: datetime) -> tuple[Standing, tuple[Turn, ...]]:
    back = None if sighting.url == standing.archived_url else standing.archived_url
    seen = standing.seen if version in standing.seen else (*standing.seen, version)
    known = replace(standing, archived_url=back, removals=(), withdrawn=False, seen=seen, doubted=())
    restored = _restored(standing, sighting) if standing.withdrawn else ()
    modified = _modified(sighting)
    if standing.settled is None:
        return replace(known, settled=version, since=sighting.at, last_ok=sighting.at, modified=modified, length=sighting.length), ()
    if version == standing.settled:
        # A run that a flicker interrupted begins anew: only what stands undisturbed is lasting.
        since = standing.since if standing.returning is None else sighting.at
        latest = max(filter(None, (standing.modified, modified)), default=None)
        known = replace(known, since=since, last_ok=sighting.at, modified=latest, flickers=_flickers(standing))
        lasts = since is None or sighting.at - since >= LASTING
        known = replace(known, before=None, back=None) if lasts else known
        return replace(known, returning=None, returned_at=None, shown_at=None), restored
    if standing.before is not None and standing.before.settled == version:
        return _undone(known, standing.before, sighting), restored
    began = standing.returned_at if standing.returning == version and standing.returned_at else first
    stale = standing.modified is not None and modified is not None and modified < standing.modified
    if not _certain(standing, version, began, sighting.at, stale=stale):
        return replace(known, returning=version, returned_at=began, shown_at=sighting.at), restored
    turn = _edited(standing, version, began, sighting.at)
    after = replace(known, settled=version, since=began, last_ok=sighting.at, modified=modified, length=sighting.length)
    before = replace(standing, before=None, back=None) if version in standing.seen else None
    after = replace(after, before=before, back=turn if before else None)
    return replace(after, returning=None, returned_at=None, shown_at=None), (*restored, turn)


def _undone(standing: Standing, before: Standing, sighting: Sighting) -> Standing:
    """How the page stands once the version is back whose replacement did not last: as if it had never gone."""
    came = replace(before, returning=standing.settled, returned_at=standing.since, shown_at=standing.last_ok, flickers=standing.flickers)
    return replace(
        standing,
        settled=before.settled,
        since=sighting.at,
        last_ok=sighting.at,
        modified=max(filter(None, (before.modified, standing.modified, _modified(sighting))), default=None),
        length=sighting.length,
        flickers=_flickers(came),
        before=None,
        back=None,
        undone=(*standing.undone, *filter(None, (standing.back,))),
        undone_at=sighting.at,
        returning=None,
        returned_at=None,
        shown_at=None,
    )


def _flickers(standing: Standing) -> tuple[Flicker, ...]:
    """The flickers once the settled version is back: what had come in its place did not last."""
    settled, other = standing.settled, standing.returning
    if settled is None or other is None or standing.returned_at is None or standing.shown_at is None:
        return standing.flickers
    told = [one for one in standing.flickers if {one.settled, one.other} == {settled, other}]
    begun = told[0] if told else Flicker(settled=settled, other=other, first=standing.returned_at, last=standing.shown_at, times=0)
    grown = replace(begun, last=standing.shown_at, times=begun.times + 1)
    return (*(one for one in standing.flickers if one not in told), grown)


def _certain(standing: Standing, version: int, began: datetime, at: datetime, *, stale: bool) -> bool:
    if version not in standing.seen:
        return True
    stood = began - standing.since if standing.since else LASTING
    return (stood >= LASTING and not stale) or at - began >= LASTING


def _modified(sighting: Sighting) -> datetime | None:
    return _stamped(sighting.last_modified) if sighting.last_modified else None


@lru_cache(maxsize=256)
def _stamped(words: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(words)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _edited(standing: Standing, version: int, began: datetime, at: datetime) -> Turn:
    old = standing.settled if standing.settled is not None else version
    return Turn(kind="edited", old=old, new=version, last_without=standing.last_ok or began, first_with=began, seen_at=at)


def _restored(standing: Standing, sighting: Sighting) -> tuple[Turn, ...]:
    if standing.settled is None:
        return ()
    gone = standing.removals[-1]
    at = sighting.at
    return (Turn(kind="restored", old=standing.settled, new=standing.settled, last_without=gone, first_with=at, seen_at=at),)


def _removed(standing: Standing, sighting: Sighting) -> tuple[Standing, tuple[Turn, ...]]:
    removals = (*standing.removals, sighting.at)
    after = replace(standing, removals=removals)
    enough = len(removals) >= REMOVAL_SIGHTINGS and removals[-1] - removals[0] >= REMOVAL_SPAN
    if standing.withdrawn or standing.settled is None or not enough:
        return after, ()
    row, without = standing.settled, standing.last_ok or removals[0]
    turn = Turn(kind="withdrawn", old=row, new=row, last_without=without, first_with=removals[0], seen_at=sighting.at)
    return replace(after, withdrawn=True), (turn,)
