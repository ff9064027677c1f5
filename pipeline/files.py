"""Files people hand over instead of captures: saved pages and clean bodies, read without a store."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import PurePath

from db.errors import ZonewatchError
from db.records import Article, Capture, Outcome
from pipeline.reading import read
from pipeline.sources import names

UNDATED = datetime(1970, 1, 1, tzinfo=UTC)
"""Time of a capture whose own time is not known; only relative times on the page would show it."""


class NotAnArticle(ZonewatchError):
    """{name} gives no article (outcome {outcome}: {why}): name its source with --source, or use --body for a clean text."""


class NotText(ZonewatchError):
    """{name} is not UTF-8 text ({why}): save it as UTF-8, or name its --source to have it read as a page."""


class TwoWays(ZonewatchError):
    """{name} cannot be both a page of {source} and a clean body: give --source or --body."""


def saved_page(content: bytes, *, source: str, key: str = "", url: str = "", at: datetime = UNDATED) -> Capture:
    """A file's content as the capture of a page."""
    return Capture(source=source, key=key, url=url, final_url=url or None, fetched_at=at, body=content, imported=True)


def article_in(content: bytes, *, name: str, source: str | None = None, body: bool = False) -> Article:
    """The article of a file: a clean body as it stands, a page of the named source, or of whichever source knows it.

    Raises NotAnArticle, NotText or TwoWays.
    """
    if body and source:
        raise TwoWays(name=name, source=source)
    if body:
        return body_in(content, name)
    readings = [read(saved_page(content, source=one)) for one in ([source] if source else names())]
    best = min(readings, key=lambda reading: (reading.article is None, reading.outcome is Outcome.UNRECOGNISED))
    if best.article is None:
        raise NotAnArticle(name=name, outcome=best.outcome, why=best.reason)
    return best.article


def body_in(content: bytes, name: str) -> Article:
    """A clean body: one paragraph a line; nothing is changed, so that offsets refer to it as it stands. Raises NotText."""
    try:
        words = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotText(name=name, why=f"byte {error.start} is not part of any character") from error
    return Article(title="", paragraphs=tuple(words.removesuffix("\n").split("\n")))


def doc_of(path: PurePath) -> str:
    """The name claims carry for a file: its stem, without the `.clean` of a clean body."""
    return path.stem.removesuffix(".clean")
