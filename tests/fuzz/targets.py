"""What is fuzzed: each target takes any bytes and must answer, whatever they are; what it promises beside is asserted here.

Adding a target is adding a function to the end; a finding becomes a file under `cases/<target>/`, which the tests run for ever.
"""

from __future__ import annotations

import asyncio
import io
import json
import socket
import tomllib
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from scrapy.exceptions import DownloadCancelledError, DownloadFailedError, ResponseDataLossError

from crawler.config import parse
from crawler.connection import Connection
from crawler.guard import forbidden
from crawler.lists import entries, links, locations
from db.errors import ZonewatchError
from db.records import Article, Capture, Outcome
from pipeline.canonical import canonical, text_sha256
from pipeline.changes.compare import compare
from pipeline.claims.fold import fold
from pipeline.claims.read import claims
from pipeline.layouts.clock import moment
from pipeline.reading import read
from pipeline.sources import source
from pipeline.unpacked import EndsEarly, NotUnpacked, TooLarge, unpacked
from pipeline.warcs import NotAWarc, captures_in, contents

NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)
MOST = 1 << 20


def layouts(data: bytes) -> None:
    """A page of either source, of any type, is read without a crash, and only `ok` has an article."""
    for name in ("finews", "thepaper"):
        for kind in ("", "text/html; charset=" + data[:12].decode("latin-1")):
            headers = (("Content-Type", kind),) if kind else ()
            reading = read(Capture(source=name, key="", url="", fetched_at=NOW, headers=headers, body=data, imported=True))
            assert (reading.article is not None) == (reading.outcome is Outcome.OK)


def folding(data: bytes) -> None:
    """Folding keeps every offset; the canonical form of a form is itself."""
    text = data.decode("utf-8", "replace")
    assert len(fold(text)) == len(text)
    assert canonical(canonical(text)) == canonical(text)
    assert len(text_sha256([text])) == 64


def dates(data: bytes) -> None:
    """A printed time is read or is none."""
    found = moment(data.decode("utf-8", "replace")[:200])
    assert found is None or found.tzinfo is not None


def reading_claims(data: bytes) -> None:
    """Claims lie where they say, number and date included."""
    paragraphs = [line for line in data.decode("utf-8", "replace")[:3000].split("\n") if line.strip()]
    body = "\n".join(paragraphs)
    for claim in claims(paragraphs, doc="f", published=date(2026, 3, 2)):
        start, end = claim.evidence.start, claim.evidence.end
        assert 0 <= start <= end <= len(body)


def differences(data: bytes) -> None:
    """Two texts of one page are compared; the same text has no change."""
    first, _, second = data.decode("utf-8", "replace")[:3000].partition("\x00")
    old, new = (Article(title="题", paragraphs=tuple(line for line in words.split("\n") if line.strip())) for words in (first, second))
    read_old, read_new = (claims(one.paragraphs, doc="f", published=None) for one in (old, new))
    compare(old, new, old_claims=read_old, new_claims=read_new)
    assert compare(old, old, old_claims=read_old, new_claims=read_old).changes == ()


def archives(data: bytes) -> None:
    """A file that somebody calls a WARC is read as far as it goes, or refused in a sentence."""
    path = Path("fuzz.warc")
    path.write_bytes(data)
    try:
        found = contents(path, source("finews"))
    except NotAWarc:
        return
    for _, capture in captures_in(found, source("finews")):
        assert capture is None or len(capture.body) <= 1 << 24


def packing(data: bytes) -> None:
    """Whatever is said to be packed comes back within the limit, or is refused."""
    for name in ("gzip", "deflate", "br", "gzip, br"):
        try:
            assert len(unpacked(io.BytesIO(data), chunked=data[:1] == b"c", encodings=name, most=MOST)) <= MOST
        except (TooLarge, NotUnpacked, EndsEarly):
            continue


def answers(data: bytes) -> None:
    """What comes on a connection before it ends is an answer within the limit, or one of the faults that a crawl records."""
    asyncio.run(_answered(data))


async def _answered(data: bytes) -> None:
    troubles: list[object] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _loop, context: troubles.append(context))
    ours, theirs = socket.socketpair()
    _, connection = await loop.create_connection(Connection, sock=ours)
    asked = connection.ask(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", MOST)
    with theirs:
        theirs.sendall(data[:65536])
    try:
        answer = await asyncio.wait_for(asked, 10)
        assert answer.size == sum(map(len, answer.parts)) <= MOST
    except (DownloadCancelledError, DownloadFailedError, ResponseDataLossError):
        pass
    finally:
        connection.abort()
        await asyncio.sleep(0)
    assert not troubles


def configuration(data: bytes) -> None:
    """A configuration is understood, or refused in a sentence."""
    try:
        parse(tomllib.loads(data.decode("utf-8", "replace")), "fuzz")
    except (ZonewatchError, tomllib.TOMLDecodeError):
        return


def addresses(data: bytes) -> None:
    """Any address is judged, and any names a page or none."""
    text = data.decode("utf-8", "replace")[:500]
    forbidden(text, ("http://127.0.0.1:8000",))
    for name in ("finews", "thepaper"):
        key = source(name).key_of(text)
        assert key is None or source(name).key_of(source(name).canonical_url(text)) == key


def lists(data: bytes) -> None:
    """A list of any kind shows addresses, or nothing."""
    from scrapy.http import HtmlResponse, XmlResponse

    for kind in (HtmlResponse, XmlResponse):
        page = kind("http://a/", body=data)
        json.dumps([one.url for one in (*links(page, "http://a/"), *entries(page), *locations(page))])


TARGETS: dict[str, Callable[[bytes], None]] = {
    one.__name__: one
    for one in (layouts, folding, dates, reading_claims, differences, archives, packing, answers, configuration, addresses, lists)
}
