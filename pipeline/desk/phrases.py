"""Sentences that the rules wrote in English (reasons, outcomes, fields of claims), told in the page's language.

The store keeps them as they were written; each is found again (written.py), so that the words of the article in it
stay and what stands around them is translated. What no pattern knows is shown as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from pipeline.desk.terms import TERMS
from pipeline.desk.watch_phrases import CAPTURES, HEALTH, REFUSALS
from pipeline.desk.written import Written, pattern
from pipeline.report.words import stamp

Tell = Callable[[str], str]
"""From an English message to the page's language."""


def _(words: str) -> str:
    return words


_COVERS = "(?:subject|metric|aggregate|condition|partner|examples)"

_SENTENCES: tuple[Written, ...] = (
    _("%(old)s became %(new)s (%(step)s %%)"),
    _("%(old)s became %(new)s (%(points)s points)"),
    _("%(old)s became %(new)s (%(n)s places up)"),
    _("%(old)s became %(new)s (%(n)s places down)"),
    _("%(old)s became %(new)s: said more firmly"),
    _("%(old)s became %(new)s: said less firmly"),
    (r"(?P<old>.+) became (?P<new>.+): it has come closer to being a fact", _("%(old)s became %(new)s: closer to being a fact")),
    (r"(?P<old>.+) became (?P<new>.+): it is less of a fact than before", _("%(old)s became %(new)s: less of a fact than before")),
    _("%(old)s became %(new)s"),
    _("the page is back after it had been withdrawn"),
    _("today's rules read this otherwise; the page did not change"),
    (r"only (?P<share>\d+)% of the earlier sentences are found again", _("only %(share)s %% of the earlier sentences are found again")),
    _("the statement is gone, the article is still there"),
    _("the statement is new in this article"),
    _("what was affirmed is denied, or the other way round"),
    _("somebody else is named as the one who says so"),
    _("only the wording differs"),
    _("the same words stand at another place"),
    _("another origin is given"),
    _("the figure stands in the title"),
    _("a statement of low value (positioning, programme, scene)"),
    _("no claim was read at this figure"),
    _("the title gives other figures"),
    _("the title reads otherwise"),
    _("the date of publication was %(old)s, now %(new)s"),
    _("the page does not say that it was changed: its own date of change stayed"),
    _("the deadline was %(old)s, now %(new)s (later)"),
    _("the deadline was %(old)s, now %(new)s (earlier)"),
    _("the deadline was %(old)s, now %(new)s (dropped)"),
    _("the deadline was %(old)s, now %(new)s (added)"),
    _("the deadline was %(old)s, now %(new)s"),
    _("the time was %(old)s, now %(new)s"),
    _("what the statement covers differs: %(said_what)s"),
    (
        rf"(?P<said_a>{_COVERS} .+ → .+?), (?P<said_b>{_COVERS} .+ → .+)",
        _("%(said_a)s, %(said_b)s"),
    ),
    _("subject %(old)s → %(new)s"),
    _("metric %(old)s → %(new)s"),
    _("aggregate %(old)s → %(new)s"),
    _("condition %(old)s → %(new)s"),
    _("partner %(old)s → %(new)s"),
    _("examples %(old)s → %(new)s"),
    _("the same edit on %(n)s pages"),
    _("no statement is touched"),
    _("only line breaks or signs differ"),
    _("%(said_share)s: %(n)s statements that are missing are not called withdrawn"),
    _("the source itself says the page is gone, three times over at least a day"),
    # across articles
    _("it happens once, and two times are given: %(a)s and %(b)s"),
    _("one affirms what the other denies, of the same time"),
    _("of the same time %(a)s and %(b)s are stated"),
    _("the same statement in another article"),
    _("%(a)s is more exact than %(b)s"),
    (r"as of (?P<a>\S+) (?P<x>.+), as of (?P<b>\S+) (?P<y>.+)", _("as of %(a)s %(x)s, as of %(b)s %(y)s")),
    _("such a count never falls"),
    _("the aim was %(old)s, now %(new)s"),
    _("both figure and year differ: it may be another step of the same plan"),
    _("due by %(day)s, and no report that it came true or failed"),
    _("still under way as of %(day)s"),
    (r"denied as of (?P<a>\S+), due by (?P<b>\S+)", _("denied as of %(a)s, due by %(b)s")),
    (
        r"(?P<got>.+) was reached, (?P<aim>.+) was promised, as of (?P<day>\S+?)(?:: due by (?P<due>\S+))?",
        _("%(got)s was reached, %(aim)s was promised, as of %(day)s"),
    ),
    (r"it has happened, as of (?P<day>\S+?)(?:: due by (?P<due>\S+))?", _("it has happened, as of %(day)s")),
    _("%(got)s as of %(day)s, %(aim)s was promised by %(due)s"),
    _("stages of the same %(what)s: %(a)s and %(b)s"),
    _("what was added is part of all %(what)s"),
    _("%(part)s is a part of %(whole)s"),
    _("of one matter, but of two kinds of time or of certainty"),
    # within one article
    _("%(b)s is more than %(a)s, of the same %(what)s"),
    _("%(new)s were added, and altogether there are %(all)s"),
    _("told as still to come, and %(time)s ended on %(end)s, before the day of publication (%(day)s)"),
    # what captures turned out to be
    (r"read as (?P<layout>\S+)", _("read by the layout %(layout)s")),
    _("the server says the page has not changed (304)"),
    _("the server refuses us (%(status)s)"),
    _("the server says the page does not exist (%(status)s)"),
    _("the server answers with a fault (%(status)s)"),
    _("nothing answered: %(said_why)s"),
    _("the answer has no body"),
    _("a firewall or captcha page answered instead of the site"),
    _("the page says that it does not exist, whatever its status"),
    _("the page moved to another host, %(host)s"),
)

_FIELDS: tuple[tuple[str, str], ...] = (
    (r"= more than (?P<a>[\d.,]+), below (?P<b>[\d.,]+)", _("= more than %(a)s, below %(b)s")),
    (r"= more than (?P<a>[\d.,]+) to (?P<b>[\d.,]+)", _("= more than %(a)s, up to %(b)s")),
    (r"= from (?P<a>[\d.,]+), below (?P<b>[\d.,]+)", _("= from %(a)s, below %(b)s")),
    (r"= from (?P<a>[\d.,]+) to (?P<b>[\d.,]+)", _("= from %(a)s to %(b)s")),
    (r"= more than (?P<a>[\d.,]+)", _("= more than %(a)s")),
    (r"= at least (?P<a>[\d.,]+)", _("= at least %(a)s")),
    (r"= at most (?P<a>[\d.,]+)", _("= at most %(a)s")),
    (r"= below (?P<a>[\d.,]+)", _("= below %(a)s")),
    (r"= no stated number", _("= no stated number")),
    (r"= by (?P<day>\d{4}-\d\d-\d\d)", _("= by %(day)s")),
    (r"= as of (?P<day>\d{4}-\d\d-\d\d)", _("= as of %(day)s")),
    (r"= until (?P<day>\d{4}-\d\d-\d\d)", _("= until %(day)s")),
    (r"= since (?P<day>\d{4}-\d\d-\d\d)", _("= since %(day)s")),
    (r"= (?P<a>\d{4}-\d\d-\d\d) to (?P<b>\d{4}-\d\d-\d\d)", _("= %(a)s to %(b)s")),
    (r"\(derived\)", _("(derived)")),
    (r"\(from the day of publication\)", _("(from the day of publication)")),
    (r"\(ambiguous\)", _("(ambiguous)")),
    (r" percentage points", _(" percentage points")),
    (r" \(rank\)", _(" (rank)")),
    (r"(?<=\d) CNY$", _(" CNY")),
    (r"(?<=\d) USD$", _(" USD")),
    (r"(?<=\d) HKD$", _(" HKD")),
    (r"(?<=\d) EUR$", _(" EUR")),
    (r"(?<=\d) JPY$", _(" JPY")),
    (r"(?<=\d) mu$", _(" mu")),
    (r"(?<=\d) times$", _(" times")),
    (r"(?<=\d) year$", _(" years")),
    (r"(?<=\d) month$", _(" months")),
    (r"(?<=\d) day$", _(" days")),
    (r"(?<=\d) workday$", _(" working days")),
    (r"(?<=\d) hour$", _(" hours")),
)

SENTENCES = tuple(pattern(one) for one in (*_SENTENCES, *CAPTURES, *HEALTH, *REFUSALS))
FIELDS = tuple((re.compile(found), message) for found, message in _FIELDS)
_NAMES = re.compile(r"[a-z_ ]+")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?[+-]\d\d:\d\d")
"""A moment as the watch writes it; people are shown it in China's time."""

_FIRST = re.compile(r"[a-z]+")
_WITHIN = frozenset({"Subject", "Said by"})
LONGEST = 2000
"""Characters of a sentence beyond which it is none of ours."""


def sentence(words: str, tell: Tell, deep: int = 3) -> str:
    """A sentence of the rules in the page's language; sentences in it too, so many deep."""
    if len(words) > LONGEST or not deep:
        return words
    for written, message in SENTENCES:
        found = written.fullmatch(words)
        if found:
            parts = {name: _part(name, part or "", tell, deep) for name, part in found.groupdict().items()}
            return tell(message) % parts
    return words


def _part(name: str, words: str, tell: Tell, deep: int) -> str:
    if name.startswith("said_"):
        return sentence(words, tell, deep - 1)
    return stamp(datetime.fromisoformat(words))[:16] if _MOMENT.fullmatch(words) else _term(words, tell)


def field(label: str, words: str, tell: Tell) -> str:
    """What stands in a field of a claim, in the page's language; the words of the article stay."""
    if label in {"Evidence", "Predicate", "What", "Zone", "Partner", "Examples", "Condition"} or len(words) > LONGEST:
        return words
    if label == "Subject":
        return re.sub(r"\(([a-z]+)\)$", lambda found: f"({_term(found.group(1), tell)})", words)
    if label in {"Certainty", "Polarity", "Counted as", "Said by", "Time"}:
        words = _FIRST.sub(lambda found: _term(found.group(), tell), words, count=1) if _FIRST.match(words) else words
    if label == "Said by":
        words = re.sub(r" (direct|indirect)$", lambda found: f" {_term(found.group(1), tell)}", words)
    first, _, rest = words.partition(" ")
    concluded = label == "Time" and rest.startswith("= ")
    if label == "Time" and (concluded or rest.startswith(first)):  # 截至 截至2026年3月: the words say it themselves
        words = rest
    for known, message in FIELDS:
        words = known.sub(lambda found, message=message: tell(message) % found.groupdict(), words)  # type: ignore[misc]
    return words.removeprefix("= ") if concluded else words


def _term(words: str, tell: Tell) -> str:
    return tell(TERMS[words]) if _NAMES.fullmatch(words) and words in TERMS else words
