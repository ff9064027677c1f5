"""Promises: what was announced with a deadline, and what came of it on any given day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.ledger.intervals import interval
from pipeline.ledger.points import Point, Relation, order
from pipeline.ledger.series import SAME, is_prospective, is_realis, standing, thread

OPEN, IN_PROGRESS, FULFILLED, LATE, MISSED, OVERDUE = "open", "in_progress_seen", "fulfilled", "late", "missed", "overdue"
STATUSES = (OVERDUE, MISSED, LATE, IN_PROGRESS, OPEN, FULFILLED)
"""Where a promise can stand, what wants attention first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Promise:
    """A promise and where it stands on a day."""

    point: Point
    """The claim that promises."""

    status: str
    """open, in_progress_seen, fulfilled, late, missed or overdue."""

    evidence: tuple[Point, ...]
    """What was said of it since, the deciding one last."""


def promises(points: Sequence[Point], on: date) -> tuple[Promise, ...]:
    """Every promise published by that day, with its status on it, from what was published by then.

    What wants attention first, then by deadline. A promise that several articles repeat is told once, by the earliest of them.
    """
    known = sorted((point for point in points if point.published <= on), key=order)
    made = [point for point in known if is_prospective(point.claim) and point.claim.polarity == "pos" and _worth(point)]
    reports, work = _reports(known), [point for point in known if point.claim.modality.name == "ongoing"]
    told = [_promise(point, reports[thread(point.claim)], work, on) for point in _first_of_each(made)]
    return tuple(sorted(told, key=lambda one: (STATUSES.index(one.status), one.point.deadline or date.max, order(one.point))))


def kept(a: Point, b: Point) -> Relation | None:
    """`fulfilled` (perhaps late) or `missed` when `a` promises and `b` reports; None when `b` decides nothing."""
    decision = decided(a, b)
    if decision is None:
        return None
    name, reason = decision
    if name == LATE:
        return Relation(name=FULFILLED, a=a, b=b, substate=LATE, reasons=(reason,))
    return Relation(name=name, a=a, b=b, reasons=(reason,))


def decided(promise: Point, report: Point) -> tuple[str, str] | None:
    """What a report says about a promise: fulfilled, late or missed, and why; None when it decides nothing.

    A report must be no older than the promise, and speak of a time after it was made; a promise for a year is decided by
    that year's own figure or by a stock as of its end.
    """
    if not (is_prospective(promise.claim) and is_realis(report.claim)) or report.published < promise.published:
        return None
    if report.as_of < promise.published:
        return None
    aim, got = interval(promise.claim.value), interval(report.claim.value)
    due, when = promise.deadline, report.as_of
    if report.claim.polarity == "neg":
        return (MISSED, f"denied as of {when}, due by {due}") if due and when > due and not aim else None
    if aim is None or got is None:
        return _reached(due, when, "it has happened") if aim is got else None
    if got.reaches(aim):
        return _reached(due, when, f"{_said(report)} was reached, {_said(promise)} was promised")
    final = due is not None and (when > due or (report.claim.time.role == "period" and when >= due))
    if final and got.falls_short(aim):
        return MISSED, f"{_said(report)} as of {when}, {_said(promise)} was promised by {due}"
    return None


def overdue(points: Sequence[Point], on: date) -> tuple[Relation, ...]:
    """Promises whose deadline has passed on a day and of which nothing decisive was published by then."""
    late = [promise for promise in promises(points, on) if promise.status == OVERDUE]
    found = []
    for promise in late:
        seen = promise.evidence[-1] if promise.evidence else None
        reasons = [f"due by {promise.point.deadline}, and no report that it came true or failed"]
        if seen:
            reasons.append(f"still under way as of {seen.as_of}")
        substate = IN_PROGRESS if seen else None
        found.append(Relation(name=OVERDUE, a=promise.point, b=seen, substate=substate, reasons=tuple(reasons)))
    return tuple(found)


def in_progress(promise: Point, report: Point) -> bool:
    """Whether a report says that work on what was promised is under way, no earlier than the promise was made."""
    a, b = promise.claim, report.claim
    if b.modality.name != "ongoing" or b.polarity != "pos" or report.published < promise.published or report is promise:
        return False
    if not (a.zone and b.zone and a.zone.id and a.zone.id == b.zone.id and a.subject.link and a.subject.link == b.subject.link):
        return False
    # Of a project or a firm any work counts; a whole zone does many things at once.
    return a.subject.type != "zone" or (a.metric.head == b.metric.head and bool(set(a.metric.qualifiers) & set(b.metric.qualifiers)))


def _reports(known: Sequence[Point]) -> dict[Hashable, list[Point]]:
    """What is said to be so, by its thread, in the order it came in."""
    reports: dict[Hashable, list[Point]] = defaultdict(list)
    for point in known:
        if is_realis(point.claim):
            reports[thread(point.claim)].append(point)
    return reports


def _promise(point: Point, reports: Sequence[Point], work: Sequence[Point], on: date) -> Promise:
    decisive = list(_decisive(point, reports))
    if decisive:
        status, report = min(decisive, key=lambda found: (found[0] == MISSED, order(found[1])))
        return Promise(point=point, status=status, evidence=(report,))
    seen = tuple(report for report in work if in_progress(point, report))
    past = point.deadline is not None and point.deadline < on
    status = OVERDUE if past else IN_PROGRESS if seen else OPEN
    return Promise(point=point, status=status, evidence=seen)


def _decisive(point: Point, reports: Iterable[Point]) -> Iterator[tuple[str, Point]]:
    for report in reports:
        if report.page != point.page and comparable(point, report):
            decision = decided(point, report)
            if decision:
                yield decision[0], report


def comparable(promise: Point, report: Point) -> bool:
    """Whether both speak of the same; the year a promise is for may be the period of its report."""
    return standing(promise.claim, report.claim)[0] == SAME


def _worth(point: Point) -> bool:
    """Whether it can be checked one day: positioning and programmes without a deadline cannot."""
    return point.deadline is not None or point.claim.tier != "L"


def _first_of_each(made: Sequence[Point]) -> list[Point]:
    first: dict[Hashable, list[Point]] = defaultdict(list)
    for point in made:
        alike = first[thread(point.claim), point.deadline, _aim(point)]
        if not any(standing(other.claim, point.claim)[0] == SAME for other in alike):
            alike.append(point)
    return [point for alike in first.values() for point in alike]


def _aim(point: Point) -> Hashable:
    return point.claim.value and (point.claim.value.num, point.claim.value.low, point.claim.value.high)


def _reached(due: date | None, when: date, words: str) -> tuple[str, str]:
    if due and when > due:
        return LATE, f"{words}, as of {when}: due by {due}"
    return FULFILLED, f"{words}, as of {when}"


def _said(point: Point) -> str:
    return point.claim.value.surface if point.claim.value else point.claim.metric.surface
