"""What is held, for people in a terminal: pages, versions, captures, runs and the claims of a text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from db.claim import Claim
from db.records import HeldCapture, HeldFlicker, Page, Version
from db.run import Rest, Run
from pipeline.report.claim_words import gist, time_words, value_words
from pipeline.report.marked import Marked, cell, plain
from pipeline.report.passages import Token
from pipeline.report.words import one_line, stamp


def pages_table(pages: Iterable[Page]) -> RenderableType:
    """Watched pages: number, source and state, key and latest address, versions, when to look again."""
    rows = [
        (
            str(page.id),
            f"{page.source}\n{page.state.value}",
            f"{page.key}\n{page.urls[0] if page.urls else ''}",
            str(page.versions),
            _two_lines(stamp(page.next_look)),
        )
        for page in pages
    ]
    return held_table(("Page", "Source, state", "Key, address", "Versions", "Next look"), rows, ratios=(0, 0, 1, 0, 0))


def versions_table(versions: Iterable[Version], flickers: Iterable[HeldFlicker] = ()) -> RenderableType:
    """Versions of a page: number, title and digest, day of publication, first and last sight; then those shown in turn."""
    rows = [
        (
            str(version.number),
            f"{one_line(version.article.title) or '(no title)'}\n{version.text_sha256[:16]}…",
            _two_lines(stamp(version.article.published_at)),
            _two_lines(stamp(version.first_seen)),
            _two_lines(stamp(version.last_seen)),
        )
        for version in versions
    ]
    table = held_table(("No.", "Title, digest", "Published", "First seen", "Last seen"), rows, ratios=(0, 1, 0, 0, 0))
    told = [Text(_flicker_words(one), style="yellow") for one in flickers]
    return Group(table, *told) if told else table


def _flicker_words(one: HeldFlicker) -> str:
    """`Version 1 came and went 3 times while 2 stood, …`."""
    times = "once" if one.times == 1 else f"{one.times} times"
    between = f"from {stamp(one.first_seen)} to {stamp(one.last_seen)}"
    return f"Version {one.other} came and went {times} while version {one.settled} stood, {between}: caches that disagree, no change."


def captures_table(captures: Iterable[HeldCapture]) -> RenderableType:
    """Captures of a page: when, what they turned out to be and why, which version they showed, where the bytes lie."""
    rows = [
        (
            _two_lines(stamp(capture.fetched_at)),
            str(capture.status or "–"),
            f"{capture.outcome.value}\n{one_line(capture.reason)}",
            str(capture.version or "–"),
            f"{capture.payload_sha256[:16]}…\n{_place(capture)}",
        )
        for capture in captures
    ]
    return held_table(("Fetched", "Status", "Outcome, why", "Version", "Digest, place"), rows, ratios=(0, 0, 2, 0, 3))


def _place(capture: HeldCapture) -> str:
    if capture.warc is None:
        return "headers only" if capture.headers else "nothing to keep"
    return f"{capture.warc}, as before" if capture.repeated else capture.warc


def run_summary(run: Run) -> RenderableType:
    """One run of one spider: from when to when, what came of the captures, what was new."""
    ended = stamp(run.finished_at) if run.finished_at else "not finished"
    outcomes = ", ".join(f"{number} {name}" for name, number in sorted(run.outcomes.items())) or "none"
    return Group(
        plain(f"{run.source}: {stamp(run.started_at)} to {ended}", style="bold"),
        plain(f"{run.requests} requests; captures: {outcomes}"),
        Text(f"{run.new_pages} new pages, {run.new_versions} new versions, {run.changes} changes; {run.passed_over} articles passed over"),
        *(plain(f"not asked any more: {one.host}, because {rest_words(one)}", style="bold red") for one in run.rests),
    )


def rest_words(rest: Rest) -> str:
    """Why a host is left in peace, and until when where it said so."""
    return f"{rest.why}, until {stamp(rest.until)}" if rest.until else rest.why


def claims_table(claims: Sequence[Claim], body: str) -> RenderableType:
    """The claims of a text by number, then the text with the evidence of each marked; spans refer to `body`."""
    rows = [
        (
            f"{number} {claim.tier}",
            one_line(gist(claim)),
            value_words(claim.value),
            f"{claim.modality.name}\n{time_words(claim.time)}".strip(),
        )
        for number, claim in enumerate(claims, 1)
    ]
    table = held_table(("No.", "Who, what", "How much", "How certain, when"), rows, ratios=(0, 3, 3, 3))
    return Group(table, Padding(Marked(tokens=_evidence_marked(claims, body)), (1, 0, 0, 0))) if rows else Text("No claims.")


def held_table(columns: tuple[str, ...], rows: Sequence[tuple[str, ...]], *, ratios: tuple[int, ...]) -> RenderableType:
    """Rows of words under columns; a ratio is a column's share of the room left, 0 gives it what its words need."""
    if not rows:
        return Text("Nothing is held.")
    table = Table(box=SIMPLE_HEAD, expand=True, show_lines=True, padding=(0, 1, 0, 0))
    for column, ratio in zip(columns, ratios, strict=True):
        table.add_column(column, overflow="fold", ratio=ratio or None)
    for row in rows:
        table.add_row(*(cell(words) for words in row))
    return table


def _evidence_marked(claims: Sequence[Claim], body: str) -> tuple[Token, ...]:
    tokens: list[Token] = []
    reached = 0
    for start, end, numbers in _stretches(claims, len(body)):
        tokens.append(("=", body[reached:start]))
        tokens.append(("!", f"{','.join(str(number) for number in numbers)}: {body[start:end]}"))
        reached = end
    return (*tokens, ("=", body[reached:]))


def _stretches(claims: Sequence[Claim], length: int) -> list[tuple[int, int, list[int]]]:
    """Stretches of evidence, overlapping ones made one, with the numbers of the claims that rest on them."""
    spans = sorted((claim.evidence.start, min(claim.evidence.end, length), number) for number, claim in enumerate(claims, 1))
    made: list[tuple[int, int, list[int]]] = []
    for start, end, number in spans:
        if made and start < made[-1][1]:
            made[-1] = (made[-1][0], max(made[-1][1], end), [*made[-1][2], number])
        else:
            made.append((start, end, [number]))
    return made


def _two_lines(moment: str) -> str:
    return moment.replace(" ", "\n", 1)
