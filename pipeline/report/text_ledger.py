"""The ledger for people in a terminal: the series of a zone, how its claims stand to each other, its promises, notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from pipeline.ledger.flags import Flag
from pipeline.ledger.points import Point, Relation
from pipeline.ledger.promises import Promise
from pipeline.report.claim_words import gist, series_name, time_words, value_words
from pipeline.report.marked import cell, plain
from pipeline.report.text_holdings import held_table
from pipeline.report.words import one_line, stamp

STYLES = {"overdue": "bold red", "missed": "red", "late": "yellow", "contradicted": "bold red", "regressed": "red", "fulfilled": "green"}


def ledger_view(
    zone: str, series: Sequence[Sequence[Point]], related: Sequence[Relation], notes: Sequence[tuple[str, Flag]]
) -> RenderableType:
    """One zone: every series in the order of its days, then relations, then what does not go together within one article."""
    rows = [row for points in series for row in _series(points)]
    parts: list[RenderableType] = [Rule(zone), held_table(("Claim", "As of", "Stated", "Page"), rows, ratios=(2, 0, 2, 2))]
    told = [relation for relation in related if relation.name != "incomparable"]
    if told:
        parts += [Rule("How they stand to each other"), *(_relation(relation) for relation in told)]
    left_out = Counter(relation.name for relation in related)["incomparable"]
    if left_out:
        parts.append(Text(f"{left_out} pairs look alike and are not compared: `--json` says why.", style="dim"))
    if notes:
        parts += [Rule("Within one article"), *notes_view(notes)]
    return Group(*parts)


def promises_table(promises: Iterable[Promise]) -> RenderableType:
    """Promises with their deadlines and where they stand, what wants attention first."""
    rows = [
        (
            f"{promise.status}\n{promise.point.deadline or 'no deadline'}",
            f"{promise.point.zone}\n{one_line(gist(promise.point.claim))}\n{value_words(promise.point.claim.value)}".strip(),
            "\n".join(
                f"{stamp(point.seen_at)[:10]} {one_line(point.claim.evidence.text)}" for point in (promise.point, *promise.evidence[-2:])
            ),
        )
        for promise in promises
    ]
    return held_table(("Status, deadline", "Zone, promise", "What was said"), rows, ratios=(0, 2, 3)) if rows else Text("No promises.")


def notes_view(notes: Iterable[tuple[str, Flag]]) -> list[RenderableType]:
    """What does not go together within one article, each with the article's address or name, and once."""
    told = dict.fromkeys(f"{where}: {flag.words}" if where else flag.words for where, flag in notes)
    return [cell(words, style="yellow") for words in told]


def _series(points: Sequence[Point]) -> Iterable[tuple[str, ...]]:
    for claim, own in groupby(points, key=lambda point: one_line(series_name(point.claim))):
        for number, point in enumerate(own):
            words = value_words(point.claim.value) or one_line(point.claim.evidence.text)
            said = f"{words}\n{point.claim.modality.name} {time_words(point.claim.time)}"
            yield claim if number == 0 else "″", point.as_of.isoformat(), said.strip(), f"{point.page} {point.url}"


def _relation(relation: Relation) -> RenderableType:
    title = relation.name.replace("_", " ") + (f" ({relation.substate.replace('_', ' ')})" if relation.substate else "")
    sides = [plain(f"  {point.as_of} {one_line(point.claim.evidence.text)}  {point.url}") for point in (relation.a, relation.b) if point]
    why = [plain(f"  · {one_line(reason)}", style="dim") for reason in relation.reasons]
    return Padding(Group(Text(title, style=STYLES.get(relation.name, "bold")), *sides, *why), (0, 0, 1, 0))
