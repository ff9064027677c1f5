"""What a notice says: plain text of a few lines, in which the words of pages can do no harm.

Pages are hostile: what acts instead of being seen is named (`words.visible`), an address among their words is no link, an @
calls nobody, and nothing is endless. Only the address of the watched page itself stands as it is, when it is an address.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime

from db.china import CHINA
from db.claim import Claim
from db.records import Change, RecordedChange
from pipeline.notices.tongue import kind_said, said, tongue
from pipeline.report.words import one_line, safe_href, severity_band

SHOWN = 8
"""Changes of one edit that are told one by one."""

LISTED = 20
"""Lines of a digest."""

LONGEST = 100
"""Characters of a page's words in one place."""

_CALLS = str.maketrans({"@": "＠"})
_LINK = re.compile(r":(?=//)|(?<=script):|(?<=data):|(?<=file):|(?<=mailto):", re.IGNORECASE)


def harmless(words: str, longest: int = LONGEST) -> str:
    """Words of a page on one line: visible, short, without links and calls."""
    shown = _LINK.sub("：", one_line(words[: 20 * longest])).translate(_CALLS)
    return shown if len(shown) <= longest else f"{shown[:longest]}…"


def of_edit(changes: Sequence[RecordedChange], language: str) -> str:
    """One message for one edit: all its changes on its page, or on every page that had the same edit."""
    first, pages = changes[0], {one.page for one in changes}
    lines = [_line(first, language), said(language, "between", begin=_stamp(first.between[0]), end=_stamp(first.between[1]))]
    url = safe_href(first.url) or harmless(first.url)
    if len(pages) > 1:
        lines.append(said(language, "many_pages", count=len(pages), url=url))
    else:
        lines += [url, *(f"- {_line(one, language)}" for one in changes[1:SHOWN])]
        if len(changes) > SHOWN:
            lines.append(said(language, "more_here", count=len(changes) - SHOWN))
    return "\n".join((*lines, f"zonewatch show {first.id}"))


def of_digest(edits: Sequence[Sequence[RecordedChange]], day: date, language: str) -> str:
    """One message for a day: a line an edit, the most severe first."""
    count = sum(len(edit) for edit in edits)
    lines = [said(language, "digest" if count > 1 else "digest_one", day=day, count=count)]
    for edit in edits[:LISTED]:
        url = safe_href(edit[0].url) or harmless(edit[0].url)
        lines.append(f"- [{_band(edit[0], language)}] {_line(edit[0], language)}{f' (+{len(edit) - 1})' if len(edit) > 1 else ''} {url}")
    left = sum(len(edit) for edit in edits[LISTED:])
    if left:
        since = min(one.seen_at for edit in edits for one in edit).astimezone(CHINA)
        lines.append(said(language, "more", count=left, since=f"{since:%Y-%m-%d}"))
    return "\n".join(lines)


def of_state(what: str, well: bool, words: str, language: str) -> str:
    """One message about the watch itself: what broke, or mended."""
    if language != "en":  # loaded when there is something to translate: the catalogues take some MiB
        from pipeline.report.tongue import tongue as spoken

        speak = spoken(language)
        what, words = speak.sentence(speak.term(what)), speak.sentence(words)
    return said(language, "alert_well" if well else "alert_broken", what=harmless(what), words=harmless(words, 600))


def of_test(recipient: str, language: str) -> str:
    """A message that only shows that messages arrive."""
    return f"{said(language, 'test')}\n{said(language, 'test_body', recipient=recipient)}"


def _line(one: RecordedChange, language: str) -> str:
    kind = harmless(kind_said(language, one.change))
    head = said(language, "of_zone", zone=harmless(one.zone), kind=kind) if one.zone else kind
    what = _became(one.change, language)
    return f"{head}{tongue(language)['joint'] if what else ''}{what}"


def _became(change: Change, language: str) -> str:
    """What became what, in the words of the page: the touched field where there is one, else the words around it."""
    touched = _TOUCHED.get(change.kind)
    sides = [touched(claim) if touched and claim else None for claim in (change.before, change.after)]
    if not (sides[0] and sides[1]):
        claims = (change.before, change.after)
        printed = (change.old_words, change.new_words)
        sides = [words or (claim.evidence.text if claim else None) for words, claim in zip(printed, claims, strict=True)]
    old, new = (harmless(words) if words else "" for words in sides)
    about = change.after or change.before
    subject = f"{harmless(about.metric.canon, 40)} " if about and about.metric.canon and change.kind in _TOUCHED else ""
    return subject + (said(language, "became", old=old, new=new) if old and new else old or new)


_TOUCHED: dict[str, Callable[[Claim], str | None]] = {
    "value_changed": lambda claim: claim.value.surface if claim.value else None,
    "hedge_changed": lambda claim: claim.value.surface if claim.value else None,
    "deadline_moved": lambda claim: claim.time.surface,
    "time_changed": lambda claim: claim.time.surface,
}


def _band(one: RecordedChange, language: str) -> str:
    return str(tongue(language)["bands"][severity_band(one.change.severity)])


def _stamp(moment: datetime) -> str:
    return f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M}"
