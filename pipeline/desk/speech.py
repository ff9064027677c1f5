"""The languages of the desk: gettext catalogues read from `locale/`, and which of them a browser gets.

Messages are English in the code; `tests/desk/messages.py` brings the catalogues up to date with it.
"""

from __future__ import annotations

import io
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel import negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from fastapi import Request

from pipeline.desk.rooms import Desk

LOCALES = Path(__file__).parent / "locale"
LANGUAGES = {"zh": "zh_CN", "en": "en"}
"""Each language with its catalogue; the code itself is the English one."""

TAGS = {"zh": "zh-CN", "en": "en"}
"""What the pages say of themselves (BCP 47)."""

COOKIE = "zonewatch_language"
OTHERWISE = "zh"


@cache
def catalogue(language: str) -> NullTranslations:
    """The messages of a language."""
    path = LOCALES / LANGUAGES[language] / "LC_MESSAGES" / "desk.po"
    if not path.exists():
        return NullTranslations()
    packed = io.BytesIO()
    with path.open("rb") as file:
        write_mo(packed, read_po(file))
    packed.seek(0)
    return GNUTranslations(packed)


def language_of(request: Request, desk: Desk) -> str:
    """The language a page is drawn in: chosen on the page, else configured, else the browser's, else Chinese."""
    chosen = request.cookies.get(COOKIE, "")
    if chosen in LANGUAGES:
        return chosen
    if desk.language in LANGUAGES:
        return desk.language
    found = negotiate_locale(preferred(request.headers.get("accept-language", "")), ["zh", "en"], sep="-")
    return found or OTHERWISE


def preferred(header: str) -> list[str]:
    """The languages of an Accept-Language header, most wanted first (RFC 9110, section 12.5.4)."""
    wanted = []
    for place, part in enumerate(header[:500].split(",")):
        tag, _, weight = part.strip().partition(";q=")
        try:
            quality = float(weight or 1)
        except ValueError:
            continue
        if tag and quality > 0:
            wanted.append((-quality, place, tag.split("-")[0].lower()))
    return [tag for _, _, tag in sorted(wanted)]
