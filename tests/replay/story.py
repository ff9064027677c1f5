"""Articles of the replay as files: one folder a page, `day0.toml` in full, later days only what changed.

A case is a file: to add an article, add `articles/<source>/<key>/day<N>.toml`; to edit it silently on a
later day, add another `day<M>.toml` beside it. The first file's day is the day of publication.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

ARTICLES = Path(__file__).parent / "articles"


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One piece of a body in its order."""

    kind: str
    """text, heading, caption, credit, image or hidden; only text and heading are paragraphs of the article."""

    words: str
    """The words as published; for an image its address."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Edition:
    """How one page stands on one day: everything a renderer needs."""

    source: str
    """thepaper or finews."""

    key: str
    """contId or infoCode."""

    title: str
    """The full title."""

    published: datetime
    """With its offset."""

    parts: tuple[Part, ...]
    """The body."""

    answer: str = "page"
    """What the site says when asked: page, offline, moved, refused, broken or hollow; captcha, missing or blank with status 200;
    gone or limited; unarchived when the archive lacks the post."""

    design: str = "next"
    """thepaper only: html (until mid 2022) or next; live, video or special for the other kinds of page of the new design."""

    byline: str = ""
    """Author as printed; empty when there is none."""

    source_line: str = ""
    """What stands after 来源 in the head of the page, or in the attribution at the end of a post."""

    account: tuple[tuple[str, str], ...] = ()
    """thepaper only: `id` and `name` of the 澎湃号; empty for the paper's own articles."""

    node: tuple[tuple[str, str], ...] = ()
    """thepaper only: `id` and `name` of the column."""

    origin_note: str = ""
    """thepaper only: X of the closing line `来源 | X`."""

    original_title: bool = False
    """thepaper only: the full title stands in the body too, as 原标题."""

    editor: str = ""
    """thepaper only: the responsible editor."""

    link: str = ""
    """thepaper only: the other host's address of a repost that answers 307."""

    category: str = ""
    """finews only: pinyin of the medium; blanks make path levels."""

    medium: str = ""
    """finews only: the medium's name."""

    links: tuple[str, ...] = ()
    """finews only: words the upstream service links by itself on this day."""

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """What a correct reader finds as paragraphs, in order."""
        return tuple(part.words for part in self.parts if part.kind in {"text", "heading"})

    @property
    def captions(self) -> tuple[str, ...]:
        """Captions and credits of pictures, in order."""
        return tuple(part.words for part in self.parts if part.kind in {"caption", "credit"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Story:
    """One page with all its days."""

    source: str
    """thepaper or finews."""

    key: str
    """contId or infoCode."""

    editions: tuple[tuple[int, Edition], ...]
    """Pairs of first day and edition, ascending."""

    only: tuple[tuple[int, str], ...] = ()
    """Days on which another answer stands in for the page, such as `(4, "refused")`."""

    @property
    def first_day(self) -> int:
        """The day the page appears."""
        return self.editions[0][0]

    def on(self, day: int) -> Edition | None:
        """The page as it stands on a day; None before its first day."""
        held = [edition for first, edition in self.editions if first <= day]
        if not held:
            return None
        return replace(held[-1], answer=dict(self.only).get(day, held[-1].answer))


def load_stories(root: Path = ARTICLES) -> tuple[Story, ...]:
    """Every story below a folder `<source>/<key>/day<N>.toml`, by source and key; ValueError names a wrong file."""
    return tuple(_load_story(folder) for folder in sorted(root.glob("*/*")) if folder.is_dir())


def _load_story(folder: Path) -> Story:
    editions: list[tuple[int, Edition]] = []
    only: list[tuple[int, str]] = []
    for path in sorted(folder.glob("day*.toml"), key=_day):
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
            if today := data.pop("only_today", None):
                only.append((_day(path), today))
            if data:
                before = editions[-1][1] if editions else None
                editions.append((_day(path), _edition(folder, data, before)))
        except (ValueError, TypeError, KeyError) as error:
            raise ValueError(f"{path}: {error}") from error
    return Story(source=folder.parent.name, key=folder.name, editions=tuple(editions), only=tuple(only))


def _day(path: Path) -> int:
    return int(path.stem.removeprefix("day"))


def _edition(folder: Path, data: Mapping[str, Any], before: Edition | None) -> Edition:
    fields = {name: _frozen(value) for name, value in data.items() if name not in {"body", "edit"}}
    if before is None:
        return Edition(source=folder.parent.name, key=folder.name, parts=_parts(data["body"]), **fields)
    parts = _parts(data["body"]) if "body" in data else before.parts
    for edit in data.get("edit", ()):
        parts = apply_edit(parts, edit)
    return replace(before, parts=parts, **fields)


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return tuple((name, str(item)) for name, item in value.items())
    if isinstance(value, date) and getattr(value, "tzinfo", None) is None:
        raise ValueError("a time without an offset")
    return tuple(value) if isinstance(value, list) else value


def _parts(body: list[Any]) -> tuple[Part, ...]:
    return tuple(
        Part(kind="text", words=item) if isinstance(item, str) else Part(kind=next(iter(item)), words=next(iter(item.values())))
        for item in body
    )


def apply_edit(parts: tuple[Part, ...], edit: Mapping[str, str]) -> tuple[Part, ...]:
    """One edit of a day file: `replace`+`with`, `insert`+`after`, `drop`, or `move`+`after`.

    Each text but the new one must occur in exactly one part, else ValueError: an edit that does nothing is a wrong case.
    """
    if "replace" in edit:
        place = _place(parts, edit["replace"])
        new = replace(parts[place], words=parts[place].words.replace(edit["replace"], edit["with"], 1))
        return (*parts[:place], new, *parts[place + 1 :])
    if "insert" in edit:
        place = _place(parts, edit["after"]) + 1
        return (*parts[:place], Part(kind="text", words=edit["insert"]), *parts[place:])
    place = _place(parts, edit["drop" if "drop" in edit else "move"])
    rest = (*parts[:place], *parts[place + 1 :])
    if "drop" in edit:
        return rest
    goal = _place(rest, edit["after"]) + 1
    return (*rest[:goal], parts[place], *rest[goal:])


def _place(parts: tuple[Part, ...], words: str) -> int:
    places = [number for number, part in enumerate(parts) if words in part.words]
    if len(places) != 1:
        raise ValueError(f"{words!r} occurs in {len(places)} parts of the body, and must in one")
    return places[0]
