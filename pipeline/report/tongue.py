"""The languages of what is written for people to keep (report, feeds): English in the code, Chinese from the catalogues.

`locale/` holds what only the report says; kinds, fields and the sentences of the rules are told as the desk tells them.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from markupsafe import Markup, escape

from db.errors import ZonewatchError
from db.records import RecordedChange, Review
from pipeline.desk import phrases
from pipeline.desk.terms import TERMS
from pipeline.report.words import stamp, visible

LANGUAGES = {"en": "en", "zh": "zh-CN"}
"""Each language with what pages say of themselves (BCP 47)."""

_HERE = Path(__file__).parent / "locale"
_DESK = Path(__file__).parents[1] / "desk" / "locale"


@dataclass(frozen=True, kw_only=True)
class Tongue:
    """One language."""

    language: str
    """A key of LANGUAGES."""

    told: NullTranslations
    """Its messages."""

    @property
    def tag(self) -> str:
        """The language as pages name it."""
        return LANGUAGES[self.language]

    def say(self, message: str, **parts: Any) -> str:
        """A message as plain text."""
        return self.told.gettext(message) % parts if parts else self.told.gettext(message)

    def tell(self, message: str, **parts: Any) -> Markup:
        """A message for a page, with what stands in it escaped and made visible."""
        words = Markup(escape(self.told.gettext(message)))  # noqa: S704 - escaped
        return words % {name: _shown(value) for name, value in parts.items()} if parts else words

    def count(self, one: str, many: str, n: int, **parts: Any) -> Markup:
        """A message that depends on a number, for a page."""
        words = Markup(escape(self.told.ngettext(one, many, n)))  # noqa: S704 - escaped
        return words % {"n": n, **{name: _shown(value) for name, value in parts.items()}}

    def term(self, name: str) -> str:
        """A fixed word of the field; what is none stays as it is."""
        return self.told.gettext(TERMS[name]) if name in TERMS else name

    def kind(self, kind: str) -> str:
        """A kind of change with its direction."""
        name, _, direction = kind.partition(":")
        said, where = (self.term(part) if part in TERMS else part.replace("_", " ") for part in (name, direction))
        return self.say("%(kind)s (%(direction)s)", kind=said, direction=where) if direction else said

    def headline(self, recorded: RecordedChange) -> str:
        """The primary kind with its direction where one is known."""
        kind = recorded.change.kind
        return self.kind(next((each for each in recorded.change.kinds if each.partition(":")[0] == kind), kind))

    def other_kinds(self, recorded: RecordedChange) -> tuple[str, ...]:
        """Every kind besides the primary one."""
        return tuple(self.kind(kind) for kind in recorded.change.kinds if kind.partition(":")[0] != recorded.change.kind)

    def sentence(self, words: str) -> str:
        """A sentence of the rules."""
        return phrases.sentence(words, self.told.gettext)

    def field(self, label: str, words: str) -> str:
        """What stands in a field of a claim."""
        return phrases.field(label, words, self.told.gettext)

    def window(self, between: tuple[datetime, datetime]) -> str:
        """How wide an interval is, in its two largest units."""
        minutes = int((between[1] - between[0]).total_seconds() // 60)
        days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
        said = [self.told.ngettext("%(n)s day", "%(n)s days", days) % {"n": days}] if days else []
        said += [self.say("%(n)s h", n=hours)] if hours else []
        said += [self.say("%(n)s min", n=rest)] if rest else []
        return " ".join(said[:2]) if said else self.say("under a minute")

    def honest(self, between: tuple[datetime, datetime]) -> str:
        """When a change happened, as far as anybody can know."""
        if between[0] == between[1]:
            return self.say("seen at %(when)s", when=stamp(between[1]))
        parts = {"first": stamp(between[0]), "last": stamp(between[1]), "window": self.window(between)}
        return self.say("between %(first)s and %(last)s (a window of %(window)s)", **parts)

    def lane(self, words: str) -> str:
        """The name of a lane of a page's timeline."""
        version = words.removeprefix("version ")
        return self.say("version %(n)s", n=version) if version != words else self.say("no article")

    def review(self, review: Review | None) -> str:
        """The latest verdict, who gave it, when and why."""
        if review is None:
            return self.say("not reviewed")
        parts = {"verdict": self.term(review.verdict), "by": review.by, "when": stamp(review.at)}
        said = self.say("%(verdict)s by %(by)s on %(when)s", **parts)
        return f"{said}: {review.note}" if review.note else said


class NotSpoken(ZonewatchError):
    """There is no language {language}: choose zh or en."""


def known(language: str) -> str:
    """The language of that name; `auto`, which leaves it to a browser, is Chinese where there is none. Raises NotSpoken."""
    if language not in (*LANGUAGES, "auto"):
        raise NotSpoken(language=language)
    return "zh" if language == "auto" else language


@cache
def tongue(language: str) -> Tongue:
    """The language of that name; KeyError for one that is not there."""
    return Tongue(language=language, told=_catalogue(language))


def _catalogue(language: str) -> NullTranslations:
    """Its own messages, behind them those of the desk."""
    own, desk = (_read(folder / "zh_CN" / "LC_MESSAGES") for folder in (_HERE, _DESK)) if language == "zh" else (None, None)
    if own is None:
        return NullTranslations()
    if desk is not None:
        own.add_fallback(desk)
    return own


def _read(folder: Path) -> GNUTranslations | None:
    path = next(iter(sorted(folder.glob("*.po"))), None)
    if path is None:
        return None
    packed = io.BytesIO()
    with path.open("rb") as file:
        write_mo(packed, read_po(file))
    packed.seek(0)
    return GNUTranslations(packed)


def _shown(value: Any) -> Any:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value
