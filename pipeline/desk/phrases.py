"""Sentences that the rules wrote in English (reasons, outcomes, fields of claims), told in the page's language.

The store keeps them as they were written; each pattern finds one of them again, so that the words of the article in it
stay and what stands around them is translated. What no pattern knows is shown as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from pipeline.desk.terms import TERMS
from pipeline.desk.watch_phrases import CAPTURES, HEALTH, REFUSALS
from pipeline.report.words import stamp

Tell = Callable[[str], str]
"""From an English message to the page's language."""


def _(words: str) -> str:
    return words


_COVERS = "(?:subject|metric|aggregate|condition|partner|examples)"

_SENTENCES: tuple[tuple[str, str], ...] = (
    (r"(?P<old>.+) became (?P<new>.+) \((?P<step>[+-]\d+) %\)", _("%(old)s became %(new)s (%(step)s %%)")),
    (r"(?P<old>.+) became (?P<new>.+): said more firmly", _("%(old)s became %(new)s: said more firmly")),
    (r"(?P<old>.+) became (?P<new>.+): said less firmly", _("%(old)s became %(new)s: said less firmly")),
    (r"(?P<old>.+) became (?P<new>.+): it has come closer to being a fact", _("%(old)s became %(new)s: closer to being a fact")),
    (r"(?P<old>.+) became (?P<new>.+): it is less of a fact than before", _("%(old)s became %(new)s: less of a fact than before")),
    (r"(?P<old>.+) became (?P<new>.+)", _("%(old)s became %(new)s")),
    (r"the page is back after it had been withdrawn", _("the page is back after it had been withdrawn")),
    (
        r"today's rules read this otherwise; the page did not change",
        _("today's rules read this otherwise; the page did not change"),
    ),
    (r"only (?P<share>\d+)% of the earlier sentences are found again", _("only %(share)s %% of the earlier sentences are found again")),
    (r"the statement is gone, the article is still there", _("the statement is gone, the article is still there")),
    (r"the statement is new in this article", _("the statement is new in this article")),
    (r"what was affirmed is denied, or the other way round", _("what was affirmed is denied, or the other way round")),
    (r"somebody else is named as the one who says so", _("somebody else is named as the one who says so")),
    (r"only the wording differs", _("only the wording differs")),
    (r"the same words stand at another place", _("the same words stand at another place")),
    (r"another origin is given", _("another origin is given")),
    (r"the figure stands in the title", _("the figure stands in the title")),
    (r"a statement of low value \(positioning, programme, scene\)", _("a statement of low value (positioning, programme, scene)")),
    (r"no claim was read at this figure", _("no claim was read at this figure")),
    (r"the title gives other figures", _("the title gives other figures")),
    (r"the title reads otherwise", _("the title reads otherwise")),
    (r"the date of publication was (?P<old>.+), now (?P<new>.+)", _("the date of publication was %(old)s, now %(new)s")),
    (
        r"the page does not say that it was changed: its own date of change stayed",
        _("the page does not say that it was changed: its own date of change stayed"),
    ),
    (r"the deadline was (?P<old>.+), now (?P<new>.+) \(later\)", _("the deadline was %(old)s, now %(new)s (later)")),
    (r"the deadline was (?P<old>.+), now (?P<new>.+) \(earlier\)", _("the deadline was %(old)s, now %(new)s (earlier)")),
    (r"the deadline was (?P<old>.+), now (?P<new>.+) \(dropped\)", _("the deadline was %(old)s, now %(new)s (dropped)")),
    (r"the deadline was (?P<old>.+), now (?P<new>.+) \(added\)", _("the deadline was %(old)s, now %(new)s (added)")),
    (r"the deadline was (?P<old>.+), now (?P<new>.+)", _("the deadline was %(old)s, now %(new)s")),
    (r"the time was (?P<old>.+), now (?P<new>.+)", _("the time was %(old)s, now %(new)s")),
    (r"what the statement covers differs: (?P<said_what>.+)", _("what the statement covers differs: %(said_what)s")),
    (
        rf"(?P<said_a>{_COVERS} .+ → .+?), (?P<said_b>{_COVERS} .+ → .+)",
        _("%(said_a)s, %(said_b)s"),
    ),
    (r"subject (?P<old>.+) → (?P<new>.+)", _("subject %(old)s → %(new)s")),
    (r"metric (?P<old>.+) → (?P<new>.+)", _("metric %(old)s → %(new)s")),
    (r"aggregate (?P<old>.+) → (?P<new>.+)", _("aggregate %(old)s → %(new)s")),
    (r"condition (?P<old>.+) → (?P<new>.+)", _("condition %(old)s → %(new)s")),
    (r"partner (?P<old>.+) → (?P<new>.+)", _("partner %(old)s → %(new)s")),
    (r"examples (?P<old>.+) → (?P<new>.+)", _("examples %(old)s → %(new)s")),
    (r"the same edit on (?P<n>\d+) pages", _("the same edit on %(n)s pages")),
    (r"no statement is touched", _("no statement is touched")),
    (r"only line breaks or signs differ", _("only line breaks or signs differ")),
    (
        r"(?P<said_share>.+): (?P<n>\d+) statements that are missing are not called withdrawn",
        _("%(said_share)s: %(n)s statements that are missing are not called withdrawn"),
    ),
    (
        r"the source itself says the page is gone, three times over at least a day",
        _("the source itself says the page is gone, three times over at least a day"),
    ),
    # across articles
    (r"it happens once, and two times are given: (?P<a>.+) and (?P<b>.+)", _("it happens once, and two times are given: %(a)s and %(b)s")),
    (r"one affirms what the other denies, of the same time", _("one affirms what the other denies, of the same time")),
    (r"of the same time (?P<a>.+) and (?P<b>.+) are stated", _("of the same time %(a)s and %(b)s are stated")),
    (r"the same statement in another article", _("the same statement in another article")),
    (r"(?P<a>.+) is more exact than (?P<b>.+)", _("%(a)s is more exact than %(b)s")),
    (r"as of (?P<a>\S+) (?P<x>.+), as of (?P<b>\S+) (?P<y>.+)", _("as of %(a)s %(x)s, as of %(b)s %(y)s")),
    (r"such a count never falls", _("such a count never falls")),
    (r"the aim was (?P<old>.+), now (?P<new>.+)", _("the aim was %(old)s, now %(new)s")),
    (
        r"both figure and year differ: it may be another step of the same plan",
        _("both figure and year differ: it may be another step of the same plan"),
    ),
    (r"due by (?P<day>\S+), and no report that it came true or failed", _("due by %(day)s, and no report that it came true or failed")),
    (r"still under way as of (?P<day>\S+)", _("still under way as of %(day)s")),
    (r"denied as of (?P<a>\S+), due by (?P<b>\S+)", _("denied as of %(a)s, due by %(b)s")),
    (
        r"(?P<got>.+) was reached, (?P<aim>.+) was promised, as of (?P<day>\S+?)(?:: due by (?P<due>\S+))?",
        _("%(got)s was reached, %(aim)s was promised, as of %(day)s"),
    ),
    (r"it has happened, as of (?P<day>\S+?)(?:: due by (?P<due>\S+))?", _("it has happened, as of %(day)s")),
    (
        r"(?P<got>.+) as of (?P<day>\S+), (?P<aim>.+) was promised by (?P<due>\S+)",
        _("%(got)s as of %(day)s, %(aim)s was promised by %(due)s"),
    ),
    (r"stages of the same (?P<what>.+?): (?P<a>.+) and (?P<b>.+)", _("stages of the same %(what)s: %(a)s and %(b)s")),
    (r"what was added is part of all (?P<what>.+)", _("what was added is part of all %(what)s")),
    (r"(?P<part>.+) is a part of (?P<whole>.+)", _("%(part)s is a part of %(whole)s")),
    (r"of one matter, but of two kinds of time or of certainty", _("of one matter, but of two kinds of time or of certainty")),
    # within one article
    (r"(?P<b>.+) is more than (?P<a>.+), of the same (?P<what>.+)", _("%(b)s is more than %(a)s, of the same %(what)s")),
    (r"(?P<new>.+) were added, and altogether there are (?P<all>.+)", _("%(new)s were added, and altogether there are %(all)s")),
    (
        r"told as still to come, and (?P<time>.+) ended on (?P<end>\S+), before the day of publication \((?P<day>\S+)\)",
        _("told as still to come, and %(time)s ended on %(end)s, before the day of publication (%(day)s)"),
    ),
    # what captures turned out to be
    (r"read as (?P<layout>\S+)", _("read by the layout %(layout)s")),
    (r"the server says the page has not changed \(304\)", _("the server says the page has not changed (304)")),
    (r"the server refuses us \((?P<status>\d+)\)", _("the server refuses us (%(status)s)")),
    (r"the server says the page does not exist \((?P<status>\d+)\)", _("the server says the page does not exist (%(status)s)")),
    (r"the server answers with a fault \((?P<status>\d+)\)", _("the server answers with a fault (%(status)s)")),
    (r"nothing answered: (?P<said_why>.+)", _("nothing answered: %(said_why)s")),
    (r"the answer has no body", _("the answer has no body")),
    (r"a firewall or captcha page answered instead of the site", _("a firewall or captcha page answered instead of the site")),
    (r"the page says that it does not exist, whatever its status", _("the page says that it does not exist, whatever its status")),
    (r"the page moved to another host, (?P<host>\S+)", _("the page moved to another host, %(host)s")),
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

SENTENCES = tuple((re.compile(pattern, re.DOTALL), message) for pattern, message in (*_SENTENCES, *CAPTURES, *HEALTH, *REFUSALS))
FIELDS = tuple((re.compile(pattern), message) for pattern, message in _FIELDS)
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
    for pattern, message in SENTENCES:
        found = pattern.fullmatch(words)
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
    for pattern, message in FIELDS:
        words = pattern.sub(lambda found, message=message: tell(message) % found.groupdict(), words)  # type: ignore[misc]
    return words.removeprefix("= ") if concluded else words


def _term(words: str, tell: Tell) -> str:
    return tell(TERMS[words]) if _NAMES.fullmatch(words) and words in TERMS else words
