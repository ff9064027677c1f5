"""The daemon's own log: lines for people, or one JSON object a line, on standard error."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

from crawler.child import Ended

logger = logging.getLogger("zonewatch.daemon")


class JsonLines(logging.Formatter):
    """One object a line: `at`, `level`, `message`, and what an entry carries under `parts`."""

    def format(self, record: logging.LogRecord) -> str:
        """The entry as JSON."""
        plain = {"at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"), "level": record.levelname.lower()}
        return json.dumps({**plain, "message": record.getMessage(), **getattr(record, "parts", {})}, ensure_ascii=False)


def log_to_stderr(form: str) -> None:
    """Send the log to standard error as `text` or `json`; may be called again to change the form."""
    if not logger.handlers:
        logger.addHandler(logging.StreamHandler())
        logger.setLevel(logging.INFO)
        logger.propagate = False
    plain = logging.Formatter("%(asctime)s %(message)s", "%Y-%m-%d %H:%M:%S")
    logger.handlers[0].setFormatter(JsonLines() if form == "json" else plain)


class Forwarded(logging.Handler):
    """What a library's log says, as one line of ours."""

    def emit(self, record: logging.LogRecord) -> None:
        """The message, and the error's own words without its trace."""
        error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        words = " ".join(f"{record.getMessage()}{f': {error}' if error else ''}".split())
        say(words[:300], bad=True)


def log_of_queue() -> None:
    """Let the queue's engine say what goes wrong, a line each; its connections are tried again in silence: what needs them says so."""
    for name in ("procrastinate", "asyncio"):
        engine = logging.getLogger(name)
        if not any(isinstance(one, Forwarded) for one in engine.handlers):
            engine.addHandler(Forwarded(level=logging.ERROR))
            engine.propagate = False
    logging.getLogger("psycopg.pool").setLevel(logging.CRITICAL)


def say(words: str, *, bad: bool = False, **parts: object) -> None:
    """One entry; `parts` stand beside the words in JSON."""
    logger.log(logging.WARNING if bad else logging.INFO, "%s", words, extra={"parts": parts})


def say_end(ended: Ended, kind: str, seconds: float) -> None:
    """One entry about the end of a run."""
    run = ended.run
    names = ("requests", "new_pages", "new_versions", "changes", "passed_over") if run else ()
    counts = {name: getattr(run, name) for name in names}
    say(
        line(ended, seconds),
        bad=bool(ended.fault),
        source=ended.source,
        kind=kind,
        seconds=round(seconds, 1),
        fault=ended.fault,
        outcomes=run.outcomes if run else {},
        **counts,
    )


def line(ended: Ended, seconds: float) -> str:
    """One line about a child's end, for the log."""
    run = ended.run
    brought = "nothing"
    if run:
        brought = f"{run.requests} requests, {run.new_pages} new pages, {run.new_versions} new versions, {run.changes} changes"
        brought += f", {run.passed_over} passed over"
    return f"{ended.source}: {brought} in {seconds:.0f} s" + (f"; failed: {ended.fault}" if ended.fault else "")
