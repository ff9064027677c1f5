"""Edits of the layout of an article: paragraphs moved, split and merged, and what must count as no edit at all."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.gate.texts import Text

Origin = tuple[int, ...]
"""Numbers of the old paragraphs a new one comes from; empty for a new one."""


@dataclass(frozen=True, kw_only=True)
class Rearranged:
    """An article whose paragraphs were moved, split, merged, taken out, put in or changed."""

    text: Text
    """The article before."""

    paragraphs: tuple[str, ...]
    """The paragraphs after."""

    origins: tuple[Origin, ...]
    """For each of them where it comes from."""


_STRANGERS = (
    "本报讯 冬日的阳光洒在湖面上，几只白鹭掠过芦苇丛。",
    "一碗热气腾腾的羊肉汤下肚，赶路的人又上了车。",
    "据气象部门预报，未来三天以多云为主，早晚温差较大。",
)
_DISCLAIMERS = (
    "（文章来源：科技日报）",
    "责任编辑：李明",
    "特别声明：以上文章内容仅代表作者本人观点，不代表本网观点或立场。",
    "本文为澎湃号作者或机构在澎湃新闻上传并发布，仅代表该作者或机构观点，不代表澎湃新闻的观点或立场。",
    "免责声明：本文仅供参考，不构成投资建议。",
    "来源：地方日报",
)
_INVISIBLE = ("\u200b", "\ufeff", "\u00ad", "\u2060", "\u200d")
_BLANKS = (" ", "\u3000", "\xa0", "\u2003")
_WIDE = {chr(code): chr(code + 0xFEE0) for code in (*range(0x30, 0x3A), 0x2C, 0x3A, 0x25, 0x28, 0x29)}


def rearrangements(text: Text, chance: random.Random, count: int) -> Iterator[Rearranged]:
    """That many rearrangements of one to three steps each."""
    for _ in range(count):
        yield _rearranged(text, chance, chance.randint(1, 3))


def moved(text: Text, chance: random.Random) -> Iterator[tuple[int, list[str]]]:
    """Each paragraph put at another place: its number and the paragraphs after."""
    for number in range(len(text.paragraphs)):
        rest = text.paragraphs
        words = rest.pop(number)
        places = [place for place in range(len(rest) + 1) if abs(place - number) > 1]
        if places and len(words) > 20:
            rest.insert(chance.choice(places), words)
            yield number, rest


def rewrapped(text: Text, chance: random.Random) -> Iterator[list[str]]:
    """The same words with their line breaks at other places, sentences kept whole."""
    for _ in range(3):
        lines: list[str] = []
        for sentence in re.findall(r"[^。！？\n]+[。！？]?[”]?", text.body):
            if lines and chance.random() < 0.5:
                lines[-1] += sentence
            else:
                lines.append(sentence)
        yield lines


def no_edits(text: Text, chance: random.Random) -> Iterator[tuple[str, list[str]]]:
    """What converters and templates do to an article: the name and the paragraphs after."""
    for name, change in _TYPOGRAPHY:
        yield name, [change(paragraph, chance) for paragraph in text.paragraphs]
    yield "blank paragraphs", [line for paragraph in text.paragraphs for line in (paragraph, "", "\u3000")]
    for disclaimer in _DISCLAIMERS:
        yield "a disclaimer at the end", [*text.paragraphs, disclaimer]
    yield "two disclaimers at the end", [*text.paragraphs, *_DISCLAIMERS[:2]]
    for lines in rewrapped(text, chance):
        yield "other line breaks", lines


def _sprinkled(words: str, chance: random.Random, signs: tuple[str, ...]) -> str:
    for _ in range(3):
        at = chance.randint(0, len(words))
        beside = words[max(0, at - 1) : at + 1]
        if not re.search(r"[A-Za-z0-9.]{2}", beside):  # a blank inside a number is a matter of its own
            words = words[:at] + chance.choice(signs) + words[at:]
    return words


def _anywhere(words: str, chance: random.Random) -> str:
    for _ in range(3):
        at = chance.randint(0, len(words))
        words = words[:at] + chance.choice(_INVISIBLE) + words[at:]
    return words


_TYPOGRAPHY: tuple[tuple[str, Callable[[str, random.Random], str]], ...] = (
    ("blanks", lambda words, chance: _sprinkled(words, chance, _BLANKS)),
    ("blanks around figures", lambda words, _: re.sub(r"(?<=[\u4e00-\u9fff])(\d[\d.]*)(?=[\u4e00-\u9fff])", r" \1 ", words)),
    ("blanks at the joints of links", lambda words, _: re.sub("(上海|证券|科技|开发区|高新区|经济)", r" \1 ", words)),
    ("invisible characters", _anywhere),
    ("other widths", lambda words, chance: "".join(_WIDE.get(char, char) if chance.random() < 0.5 else char for char in words)),
    ("narrow signs", lambda words, _: words.translate({ord("，"): ",", ord("："): ":", ord("；"): ";", ord("（"): "(", ord("）"): ")"})),
    ("straight quotes", lambda words, _: words.replace("“", '"').replace("”", '"')),
    ("indents", lambda words, _: "\u3000\u3000" + words + " "),
)


def _rearranged(text: Text, chance: random.Random, steps: int) -> Rearranged:
    rows: list[tuple[str, Origin]] = [(words, (number,)) for number, words in enumerate(text.paragraphs)]
    used: set[int] = set()
    for _ in range(steps):
        step = chance.choice((_move, _split, _merge, _drop, _put_in))
        step(rows, used, chance)
    return Rearranged(text=text, paragraphs=tuple(words for words, _ in rows), origins=tuple(origin for _, origin in rows))


Rows = list[tuple[str, Origin]]


def _free(rows: Rows, used: set[int]) -> list[int]:
    return [place for place, (words, origin) in enumerate(rows) if len(origin) == 1 and origin[0] not in used and len(words) > 20]


def _move(rows: Rows, used: set[int], chance: random.Random) -> None:
    free = _free(rows, used)
    if free:
        row = rows.pop(chance.choice(free))
        used.update(row[1])
        rows.insert(chance.randint(0, len(rows)), row)


def _split(rows: Rows, used: set[int], chance: random.Random) -> None:
    for place in chance.sample(_free(rows, used), len(_free(rows, used))):
        words, origin = rows[place]
        stops = [found.end() for found in re.finditer("[。！？；]|，", words) if 8 < found.end() < len(words) - 8]
        if stops:
            at = chance.choice(stops)
            rows[place : place + 1] = [(words[:at], origin), (words[at:], origin)]
            used.update(origin)
            return


def _merge(rows: Rows, used: set[int], chance: random.Random) -> None:
    free = set(_free(rows, used))
    places = [place for place in free if place + 1 in free]
    if places:
        place = chance.choice(sorted(places))
        (first, one), (second, other) = rows[place : place + 2]
        rows[place : place + 2] = [(first + second, (*one, *other))]
        used.update(one, other)


def _drop(rows: Rows, used: set[int], chance: random.Random) -> None:
    free = _free(rows, used)
    if free:
        used.update(rows.pop(chance.choice(free))[1])


def _put_in(rows: Rows, _used: set[int], chance: random.Random) -> None:
    words = chance.choice(_STRANGERS)
    if all(words != row[0] for row in rows):
        rows.insert(chance.randint(0, len(rows)), (words, ()))
