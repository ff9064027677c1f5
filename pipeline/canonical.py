"""The text as compared, beside the text as published: what is no edit must not look like one.

Typography, invisible characters, blanks and the widths of characters come and go with templates and converters;
words, figures and their order do not. A version is new only if canonical text or header differs.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from db.records import Article

PART = "；"
"""Joins the statements of origin in `Article.source_line`."""

WIDE = "\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\U00020000-\U0003ffff"
"""Ranges of characters that are written without blanks, for a regular expression's class."""

_VARIANTS = {
    '"': "“”„‟«»「」『』〝〞〟＂",
    "'": "‘’‚‛`´′＇",
    "·": "・‧•∙⋅･",
    "|": "｜丨│┃∣¦",
    "~": "～〜∼˜",
    "-": "－−‐‑‒﹣",
    "—": "–―─━﹘",
    "…": "⋯",
    ":": "：∶",
    "。": "｡",
    "、": "､",
    " ": "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000\u2800\u3164\u115f\u1160\uffa0"
    + "".join(map(chr, range(0x2000, 0x200B))),
}
_BLANKS = re.compile(r" +")
_WORD = rf"[^\W_{WIDE}]"
_NO_BLANK = re.compile(rf"(?<!{_WORD}) | (?!{_WORD})")
_JOINTS = {ord(char): None for char in " .-—…"}
_RUNS = re.compile(r"(\.{3,}|…+)|-{2,}|—+")


@lru_cache(maxsize=4096)
def canonical(text: str) -> str:
    """One paragraph's form for comparison; the form of a form is itself.

    NFC; widths of ASCII and of punctuation, quotes, dashes and dots unified; invisible characters, private ones and
    symbols beyond the basic plane (emoji, which converters damage into U+FFFD) dropped; a blank stays, as one space,
    only between two words written with blanks.
    """
    return _canonical(text)


def text_sha256(paragraphs: Iterable[str]) -> str:
    """SHA-256 of the canonical form of the whole body, as 64 hexadecimal digits.

    Where the lines break counts for nothing: a template that wraps paragraphs otherwise has edited no word.
    """
    return hashlib.sha256(_canonical("\n".join(paragraphs)).encode("utf-8")).hexdigest()


def same_words(old: Iterable[str], new: Iterable[str]) -> bool:
    """Whether two bodies are canonically the same, wherever their lines break: just when their `text_sha256` are equal."""
    before, after = list(old), list(new)
    if _letters(before) != _letters(after):
        return False  # only what is left out here depends on what stands beside it
    return _canonical("\n".join(before)) == _canonical("\n".join(after))


def _letters(paragraphs: Iterable[str]) -> str:
    return unicodedata.normalize("NFC", "".join(map(canonical, paragraphs)).translate(_JOINTS))


def same_header(old: Article, new: Article) -> bool:
    """Whether title, time of publication (to the minute) and statement of origin are the same.

    What one side does not state is no difference; a cut title equals one that begins with it; of two statements of
    origin one may say more than the other.
    """
    return (
        _same_title(canonical(old.title), canonical(new.title))
        and _same_minute(old.published_at, new.published_at)
        and _same_origin(old.source_line, new.source_line)
    )


def same_heading(old: Article, new: Article) -> bool:
    """Whether two headers state just the same title, time of publication (to the minute) and origin, leaving out nothing."""
    return _heading(old) == _heading(new)


def cut_from(title: str, whole: str) -> bool:
    """Whether a title that ends in an ellipsis is the beginning of the whole one; both in canonical form."""
    beginning = title.rstrip("….")
    return title.endswith("…") and bool(beginning) and whole.startswith(beginning)


def _heading(article: Article) -> tuple[str, int | None, frozenset[str]]:
    published = int(article.published_at.timestamp()) // 60 if article.published_at else None
    return canonical(article.title), published, _parts(article.source_line)


def _same_title(old: str, new: str) -> bool:
    return not old or not new or old == new or cut_from(old, new) or cut_from(new, old)


def _same_minute(old: datetime | None, new: datetime | None) -> bool:
    if old is None or new is None:
        return True
    return int(old.timestamp()) // 60 == int(new.timestamp()) // 60


def _same_origin(old: str | None, new: str | None) -> bool:
    one, other = _parts(old), _parts(new)
    return one <= other or other <= one


def _parts(line: str | None) -> frozenset[str]:
    return frozenset(form for form in map(canonical, (line or "").split(PART)) if form)


def _canonical(text: str) -> str:
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).translate(_TABLE))
    spaced = _NO_BLANK.sub("", _BLANKS.sub(" ", folded))
    if not unicodedata.is_normalized("NFC", spaced):  # a blank that is gone stood between a letter and its marks
        return _canonical(spaced)
    return _RUNS.sub(lambda run: "…" if run.group(1) else "—", spaced)


class _Folding(dict[int, str]):
    """Translation of single characters, worked out when first met: the whole of Unicode is too much to list."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _folded(chr(code))
        return folded


def _folded(char: str) -> str:
    code = ord(char)
    if 0xFF01 <= code <= 0xFF5E:
        return chr(code - 0xFEE0)
    category = unicodedata.category(char)
    if category == "Zs":
        return " "
    if category in {"Cc", "Cf", "Cs", "Co"} or char in "\ufffd\ufffc" or 0xFE00 <= code <= 0xFE0F:
        return ""
    return "" if code > 0xFFFF and category[0] == "S" else char


_TABLE = _Folding({ord(char): form for form, chars in _VARIANTS.items() for char in chars})
