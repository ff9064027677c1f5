"""Words of a page as they may be shown, and moments, kinds and addresses as people read them.

What a page says is hostile data: it may hold terminal escapes, characters that turn the reading
direction round or characters no XML may hold. Every form shows words through `visible`.
"""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import urlsplit

from db.china import CHINA
from db.records import RecordedChange, Review

_BIDI_AND_INVISIBLE = "\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
_UNSTORABLE = "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
UNSAFE = re.compile(f"[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f{_BIDI_AND_INVISIBLE}{_UNSTORABLE}\U000e0000-\U000e007f]")
"""Characters that act instead of being seen: controls, bidi controls, invisible ones, and those XML or UTF-8 cannot hold."""

UNSAFE_RUN = re.compile(f"{UNSAFE.pattern}+")
"""As many of them as stand together."""

_NAMED = 16
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003134f]")
_BLANKS = re.compile(r"\s+")
_HOST_AND_MORE = re.compile(r"[^\s<>\"'`\\{}|^]+")
_LINK_SCHEMES = {"http", "https"}
_VERDICTS = {"confirm": "confirmed", "dismiss": "dismissed", "undone": "taken back", "note": "remark"}


def visible(words: str) -> str:
    """The words with every unsafe character replaced by its name, `‹U+202E›`; line feeds and tabs stay.

    Of a long run of them the first are named and the rest counted, so that words do not grow without bound.
    """
    return UNSAFE_RUN.sub(_named, words)


def _named(run: re.Match[str]) -> str:
    said = "".join(f"‹U+{ord(character):04X}›" for character in run.group()[:_NAMED])
    return said if len(run.group()) <= _NAMED else f"{said}‹{len(run.group()) - _NAMED} more›"


def one_line(words: str) -> str:
    """The words made visible on one line: every run of blanks becomes one blank."""
    return visible(_BLANKS.sub(" ", words).strip())


def shortened(words: str, longest: int = 600) -> str:
    """The words, cut where they are longer than a cell of a table should be, and how much was left out."""
    return words if len(words) <= longest else f"{words[:longest]}… ({len(words) - longest} more characters)"


def chinese(words: str) -> bool:
    """True when some of the words are Chinese, so that fonts and voices are chosen for them."""
    return _HAN.search(words) is not None


def stamp(moment: datetime | None) -> str:
    """A moment to the minute in China's time with its offset, `2021-01-24 09:05 +08:00`; `–` for None."""
    if moment is None:
        return "–"
    return f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M} +08:00"


def window(between: tuple[datetime, datetime]) -> str:
    """How wide an interval is, in its two largest units: `1 day 2 h`, `15 min`; `under a minute` when it is that."""
    minutes = int((between[1] - between[0]).total_seconds() // 60)
    days, hours = minutes // 1440, minutes % 1440 // 60
    parts = [(days, "day" if days == 1 else "days"), (hours, "h"), (minutes % 60, "min")]
    said = [f"{number} {unit}" for number, unit in parts if number]
    return " ".join(said[:2]) if said else "under a minute"


def honest(between: tuple[datetime, datetime]) -> str:
    """When a change happened, as far as anybody can know: between two captures, and how far they lie apart."""
    if between[0] == between[1]:
        return f"seen at {stamp(between[1])}"
    return f"between {stamp(between[0])} and {stamp(between[1])} (a window of {window(between)})"


def kind_words(kind: str) -> str:
    """A kind as people read it: `value_changed:raised` becomes `value changed (raised)`."""
    name, _, direction = kind.replace("_", " ").partition(":")
    return f"{name} ({direction})" if direction else name


def other_kinds(recorded: RecordedChange) -> tuple[str, ...]:
    """Every kind besides the primary one, in words."""
    return tuple(kind_words(kind) for kind in recorded.change.kinds if kind.partition(":")[0] != recorded.change.kind)


def headline(recorded: RecordedChange) -> str:
    """The primary kind with its direction where one is known."""
    kind = recorded.change.kind
    return kind_words(next((each for each in recorded.change.kinds if each.partition(":")[0] == kind), kind))


def severity_band(severity: float) -> str:
    """`high` from 0.7, `medium` from 0.4, else `low`: a word for the eye, the number stays beside it."""
    if severity >= 0.7:
        return "high"
    return "medium" if severity >= 0.4 else "low"


def verdict_words(review: Review) -> str:
    """`confirmed`, `dismissed`, `taken back` or `remark`."""
    return _VERDICTS.get(review.verdict, review.verdict)


def review_words(review: Review | None) -> str:
    """The latest verdict, who gave it, when and why; `not reviewed` for None."""
    if review is None:
        return "not reviewed"
    note = f": {review.note}" if review.note else ""
    return f"{verdict_words(review)} by {review.by} on {stamp(review.at)}{note}"


def safe_href(url: str) -> str | None:
    """The address when a browser may be sent there: http or https, a host, no user name, no odd character; else None."""
    if not _HOST_AND_MORE.fullmatch(url) or UNSAFE.search(url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:  # a bracketed host that is none
        return None
    return url if parts.scheme in _LINK_SCHEMES and parts.hostname and "@" not in parts.netloc else None
