"""Faults as cases: what a site may answer in the place of a good page, told in `faults/*.toml` and made here.

Keys of a case: `says` (for people), `source` (finews unless said), `outcome` and `because` (what must be recorded);
what is answered: `status`, `headers`, `text` (in place of the good page), `to` (a redirect; `{here}`, `{other}`,
`{origin}`), `do` (steps below, in order), `length` (how it is announced), `act` (what the line does); and when:
`hours` after the good answer, `stale` (the page was edited before), `follows` (the outcome is of what follows).
"""

from __future__ import annotations

import gzip
import json
import random
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import brotli

from tests.replay.render import finews_page, thepaper_next
from tests.replay.render.finews_post import post_path
from tests.replay.render.noise import draw_noise
from tests.replay.story import Edition, Part, load_stories
from tests.replay.world import moment

FOLDER = Path(__file__).parent / "faults"
SIXTEEN = 16 * 1024 * 1024
OF_FINEWS, OF_THEPAPER = "NW202603023410021765", "24681357"
MODELS: Mapping[str, Edition] = {story.source: story.editions[0][1] for story in load_stories() if story.key in (OF_FINEWS, OF_THEPAPER)}
GOOD = moment(1)
"""When every page was good, and held."""

AFTER = 3.0
"""Hours from then to the fault, unless a case says otherwise."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """One fault."""

    says: str
    group: str
    number: int
    outcome: str
    because: str = ""
    source: str = "finews"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    text: str | None = None
    to: str | None = None
    do: tuple[str, ...] = ()
    length: str = "right"
    act: str = ""
    hours: float = AFTER
    stale: bool = False
    follows: bool = False

    @property
    def at(self) -> datetime:
        """When the fault is met."""
        return GOOD + timedelta(hours=self.hours)

    @property
    def edition(self) -> Edition:
        """The article of the case's own page."""
        return edition(self.source, self.number)

    @property
    def path(self) -> str:
        """Path of its page."""
        return path_of(self.edition)


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """What goes over the line."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    length: str = "right"
    act: str = ""


def cases() -> tuple[Case, ...]:
    """Every case, numbered in the order of the files."""
    found = [
        (path.stem, told) for path in sorted(FOLDER.glob("*.toml")) for told in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
    ]
    return tuple(
        Case(**{**told, "do": tuple(told.get("do", ()))}, group=group, number=number) for number, (group, told) in enumerate(found)
    )


def edition(source: str, number: int) -> Edition:
    """The model article of a source under a key of its own."""
    key = f"NW20260302{number:010d}" if source == "finews" else f"32{number:06d}"
    model = MODELS[source]
    parts = tuple(replace(part, words=part.words.replace("内江高新区", "园区")) for part in model.parts)
    return replace(model, key=key, parts=parts)  # without its zone: a hundred pages that restate each other take a while to relate


def older(said: Edition) -> Edition:
    """The article before its one edit."""
    return replace(
        said, parts=tuple(replace(part, words=part.words.replace("累计引进电子信息项目", "已引进电子信息项目1")) for part in said.parts)
    )


def path_of(said: Edition) -> str:
    """Path of an article's page."""
    return post_path(said) if said.source == "finews" else f"/newsDetail_forward_{said.key}"


def page_of(said: Edition) -> str:
    """A good page."""
    if said.source == "finews":
        return finews_page.post_page(said, 4)
    return thepaper_next.article_page(said, draw_noise(random.Random(1)), 4, moment(4))


def good(said: Edition, at: datetime) -> Sent:
    """The good answer, last modified an hour before a moment."""
    modified = format_datetime((at - timedelta(hours=1)).astimezone(UTC), usegmt=True)
    return Sent(status=200, headers={"Content-Type": "text/html; charset=utf-8", "Last-Modified": modified}, body=page_of(said).encode())


def faulty(case: Case, origin: str) -> Sent:
    """The answer of a case."""
    headers = {"Content-Type": "text/html; charset=utf-8", **case.headers}
    if case.to is not None:
        to = case.to.replace("{here}", case.path).replace("{other}", path_of(edition(case.source, 9999))).replace("{origin}", origin)
        return Sent(status=302, headers={**headers, "Location": to}, body=b"")
    body, more = _body(case, origin)
    return Sent(status=case.status, headers={**headers, **more}, body=body, length=case.length, act=case.act)


def _body(case: Case, origin: str) -> tuple[bytes, dict[str, str]]:
    said, headers = case.edition, {}
    for step in case.do:
        said = WRITTEN[step](said) if step in WRITTEN else said
    body = (page_of(said) if case.text is None else case.text.replace("{origin}", origin)).encode()
    for step in case.do:
        if step in PACKED:
            headers["Content-Encoding"], pack = PACKED[step]
            body = pack(body)
        elif step not in WRITTEN:
            body = TEXTS[step](body)
    return body, headers


def _half_text(said: Edition) -> Edition:
    return replace(said, parts=said.parts[: len(said.parts) // 3])


WRITTEN: Mapping[str, Callable[[Edition], Edition]] = {
    "older text": older,
    "half text": _half_text,
    "no body": lambda said: replace(said, parts=()),
    "other article": lambda said: replace(
        said, key=edition(said.source, 9998).key, parts=(Part(kind="text", words="内江高新区已引进电子信息项目77个。"),)
    ),
}
"""What may be wrong with the article before its page is made."""


def _data(page: bytes, new: Callable[[str], str]) -> bytes:
    bare = re.sub(r"<main>.*?</main>", "<main></main>", page.decode(), flags=re.DOTALL)
    return re.sub(r'(<script id="__NEXT_DATA__"[^>]*>)(.*?)(</script>)', lambda m: m[1] + new(m[2]) + m[3], bare, flags=re.DOTALL).encode()


def _no_detail(data: str) -> str:
    state = json.loads(data)
    state["props"]["pageProps"]["detailData"] = {"contType": 0}
    return json.dumps(state)


def _with_questions(page: bytes) -> bytes:
    return re.sub(r"[\u3000-\u9fff\uff00-\uffef]", "?", page.decode()).encode()


TEXTS: Mapping[str, Callable[[bytes], bytes]] = {
    "nothing": lambda _: b"",
    "half": lambda body: body[: len(body) // 2],
    "twice": lambda body: body * 2,
    "zeros": lambda _: bytes(2 * SIXTEEN),
    "pad with blanks": lambda page: page.replace(b"</body>", b" \n" * ((SIXTEEN - len(page) - 1000) // 2) + b"</body>"),
    "pad with elements": lambda page: page.replace(b"</body>", b"<br>" * ((SIXTEEN - len(page) - 1000) // 4) + b"</body>"),
    "gb18030": lambda page: page.decode().replace('charset="UTF-8"', "").encode("gb18030"),
    "utf-16": lambda page: page.decode().encode("utf-16"),
    "mojibake latin-1": lambda page: page.decode("latin-1").encode(),
    "mojibake gbk": lambda page: page.decode("gb18030", "replace").encode(),
    "question marks": _with_questions,
    "no detail": lambda page: _data(page, _no_detail),
    "empty data": lambda page: _data(page, lambda _: "{}"),
    "broken data": lambda page: _data(page, lambda data: data[: len(data) // 2]),
    "deep data": lambda page: _data(page, lambda _: "[" * 100_000 + "]" * 100_000),
}
"""What may be wrong with the bytes."""

PACKED: Mapping[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", lambda body: gzip.compress(body, compresslevel=1, mtime=0)),
    "brotli": ("br", lambda body: brotli.compress(body, quality=1)),
}
"""How it may be packed."""
